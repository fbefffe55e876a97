package clv_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
)

var found = clv.Fit{
	Params: []clv.Param{{Name: "a", Value: 2, StdErr: 0.2}, {Name: "b", Value: 3, StdErr: 0.6}},
	Cov:    [][]float64{{0.04, 0.06}, {0.06, 0.36}},
	Status: clv.Converged, LogLikelihood: -100.5, Customers: 50,
}

// 2 · exp(±1.959964 · 0.1): 1.6440 .. 2.4331
func TestParamInterval(t *testing.T) {
	i, err := found.Params[0].Interval(0.95)
	if err != nil || math.Abs(i.Low-1.64401) > 1e-4 || math.Abs(i.High-2.43307) > 1e-4 {
		t.Errorf("%v, %v", i, err)
	}
	if _, err := (clv.Param{Name: "a", Value: 2}).Interval(0.95); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("without standard error: %v", err)
	}
	product := func(p []float64) (float64, error) { return p[0] * p[1], nil }
	for _, level := range []float64{0.05, math.Nextafter(0.5, 0), 1, -1, math.NaN(), math.Inf(1)} {
		for name, err := range map[string]error{
			"parameter": second(found.Params[0].Interval(level)), "prediction": second(found.Interval(level, product)),
		} {
			if want := fmt.Sprintf("clv: confidence level %v outside 0.5..1 (excluded)", level); !errors.Is(err, kpi.ErrRange) || err.Error() != want {
				t.Errorf("%s at %v: %v", name, level, err)
			}
		}
	}
	// 2 · exp(±0.674490 · 0.1)
	if i, err := found.Params[0].Interval(0.5); err != nil || math.Abs(i.Low-1.86955) > 1e-4 || math.Abs(i.High-2.13956) > 1e-4 {
		t.Errorf("%v, %v", i, err)
	}
	if _, err := (clv.Param{Name: "a", Value: 1e-3, StdErr: 1e9}).Interval(0.95); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("enormous: %v", err)
	}
}

// The product a b has the variance b² 0.04 + a² 0.36 + 2 a b 0.06 = 0.36 + 1.44 +
// 0.72 = 2.52, so its logarithm the standard error √2.52/6 = 0.26458.
func TestFitInterval(t *testing.T) {
	product := func(p []float64) (float64, error) { return p[0] * p[1], nil }
	i, err := found.Interval(0.95, product)
	want := math.Exp(1.959964 * math.Sqrt(2.52) / 6)
	if err != nil || math.Abs(i.Low-6/want) > 1e-4 || math.Abs(i.High-6*want) > 1e-4 {
		t.Errorf("%v, %v, want %v..%v", i, err, 6/want, 6*want)
	}
	failed := errors.New("failed")
	if _, err := found.Interval(0.95, func([]float64) (float64, error) { return 0, failed }); !errors.Is(err, failed) {
		t.Error(err)
	}
	for name, f := range map[string]clv.Fit{
		"the parameters are not from a fit":        {Params: found.Params, Cov: found.Cov},
		"the covariance is not that of 2":          {Params: found.Params, Cov: found.Cov[:1], Status: clv.Converged},
		"covariance is not that of 2 parameters":   {Params: found.Params, Cov: [][]float64{{1}, {1}}, Status: clv.Converged},
		"the covariance has no variance of b":      {Params: found.Params, Cov: [][]float64{{0.04, 0}, {0, 0}}, Status: clv.Converged},
		"the fit is at the boundary, and its cov":  {Params: found.Params, Cov: found.Cov, Status: clv.Boundary},
		"the fit is stopped, and its covariance":   {Params: found.Params, Cov: found.Cov, Status: clv.Stopped},
		"not identified, and its covariance":       {Params: found.Params, Status: clv.NotIdentified},
		"fit customers drawn with replacement, an": {Params: found.Params, Cov: found.Cov, Status: clv.Boundary},
	} {
		if _, err := f.Interval(0.95, product); !errors.Is(err, kpi.ErrUndefined) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFitText(t *testing.T) {
	if got, want := found.String(), "a 2 ± 0.2, b 3 ± 0.6, LL -100.5 (50 customers, converged)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if found.AIC() != 205 {
		t.Error(found.AIC())
	}
	for s := clv.Converged; s <= clv.Stopped; s++ {
		var read clv.Status
		if data, err := json.Marshal(s); err != nil || json.Unmarshal(data, &read) != nil || read != s {
			t.Errorf("%v: %s, %v", s, data, err)
		}
	}
	var s clv.Status
	if err := json.Unmarshal([]byte(`"fine"`), &s); !errors.Is(err, kpi.ErrCorrupt) {
		t.Error(err)
	}
}
