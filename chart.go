package kpi

import (
	"encoding/json"
	"errors"
	"fmt"
)

// A Chart is a process-behaviour chart, also called a control chart: the figures of
// periods with limits that nearly all of them lie within as long as nothing changes. A
// point beyond them is worth asking why; what lies within them is what the process does,
// and not worth a meeting.
//
//	center    = Σ n x / Σ n
//	z         = (x - center) / σ          σ² = v / n
//	σz        = mean |z - z of the point before| / 1.128
//	low, high = center ± 3 σz σ
//
// x is the figure of a point, n what it is the figure of, and v the variance of one of
// these. It follows from the type of the figure:
//
//	[Rate]       n = total           v = center (1 - center)      the p' chart
//	[Fraction]   n = denominator     v = center                   the u' chart
//	[Net]        n = answers         v = 100² (p + m - (p - m)²)
//	[Mean]       n = observations    v = the variance within the points, pooled
//	all others   n = 1                                            the XmR chart
//
// So points of few answers have wide limits. σz is Laney's correction for what the
// figures vary by beyond sampling: 1 where each answer is a sample of its own, and 2
// where days differ twice as much as that. It is what makes limits right for many answers:
// without it nearly all days of a large shop lie outside. Where all points have the same n
// these are the limits of the XmR chart of individual values,
//
//	mean ± 2.66 × mean moving range
//
// [ChartConfig] has the charts without correction (p and u), the XmR chart for any
// figure, medians in the place of means, and the rules for runs. For a [Fraction] as a u
// chart, the numerator counts things: visits, tickets, mentions.
//
// Of a normal figure that does not change, 1 point in 370 lies beyond limits that are
// known, and about 1 in 100 beyond the limits of 24 points, which are estimates
// themselves. Figures of a trend, or of a rhythm, are not independent of one another: the
// limits are then too narrow. [Watch] has no more false alarms the longer one looks.
//
// A Chart is a snapshot of floats for a reader, which is not read back.
//
// Source: W. A. Shewhart, Economic Control of Quality of Manufactured Product (1931);
// D. J. Wheeler, Understanding Variation (1993), for XmR; D. C. Montgomery, Introduction
// to Statistical Quality Control, 7.2-7.3, for p and u; D. B. Laney, Improved Control
// Charts for Attributes, Quality Engineering 14 (2002) 531-537.
type Chart struct {
	Points   []ChartPoint `json:"points"`
	Center   float64      `json:"center"`   // in the figure's unit, of a [Rate] a share
	SigmaZ   float64      `json:"sigma_z"`  // σz, 1 for charts without correction and XmR charts
	Baseline int          `json:"baseline"` // points that the limits are of, from the first
}

// A ChartPoint is a figure with its limits, in the figure's unit.
type ChartPoint struct {
	Period Period  // the day 1970-01-01 in a chart of a slice
	Figure Figure  // as it is
	Low    float64 // limit, within the figure's range
	High   float64
	Sigma  float64 // of the figure: a third of the way from the center to a limit, before they are cut to the range
	Range  float64 // moving range, from the point before: |x - before|, of points with n of their own |z - before| × σ; 0 of the first
	Signal Signal  // the first rule that the point breaks, "" for none
}

// A Signal is the rule that a [ChartPoint] breaks.
type Signal string

// The rules, in the order in which they are looked at. All but the first are looked at
// where [ChartConfig].AllRules asks for them.
const (
	BeyondLimits Signal = "beyond limits" // the point lies beyond a limit
	LongRun      Signal = "long run"      // it is the eighth in a row, or a later one, on one side of the center
	NearLimit    Signal = "near limit"    // three of the last four, with it, are nearer to one of the limits than to the center
	WideRange    Signal = "wide range"    // its moving range is more than 3.267 times the mean one
)

// ChartLimits says what the limits of a [Chart] allow for.
type ChartLimits uint8

// What limits allow for.
const (
	// CorrectedLimits allow for sampling, and for what varies besides: p', u' and, for
	// figures that are not samples, XmR.
	CorrectedLimits ChartLimits = iota
	// SamplingLimits allow for sampling only: p and u, σz = 1. A figure that is neither
	// a [Rate], [Net], [Mean] nor [Fraction] has none.
	SamplingLimits
	// IndividualLimits take no account of how many answers a point has: XmR.
	IndividualLimits
)

// ChartConfig says how a [Chart] is made. The zero value is right for most.
type ChartConfig struct {
	Limits ChartLimits `json:"limits"`
	// Baseline is the number of points, from the first, that the limits are computed
	// from. They hold for those that follow: take the points before a change, to see
	// whether it changed anything. 0 takes all points.
	Baseline int `json:"baseline"`
	// Median takes the median moving range in the place of the mean, which few large
	// jumps do not widen: limits of ± 3.145 × median moving range, and 3.865 for 3.267.
	Median bool `json:"median"`
	// AllRules looks for runs, points near a limit and wide moving ranges too. That finds
	// smaller changes, and has about four times as many false signals.
	AllRules bool `json:"all_rules"`
}

