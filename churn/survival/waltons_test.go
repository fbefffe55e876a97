package survival_test

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/customerkpi/kpi/churn/survival"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/oracle"
)

// waltons reads the 163 rows of the data by group: "" holds all.
func waltons(t *testing.T) map[string]*survival.Accumulator {
	t.Helper()
	f, err := os.Open(oracle.Path(t, "survival_waltons/data.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string]*survival.Accumulator{"": {}, "control": {}, "miR-137": {}}
	for _, record := range records[1:] {
		row := survival.Row{Duration: laws.Must(strconv.ParseInt(record[0], 10, 64)), Churned: record[1] == "1"}
		for _, name := range []string{"", record[2]} {
			if err := groups[name].Add(row); err != nil {
				t.Fatal(err)
			}
		}
	}
	return groups
}

// reference is reference.json beside the data: computed by R 4.2.2 with survival
// 3.5-3. Null stands for what R does not define.
type reference struct {
	Overall refCurve            `json:"overall"`
	ByGroup map[string]refCurve `json:"by_group"`
	LogRank struct {
		N        []uint64  `json:"n"`
		Observed []uint64  `json:"observed"`
		Expected []float64 `json:"expected"`
		ChiSq    float64   `json:"chisq"`
		DF       float64   `json:"df"`
		P        float64   `json:"p"`
	} `json:"logrank"`
}

type refCurve struct {
	N      uint64 `json:"n"`
	Events uint64 `json:"events"`
	Table  []struct {
		Time        int64    `json:"time"`
		AtRisk      uint64   `json:"n_risk"`
		Events      uint64   `json:"n_event"`
		Censored    uint64   `json:"n_censor"`
		Survival    float64  `json:"survival"`
		StdErr      *float64 `json:"std_err_survival"`
		Hazard      float64  `json:"cumhaz"`
		HazardError float64  `json:"std_err_cumhaz"`
	} `json:"table"`
	Quantiles []struct {
		P    float64  `json:"p"`
		Time *float64 `json:"time"`
		Low  *float64 `json:"lower"`
		High *float64 `json:"upper"`
	} `json:"quantiles"`
	Mean struct {
		Tau    int64   `json:"upper_limit"`
		Mean   float64 `json:"mean"`
		StdErr float64 `json:"se"`
	} `json:"restricted_mean"`
	Intervals map[string][]struct {
		Time int64    `json:"time"`
		Low  *float64 `json:"lower"`
		High *float64 `json:"upper"`
	} `json:"ci95"`
}

// near reports an error above 1e-10, absolute below 1 and relative above.
func near(t testing.TB, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-10*max(1, math.Abs(want))) {
		t.Errorf("%s: got %.15g, want %.15g", what, got, want)
	}
}

// nearOrNull expects an error where R has no number.
func nearOrNull(t testing.TB, what string, got float64, err error, want *float64) {
	t.Helper()
	switch {
	case want == nil && err == nil:
		t.Errorf("%s: got %v, R has none", what, got)
	case want != nil && err != nil:
		t.Errorf("%s: %v, want %v", what, err, *want)
	case want != nil:
		near(t, what, got, *want)
	}
}

func TestCurveAgreesWithR(t *testing.T) {
	var ref reference
	oracle.JSON(t, "survival_waltons/reference.json", &ref)
	groups := waltons(t)
	for name, want := range map[string]refCurve{"": ref.Overall, "control": ref.ByGroup["control"], "miR-137": ref.ByGroup["miR-137"]} {
		t.Run("group "+name, func(t *testing.T) { agrees(t, groups[name].Result(), want) })
	}
}

func agrees(t *testing.T, c survival.Curve, want refCurve) {
	t.Helper()
	if len(want.Table) == 0 || len(c.Steps) != len(want.Table) || c.Customers != want.N || c.Events != want.Events {
		t.Fatalf("%d steps of %d customers and %d events, want %d of %d and %d", len(c.Steps), c.Customers, c.Events, len(want.Table), want.N, want.Events)
	}
	for i, w := range want.Table {
		s := c.Steps[i]
		at := "at " + strconv.FormatInt(w.Time, 10)
		if s.Time != w.Time || s.AtRisk != w.AtRisk || s.Events != w.Events || s.Censored != w.Censored {
			t.Errorf("step %d is %+v, want %+v", i, s, w)
		}
		near(t, "survival "+at, s.Survival, w.Survival)
		near(t, "hazard "+at, s.Hazard, w.Hazard)
		near(t, "standard error of the hazard "+at, s.HazardStdErr(), w.HazardError)
		se, err := s.StdErr()
		nearOrNull(t, "standard error "+at, se, err, w.StdErr)
		for kind := survival.Log; kind <= survival.LogLog; kind++ {
			ci := want.Intervals[kind.String()][i]
			got, err := s.Interval(kind, 0.95)
			nearOrNull(t, kind.String()+" low "+at, got.Low, err, ci.Low)
			nearOrNull(t, kind.String()+" high "+at, got.High, err, ci.High)
		}
	}
	for _, w := range want.Quantiles {
		got, err := c.Quantile(w.P, survival.Log, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range []struct {
			name string
			got  survival.Bound
			want *float64
		}{{"time", got.Time, w.Time}, {"low", got.Low, w.Low}, {"high", got.High, w.High}} {
			if b.got.Reached != (b.want != nil) || b.got.Reached && b.got.Time != *b.want {
				t.Errorf("quantile %v, %s: got %v, want %v", w.P, b.name, b.got, b.want)
			}
		}
	}
	mean, err := c.RMST(want.Mean.Tau)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "restricted mean", mean.Mean, want.Mean.Mean)
	near(t, "its standard error", mean.StdErr, want.Mean.StdErr)
}

func TestLogRankAgreesWithR(t *testing.T) {
	var ref reference
	oracle.JSON(t, "survival_waltons/reference.json", &ref)
	groups, want := waltons(t), ref.LogRank
	got, err := survival.LogRank(groups["control"], groups["miR-137"])
	if err != nil {
		t.Fatal(err)
	}
	near(t, "chi-square", got.Test.Statistic, want.ChiSq)
	if got.Test.DF != want.DF || math.Abs(got.Test.P/want.P-1) > 1e-10 {
		t.Errorf("%v, want %v degrees of freedom and p %v", got.Test, want.DF, want.P)
	}
	for i, g := range got.Groups {
		if g.Customers != want.N[i] || g.Observed != want.Observed[i] {
			t.Errorf("group %d: %+v, want %d of %d", i, g, want.Observed[i], want.N[i])
		}
		near(t, "expected", g.Expected, want.Expected[i])
	}
}

// R survival 3.5-3 on the same data, as published with it: median 56 [53, 58],
// restricted mean 50.133969, standard error 1.330542, log-rank 122.249126.
func TestWaltonsPublishedFigures(t *testing.T) {
	groups := waltons(t)
	c := groups[""].Result()
	if got := laws.Must(c.Median(0.95)).String(); got != "median 56, 53..58 (95%, log)" {
		t.Error(got)
	}
	if got := laws.Must(c.RMST(75)); math.Abs(got.Mean-50.133969) > 5e-7 || math.Abs(got.StdErr-1.330542) > 5e-7 {
		t.Error(got)
	}
	if got := laws.Must(survival.LogRank(groups["miR-137"], groups["control"])); math.Abs(got.Test.Statistic-122.249126) > 5e-7 {
		t.Error(got)
	}
}
