package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// units are a sample by segment, one by one.
type unit struct{ y, x float64 }

func sampleOf(segments [][]unit) Sample {
	var all []Segment
	for _, units := range segments {
		var s Segment
		sum := 0.0
		for _, u := range units {
			s.N, s.X, sum = s.N+1, s.X+u.x, sum+u.y
		}
		if s.N > 0 {
			s.R = sum / s.X
		}
		for _, u := range units {
			e := u.y - s.R*u.x
			s.EE, s.EX, s.XX = s.EE+e*e, s.EX+e*u.x, s.XX+u.x*u.x
		}
		all = append(all, s)
	}
	return NewSample(all)
}

// The error of an estimate is the sum of the squares of what one unit does, computed
// here for each.
func TestErrorIsTheSumOverUnits(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 7))
	for range 200 {
		segments := make([][]unit, 1+r.IntN(4))
		h, g := make([]float64, len(segments)), make([]float64, len(segments))
		all, total := 0.0, 0.0
		for s := range segments {
			h[s], g[s] = r.NormFloat64(), r.NormFloat64()
			for range r.IntN(5) + 1 {
				u := unit{r.NormFloat64(), float64(1 + r.IntN(4))}
				segments[s] = append(segments[s], u)
				all, total = all+u.x, total+u.y
			}
		}
		segments = append(segments, nil) // a segment that is not there
		h, g = append(h, r.NormFloat64()), append(g, r.NormFloat64())
		sample := sampleOf(segments)
		near := func(name string, got, want float64) {
			t.Helper()
			if math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
				t.Fatalf("%s %g, want %g", name, got, want)
			}
		}
		near("mean", sample.Mean(), total/all)

		share := func(s int) float64 { return sample.segments[s].X / all }
		mean := 0.0
		for s := range segments {
			mean += share(s) * g[s]
		}
		want := 0.0
		for s, units := range segments {
			for _, u := range units {
				c := sample.segments[s]
				d := h[s]*(u.y-c.R*u.x)/c.X + (g[s]-mean)*u.x/all
				want += d * d
			}
		}
		near("variance", sample.Of(h, g).Variance, want)

		// One segment, and the quotient of all.
		one, k := r.IntN(len(segments)), r.NormFloat64()
		want = 0
		for s, units := range segments {
			for _, u := range units {
				c := sample.segments[s]
				d := -share(one)*g[one]*u.x/all + k*(u.y-sample.r*u.x)/all
				if s == one {
					d += h[one]*(u.y-c.R*u.x)/c.X + g[one]*u.x/all
				}
				want += d * d
			}
		}
		near("variance of one", sample.OfOne(one, h[one], g[one], k).Variance, want)
	}
}

func TestDegreesOfFreedom(t *testing.T) {
	// Welch's of variances 3 and 1 of 10 and 5: 4² / (3²/9 + 1²/4) = 12.8
	if got := ErrorOf(3, 10).Plus(ErrorOf(1, 5)).DF(); math.Abs(got-12.8) > 1e-12 {
		t.Errorf("%g", got)
	}
	if got := ErrorOf(3, 10).Times(2).Plus(ErrorOf(4, 5)).DF(); math.Abs(got-16*16/(16.+4)) > 1e-12 {
		t.Errorf("%g", got)
	}
	if got := ErrorOf(1, 1).DF(); got != 1 {
		t.Errorf("of one unit: %g", got)
	}
	if got := (Error{}).DF(); got != math.MaxInt32 {
		t.Errorf("without error: %g", got)
	}
	if got := Satterthwaite([]float64{3, 1}, []float64{9, 4}); math.Abs(got-12.8) > 1e-12 {
		t.Errorf("%g", got)
	}
	if got := Satterthwaite([]float64{0}, []float64{9}); !math.IsInf(got, 1) {
		t.Errorf("%g", got)
	}
}
