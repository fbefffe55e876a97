package alarm

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// The numbers are those of mpmath with 40 digits, from the formula as it is
// documented.
func TestSurprise(t *testing.T) {
	for _, tc := range []struct{ c, m, k, want float64 }{
		{10, 5, 2, 0.9628227218000300523},
		{0, 3, 1.5, -1.815443985917585140},
		{100, 0.5, 0.25, 8.840020984850443603},
		{20, 20.5, 1000, -0.1097746710944135785},
		{1e6, 1000, 100, 434.8078432930430411},
		{5, 5, 1, 0},
	} {
		if got := surprise(tc.c, tc.m, tc.k); math.Abs(got-tc.want) > 1e-9*max(1, math.Abs(tc.want)) {
			t.Errorf("surprise(%v, %v, %v) = %v, want %v", tc.c, tc.m, tc.k, got, tc.want)
		}
	}
}

func TestTheBoundsOfTheRangeAreTheirDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.Float64Range(0.001, 1000).Draw(t, "mean")
		k := rapid.Float64Range(0.2, 100).Draw(t, "size")
		limit := rapid.Float64Range(2, 5).Draw(t, "limit")
		high, low := largest(m, k, limit), smallest(m, k, -limit)
		if surprise(float64(high), m, k) > limit && high > 0 || surprise(float64(high+1), m, k) <= limit {
			t.Errorf("largest count %d", high)
		}
		if surprise(float64(low), m, k) < -limit || low > 0 && surprise(float64(low-1), m, k) >= -limit {
			t.Errorf("smallest count %d", low)
		}
	})
}

// The fit finds a generalised Pareto distribution again, on average.
func TestTheTailIsFitted(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for _, want := range []struct{ shape, scale float64 }{{0, 1}, {0.2, 0.7}, {0.4, 2}} {
		const fits = 400
		shape, scale := 0.0, 0.0
		for range fits {
			f := newTail(0.0005)
			f.greatest = f.greatest[:0]
			for range tailMost { // by the inverse of the distribution
				f.greatest = append(f.greatest, want.scale*boxCox(1/r.Float64(), want.shape))
			}
			f.fit()
			shape, scale = shape+f.shape/fits, scale+f.scale/fits
		}
		// The bounds of the shape, 0 to 1/2, and 64 values bias it by less than 0.1.
		if math.Abs(shape-want.shape) > 0.1 || math.Abs(scale/want.scale-1) > 0.1 {
			t.Errorf("shape %.2f, scale %.2f, want %v", shape, scale, want)
		}
	}
}

// Before anything is seen the tail is the normal one.
func TestTheFirstTailIsNormal(t *testing.T) {
	for _, p := range []float64{0.01, 0.001, 0.0005} {
		f := newTail(p)
		normal := math.Sqrt2 * math.Erfcinv(2*p)
		if f.limit < normal || f.limit > normal+0.25 {
			t.Errorf("limit %.3f of a chance of %v, normal quantile %.3f", f.limit, p, normal)
		}
	}
}

func TestFrequentIsWithinItsErrorOfItsTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		n, most := rapid.IntRange(0, 3000).Draw(t, "names"), rapid.IntRange(1, 20).Draw(t, "most")
		exact := map[string]uint64{}
		var f, half frequent
		for i := range n {
			name := string(rune('a' + int(60*math.Pow(r.Float64(), 3))))
			exact[name]++
			if i%2 == 0 {
				f.add(name, 1, most)
			} else {
				half.add(name, 1, most)
			}
		}
		f.merge(&half, most)
		if len(f.counts) > 2*most || f.missed > uint64(n/most) {
			t.Fatalf("%d names, %d missed of %d", len(f.counts), f.missed, n)
		}
		for name, want := range exact {
			if got := f.counts[name]; got > want || got+f.missed < want {
				t.Fatalf("%s: %d, missed up to %d, want %d", name, got, f.missed, want)
			}
		}
	})
}

func TestWords(t *testing.T) {
	for _, tc := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"The #Recall of THE shoes, and @Shop's recall!", []string{"the", "#recall", "shoes", "and", "@shop", "recall"}},
		{"l'été, déçu de la livraison", []string{"été", "déçu", "livraison"}},
		{"see https://shop.example/recall?x=1 now", []string{"see", "now"}},
		{"a b cd #ab ___ \xff\xfe", nil},
		{strings.Repeat("é", 100), []string{strings.Repeat("é", 32)}},
	} {
		if got := words(tc.text); !slices.Equal(got, tc.want) {
			t.Errorf("%q: %q, want %q", tc.text, got, tc.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		bytes := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
		n := rapid.IntRange(0, 80).Draw(t, "length")
		if got := clip(string(bytes), n); len(got) > n || !utf8.ValidString(got) {
			t.Fatalf("%q cut to %d is %q", bytes, n, got)
		}
	})
}