// ChartOf returns the chart of figures in the order of time. Fewer than two points in
// the baseline are [ErrUndefined], as are [SamplingLimits] of figures that are not samples;
// a config that cannot be used is a [RangeError].
func ChartOf[F Figure](figures []F, c ChartConfig) (Chart, error) {
	points := make([]ChartPoint, len(figures))
	for i, f := range figures {
		if any(f) == nil {
			return Chart{}, fmt.Errorf("kpi: chart %w: figure %d is nil", ErrUndefined, i)
		}
		points[i].Figure = alone(f)
	}
	return newChart(points, c)
}

// ChartSeries returns the chart of a figure of the periods of a series. Periods without
// one, whose figure is [ErrUndefined], are left out; any other error is returned. The
// last period is most likely not over: where it makes a difference, chart a series that
// ends before it.
//
//	score := func(a *nps.Accumulator) (kpi.Net, error) { return a.Result().Score() }
//	chart, err := kpi.ChartSeries(weekly, score, kpi.ChartConfig{})
//
// The errors are those of [ChartOf].
func ChartSeries[A Accumulator[A], F Figure](s *Series[A], figure func(A) (F, error), c ChartConfig) (Chart, error) {
	var points []ChartPoint
	for period, a := range s.All() {
		f, err := figure(a)
		if errors.Is(err, ErrUndefined) {
			continue
		}
		if err != nil {
			return Chart{}, fmt.Errorf("kpi: chart: period %v: %w", period, err)
		}
		points = append(points, ChartPoint{Period: period, Figure: alone(f)})
	}
	return newChart(points, c)
}

// Signals returns the points that break a rule.
func (c Chart) Signals() (points []ChartPoint) {
	for _, p := range c.Points {
		if p.Signal != "" {
			points = append(points, p)
		}
	}
	return points
}

// MarshalJSON returns an object with "period", the exact "figure", the same as the
// number "value", and the limits. A signal is left out where there is none.
func (p ChartPoint) MarshalJSON() ([]byte, error) {
	j := struct {
		Period *Period  `json:"period,omitempty"`
		Figure Figure   `json:"figure"`
		Value  *float64 `json:"value"`
		Low    float64  `json:"low"`
		High   float64  `json:"high"`
		Sigma  float64  `json:"sigma"`
		Range  float64  `json:"range"`
		Signal Signal   `json:"signal,omitempty"`
	}{nil, p.Figure, nil, p.Low, p.High, p.Sigma, p.Range, p.Signal}
	if !p.Period.Equal(Period{}) {
		j.Period = &p.Period
	}
	if p.Figure != nil {
		j.Value = number(p.Figure.Rat())
	}
	return json.Marshal(j)
}

// UnmarshalJSON returns an error: keep the figures, and chart them again.
func (p *ChartPoint) UnmarshalJSON([]byte) error {
	return errors.New("kpi: a ChartPoint cannot be read from JSON: read its figures, and chart them")
}

// The constants of ranges of two normal values.
//
// Source: D. C. Montgomery, Introduction to Statistical Quality Control, appendix VI;
// D. J. Wheeler, Advanced Topics in Statistical Process Control (1995), table A.
const (
	meanRange     = 1.128 // d2: the mean range, in standard deviations
	medianRange   = 0.954 // d4: the median range
	widestRange   = 3.267 // D4: the limit of ranges, as a multiple of their mean
	widestMedian  = 3.865 // and of their median
	runLength     = 8
	nearOf, nears = 4, 3
)

// newChart finds the limits of points.
func newChart(points []ChartPoint, c ChartConfig) (Chart, error) {
	if c.Limits > IndividualLimits {
		return Chart{}, &RangeError{Op: "kpi: chart", Name: "limits", Value: uint8(c.Limits), Min: uint8(CorrectedLimits), Max: uint8(IndividualLimits)}
	}
	if c.Baseline < 0 || c.Baseline == 1 {
		return Chart{}, &RangeError{Op: "kpi: chart", Name: "baseline", Value: c.Baseline, Min: 2}
	}
	base := len(points)
	if c.Baseline > 0 {
		base = min(c.Baseline, base)
	}
	if base < 2 {
		return Chart{}, fmt.Errorf("kpi: chart %w: %d points with a figure, fewer than 2", ErrUndefined, base)
	}
	s := drawnFrom(points, base, c.Limits)
	if s.variance == nil && c.Limits == SamplingLimits {
		return Chart{}, fmt.Errorf("kpi: chart %w: a %T has no sampling limits", ErrUndefined, points[0].Figure)
	}
	chart := Chart{Points: points, Center: float(s.center), SigmaZ: 1, Baseline: base}
	return chart, chart.draw(s, c)
}
