package main

import (
	"fmt"
	"io"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/sentiment"
)

// addWeek counts the class of a mention in its week.
func (f *figures) addWeek(r row, class sentiment.Class) error {
	return f.weekly.Update(r.Time, func(a *sentiment.Accumulator) error { return a.Add(class) })
}

// printChart prints the weeks in which the share of negative mentions lies beyond the
// limits of the chart of all weeks.
func (f *figures) printChart(w io.Writer) {
	negative := func(a *sentiment.Accumulator) (kpi.Rate, error) { return a.Result().Share(sentiment.Negative) }
	chart, err := kpi.ChartSeries(f.weekly, negative, kpi.ChartConfig{Median: true})
	if err != nil {
		return // fewer than two weeks
	}
	fmt.Fprintf(w, "\n%s\n", f.words.localised(fmt.Sprintf(f.words.weeks, len(chart.Points), 100*chart.Center)))
	for _, p := range chart.Signals() {
		limit := func(x float64) string { return f.words.localised(fmt.Sprintf("%.1f%%", 100*x)) }
		fmt.Fprintf(w, "%-10v %s  (%s..%s)\n", p.Period, f.words.percent(p.Figure.(kpi.Rate).Percent(1)), limit(p.Low), limit(p.High))
	}
}
