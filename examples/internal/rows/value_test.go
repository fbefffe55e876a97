package rows

import (
	"testing"
	"time"
)

func TestMoneyIsExact(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"0", "0.0000"},
		{"12.50", "12.5000"},
		{"-3.999", "-3.9990"},
		{"+7", "7.0000"},
		{".5", "0.5000"},
		{"5.", "5.0000"},
		{"1e2", "100.0000"},
		{"25E-2", "0.2500"},
		{"999999999999999999", "999999999999999999.0000"},
		{"9999999999999999999999.0001", "9999999999999999999999.0001"},
	} {
		d, reason := newAmounts(Options{}).money(c.in)
		if reason != "" || d.StringFixed(4) != c.want {
			t.Errorf("newAmounts(Options{}).money(%q) = %s, %q, want %s", c.in, d.StringFixed(4), reason, c.want)
		}
	}
	for _, in := range []string{"-", ".", "-.", "1.2.3", "0x10", "1_000", "Inf", "1e", "--1", "1 00", "€", "5 € EUR"} {
		if d, reason := newAmounts(Options{}).money(in); reason == "" {
			t.Errorf("newAmounts(Options{}).money(%q) = %s, want a reason", in, d.StringFixed(4))
		}
	}
}

// The clocks of Sao Paulo went from 2018-11-03 23:59:59 to 2018-11-04 01:00.
func TestASkippedMidnightStaysOnItsDay(t *testing.T) {
	saoPaulo, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		t.Skip("no time zones on this system: ", err)
	}
	for _, in := range []string{"2018-11-04", "2018-11-04 00:30:00", "2018-11-04T00:00:00.5"} {
		got, ok := parseTime(in, saoPaulo)
		if !ok || got.Day() != 4 || got.Hour() != 1 {
			t.Errorf("%s is %v, %v, want in the hour after the gap", in, got, ok)
		}
		if civil, ok := parseCivil(in, saoPaulo); ok && !civil.Equal(got) {
			t.Errorf("%s is %v by parseCivil, %v by parseTime", in, civil, got)
		}
	}
}

func TestTimesAreReadInTheirZone(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Skip("no time zones on this system: ", err)
	}
	c := newClock(Options{Location: paris})
	// Paris is one hour ahead of UTC in winter and two in summer.
	for _, k := range []struct {
		in   string
		want time.Time
	}{
		{"2025-01-15", time.Date(2025, 1, 14, 23, 0, 0, 0, time.UTC)},
		{"2025-07-15 08:30:00", time.Date(2025, 7, 15, 6, 30, 0, 0, time.UTC)},
		{"2025-07-15T08:30:00", time.Date(2025, 7, 15, 6, 30, 0, 0, time.UTC)},
		{"2025-07-15T08:30:00Z", time.Date(2025, 7, 15, 8, 30, 0, 0, time.UTC)},
		{"2025-07-15T08:30:00-04:00", time.Date(2025, 7, 15, 12, 30, 0, 0, time.UTC)},
		{"2025-07-15", time.Date(2025, 7, 14, 22, 0, 0, 0, time.UTC)},
		{"2025-07-15", time.Date(2025, 7, 14, 22, 0, 0, 0, time.UTC)},
	} {
		got, reason := c.parse(k.in)
		if reason != "" || !got.Equal(k.want) || got.Location() != paris {
			t.Errorf("%s: %v %s, want %v", k.in, got, reason, k.want)
		}
	}
	if got, _ := newClock(Options{}).parse("2025-07-15"); got.Location() != time.UTC {
		t.Errorf("without a location: %v, want UTC", got.Location())
	}
	for _, in := range []string{"15/07/2025", "2025-7-15", "today", "2025-13-01"} {
		if got, reason := c.parse(in); reason == "" {
			t.Errorf("%s: %v, want a reason", in, got)
		}
	}
}

func TestFlags(t *testing.T) {
	for in, want := range map[string]bool{"true": true, "YES": true, "y": true, "1": true, "False": false, "no": false, "N": false, "0": false} {
		if got, reason := flag(in); got != want || reason != "" {
			t.Errorf("flag(%q) = %v, %q", in, got, reason)
		}
	}
	if _, reason := flag("maybe"); reason == "" {
		t.Error("maybe is a flag")
	}
}

func TestPolarityHasBounds(t *testing.T) {
	for in, ok := range map[string]bool{"-1": true, "1.000": true, "0.25": true, "1.001": false, "-2": false, "x": false} {
		got, reason := polarity(newAmounts(Options{}), in)
		if got.Valid != ok || (reason == "") != ok {
			t.Errorf("polarity(newAmounts(Options{}), %q) = %v, %q", in, got.Valid, reason)
		}
	}
}
