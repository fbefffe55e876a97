package exact

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic("bad rational " + s)
	}
	return r
}

func TestRoundIsHalfAwayFromZeroOnce(t *testing.T) {
	for _, test := range []struct {
		r      string
		places int32
		want   string // by hand
	}{
		{"0", 2, "0.00"},
		{"1/3", 4, "0.3333"},
		{"2/3", 4, "0.6667"},
		{"-2/3", 0, "-1"},
		{"0.5", 0, "1"},
		{"-0.5", 0, "-1"},
		{"1.5", 0, "2"},
		{"2.5", 0, "3"},
		{"1.005", 2, "1.01"},
		{"1.0049999", 2, "1.00"}, // rounding to three places first would give 1.01
		{"-1.0049999", 2, "-1.00"},
		{"1250", -2, "1300"},
		{"-1250", -2, "-1300"},
		{"1249", -2, "1200"},
		{"4", -1, "0"},
		{"1/3", 0, "0"},
	} {
		d := Round(rat(test.r), test.places)
		if got := d.StringFixed(max(test.places, 0)); got != test.want {
			t.Errorf("Round(%s, %d) = %s, want %s", test.r, test.places, got, test.want)
		}
		if d.Exponent() != -test.places {
			t.Errorf("Round(%s, %d) has exponent %d", test.r, test.places, d.Exponent())
		}
	}
}

func TestRoundBoundsItsPlaces(t *testing.T) {
	third := rat("1/3")
	if d := Round(third, math.MaxInt32); d.Exponent() != -MaxPlaces || d.NumDigits() != MaxPlaces {
		t.Errorf("%d digits, exponent %d", d.NumDigits(), d.Exponent())
	}
	if d := Round(third, math.MinInt32); d.Exponent() != MaxPlaces || !d.IsZero() {
		t.Errorf("exponent %d", d.Exponent())
	}
}

func TestRoundChangesNothing(t *testing.T) {
	r := rat("-7/3")
	Round(r, 3)
	Round(r, -3)
	if r.String() != "-7/3" {
		t.Errorf("argument became %v", r)
	}
}

// big.Rat.FloatString rounds half away from zero too, by other arithmetic.
func TestRoundAgreesWithFloatString(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := big.NewRat(rapid.Int64().Draw(t, "num"), rapid.Int64Range(1, math.MaxInt64).Draw(t, "den"))
		places := rapid.Int32Range(0, 40).Draw(t, "places")
		got, want := Round(r, places).StringFixed(places), r.FloatString(int(places))
		if Round(r, places).IsZero() {
			want = strings.TrimPrefix(want, "-") // FloatString knows a negative zero
		}
		if got != want {
			t.Errorf("Round(%v, %d) = %s, want %s", r, places, got, want)
		}
	})
}

func TestTextIsTheShortestExactForm(t *testing.T) {
	for _, test := range []struct{ r, want string }{
		{"0", "0"},
		{"5", "5"},
		{"-5", "-5"},
		{"5/4", "1.25"},
		{"-5/4", "-1.25"},
		{"1/3", "1/3"},
		{"-22/7", "-22/7"},
		{"1e3", "1000"},
		{"1e-3", "0.001"},
	} {
		if got := Text(rat(test.r)); got != test.want {
			t.Errorf("Text(%s) = %s, want %s", test.r, got, test.want)
		}
	}
	deep := new(big.Rat).SetFrac(big.NewInt(1), pow10(MaxPlaces+1))
	if got := Text(deep); got != "1/1"+strings.Repeat("0", MaxPlaces+1) {
		t.Errorf("Text of 10^-%d = %s", MaxPlaces+1, got)
	}
}

func TestParseTextReadsDecimalsAndFractions(t *testing.T) {
	for _, test := range []struct{ s, want string }{
		{"0", "0/1"},
		{"-0", "0/1"},
		{"1.25", "5/4"},
		{"+1.250", "5/4"},
		{"010", "10/1"}, // not octal
		{"1/3", "1/3"},
		{"-2/6", "-1/3"},
		{"010/3", "10/3"},
	} {
		if got, ok := ParseText(test.s); !ok || got.String() != test.want {
			t.Errorf("ParseText(%q) = %v, %v, want %s", test.s, got, ok, test.want)
		}
	}
	for _, s := range []string{
		"", " ", "1 ", "x", "--1", ".", "/", "1/", "/2", "1/0", "1/-2", "1/+2", "1/2/3", "1.5/2",
		"1e3", "1e999999999", "1E-999999999", "0x10", "0b1", "1_000", "1p5", "Inf", "NaN", "١",
		strings.Repeat("1", maxText+1),
	} {
		if got, ok := ParseText(s); ok {
			t.Errorf("ParseText(%.20q) = %v", s, got)
		}
	}
}

func TestParseTextReadsWhatTextWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := new(big.Rat).SetFrac(coefficient.Draw(t, "num"), big.NewInt(rapid.Int64Range(1, 1e6).Draw(t, "den")))
		if got, ok := ParseText(Text(r)); !ok || got.Cmp(r) != 0 {
			t.Errorf("%v became %v, %v", r, got, ok)
		}
	})
}
