package alarm_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment/alarm"
)

func TestConfigsThatAreRefused(t *testing.T) {
	for _, tc := range []struct {
		config alarm.Config
		want   string
	}{
		{alarm.Config{Bucket: 7 * time.Minute}, "alarm: bucket 7m0s outside minutes that divide an hour..hours that divide a day"},
		{alarm.Config{FalseAlarm: 0.2}, "alarm: chance of a false alarm 0.2 outside 1e-09..0.1"},
		{alarm.Config{Refractory: -time.Second}, "alarm: refractory time -1s outside 0..a year, in whole seconds"},
		{alarm.Config{Missing: 2}, "alarm: missing 2 outside 0..1"},
		{alarm.Config{Ahead: -time.Second}, "alarm: time ahead -1s outside 1s..ten years, in whole seconds"},
		{alarm.Config{Late: 2 * time.Hour}, "alarm: time late 2h0m0s outside 1s..the bucket, in whole seconds"},
	} {
		if _, err := alarm.NewMonitor(tc.config); !errors.Is(err, kpi.ErrRange) || err.Error() != tc.want {
			t.Errorf("%v, want %s", err, tc.want)
		}
	}
	for _, c := range []alarm.Config{{Ahead: time.Second}, {Ahead: 3650 * 24 * time.Hour}, {Late: time.Second}, {Late: time.Hour}, {Bucket: time.Minute, Late: time.Minute}} {
		m, err := alarm.NewMonitor(c)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		laws.Must(m.Add(alarm.Mention{Time: monday}))
		if err := new(alarm.Monitor).UnmarshalBinary(laws.Must(m.MarshalBinary())); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestAConfigThatCannotBeRead(t *testing.T) {
	var c alarm.Config
	for _, bad := range []string{`{"bucket":"an hour"}`, `{"location":"Atlantis"}`, `{"least":-1}`, `[]`} {
		if err := c.UnmarshalJSON([]byte(bad)); !errors.Is(err, kpi.ErrCorrupt) || c != (alarm.Config{}) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := (alarm.Config{Location: time.FixedZone("Atlantis", 1)}).MarshalJSON(); !errors.Is(err, kpi.ErrRange) || !strings.Contains(err.Error(), "Atlantis") {
		t.Errorf("a location without a name: %v", err)
	}
}
