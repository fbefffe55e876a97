package kpi_test

import (
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

func ExampleNet_Interval() {
	few, err := nps.FromCounts(20, 13, 7)
	if err != nil {
		fmt.Println(err)
		return
	}
	many, err := nps.FromCounts(20_000, 13_000, 7_000)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range []nps.Result{few, many} {
		score, err := r.Score()
		if err != nil {
			fmt.Println(err)
			return
		}
		i, err := score.Interval(0.95)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("NPS %v of %d: %.1f to %.1f\n", score, score.Total(), i.Low, i.High)
	}
	// Output:
	// NPS 32.5 of 40: 7.6 to 52.8
	// NPS 32.5 of 40000: 31.8 to 33.2
}

func ExampleComparison_Test() {
	before, err := kpi.NewRate(2, 9)
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := kpi.NewRate(7, 9)
	if err != nil {
		fmt.Println(err)
		return
	}
	test, err := kpi.Compare(before, after).Test()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(test)
	// Output: Fisher's exact 7, p 0.0567
}

// Segments that are compared at once are corrected for being several.
func ExampleHolm() {
	web, err := kpi.ChiSquare(newRate(410, 1000), newRate(455, 1000))
	if err != nil {
		fmt.Println(err)
		return
	}
	store, err := kpi.ChiSquare(newRate(300, 600), newRate(288, 600))
	if err != nil {
		fmt.Println(err)
		return
	}
	app, err := kpi.ChiSquare(newRate(150, 500), newRate(190, 500))
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := kpi.Holm(web.P, store.P, app.P)
	fmt.Printf("%.3f %.3f %.3f %v\n", p[0], p[1], p[2], err)
	// Output: 0.084 0.488 0.023 <nil>
}

func newRate(count, total uint64) kpi.Rate {
	r, _ := kpi.NewRate(count, total)
	return r
}

func ExampleChanges() {
	monthly, err := kpi.NewSeries(kpi.Month, nil, &nps.Accumulator{})
	if err != nil {
		fmt.Println(err)
		return
	}
	april, may := time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC)
	add := func(t time.Time, promoters, detractors uint64) {
		if err := monthly.Update(t, func(a *nps.Accumulator) error { return errors.Join(a.AddN(9, promoters), a.AddN(3, detractors)) }); err != nil {
			fmt.Println(err)
		}
	}
	add(april, 300, 200)
	add(may, 320, 100)
	score := func(a *nps.Accumulator) (kpi.Net, error) { return a.Result().Score() }
	for month, change := range kpi.Changes(monthly, score) {
		fmt.Println(month, change)
	}
	// Output:
	// 2026-04 20
	// 2026-05 20 -> 52.380952: +32.38 [+20.41, +44.01]
}

func ExampleSampleSize() {
	// An NPS within 5 points, planned with the worst case of 100 points.
	n, err := kpi.SampleSize(5, 100, 0.95)
	fmt.Println(n, err)
	margin, err := kpi.MarginOfError(400, 100, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f points of 400 answers\n", margin)
	// Output:
	// 1537 <nil>
	// 9.8 points of 400 answers
}

func ExampleRate_Sequential() {
	r, err := kpi.NewRate(480, 1000)
	if err != nil {
		fmt.Println(err)
		return
	}
	once, err := r.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	daily, err := r.Sequential(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(once)
	fmt.Println(daily)
	// Output:
	// 44.92%..51.1% (95%)
	// 42.46%..53.57% (95%)
}

func ExampleBootstrapMean() {
	baskets := []float64{12, 15, 9, 22, 18, 11, 14, 80, 16, 13, 25, 10, 31, 19, 8, 45, 12, 27, 140, 17, 21, 9, 33, 14}
	i, err := kpi.BootstrapMean(baskets, 0.95, 1)
	fmt.Printf("%.0f to %.0f, %v\n", i.Low, i.High, err)
	// Output: 17 to 60, <nil>
}

func ExampleBandOf() {
	score, err := nps.FromCounts(70, 20, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	net, err := score.Score()
	if err != nil {
		fmt.Println(err)
		return
	}
	bands := []kpi.Band{{Name: "good", Above: decimal.New(30, 0)}, nps.Excellent()}
	band, err := kpi.BandOf(net, bands...)
	fmt.Println(band.Name, err)
	// Output: excellent <nil>
}

func ExampleCompare_target() {
	target := kpi.ValueOf(big.NewRat(40, 1))
	r, err := nps.FromCounts(60, 30, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	score, err := r.Score()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(kpi.Compare[kpi.Figure](target, score))
	// Output: 40 -> 50: +10 [-4.533, +21.62] ~
}

// How sure is the change, and how many answers would make it so?
func ExampleComparison() {
	c := kpi.Compare(newRate(50, 250), newRate(65, 260))
	relative, err := c.Relative()
	if err != nil {
		fmt.Println(err)
		return
	}
	significant, err := c.Significant(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	needed, err := c.Needed(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Delta(), relative.Percent(0), significant, needed)
	// Output: 5 pt 25 false 1099
}

// Two forms of a page are compared every day until one is better.
func ExampleComparison_Sequential() {
	c := kpi.Compare(newRate(500, 5000), newRate(650, 5000))
	once, err := c.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	daily, err := c.Sequential(0.95)
	fmt.Println(once)
	fmt.Println(daily, err)
	// Output:
	// 1.751..4.251 pt (95%)
	// -0.6447..6.629 pt (95%) <nil>
}

func ExampleChiSquare() {
	test, err := kpi.ChiSquare(newRate(30, 100), newRate(45, 100), newRate(60, 100))
	fmt.Println(test, err)
	// Output: Pearson's chi-square 18.18 (2 degrees of freedom), p 0.000113 <nil>
}

func ExampleFisher() {
	test, err := kpi.Fisher(newRate(2, 9), newRate(7, 9))
	fmt.Println(test, err)
	// Output: Fisher's exact 7, p 0.0567 <nil>
}

// Answers per score from 1 to 5, before and after.
func ExampleMannWhitney() {
	test, err := kpi.MannWhitney([]uint64{4, 6, 10, 12, 8}, []uint64{2, 3, 8, 14, 18})
	fmt.Println(test, err)
	// Output: Mann-Whitney U 643, p 0.0193 <nil>
}

// The mean of orders, looked at after each of them.
func ExampleMean_Sequential() {
	m, err := kpi.NewMean(400, big.NewRat(20_000, 1), big.NewRat(1_400_000, 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	once, err := m.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	always, err := m.Sequential(0.95)
	fmt.Println(once)
	fmt.Println(always, err)
	// Output:
	// 46.89..53.11 (95%)
	// 45.19..54.81 (95%) <nil>
}
