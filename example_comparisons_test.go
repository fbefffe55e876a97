package kpi_test

import (
	"errors"
	"fmt"
	"iter"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// tickets are those of five customers, resolved or not.
func tickets() *kpi.ByCustomer[string] {
	var a kpi.ByCustomer[string]
	err := errors.Join(
		a.AddCounts("Ada", 8, 8), // resolved, of so many
		a.AddCounts("Ben", 1, 3),
		a.AddHit("Cleo", true),
		a.AddHit("Dan", false),
		a.AddHit("Eve", false),
	)
	if err != nil {
		panic(err)
	}
	return &a
}

// resolved is the share of their tickets, with the customer as the unit.
func resolved() kpi.Clustered {
	rate, err := tickets().Result().Rate()
	if err != nil {
		panic(err)
	}
	return rate
}

// What a mention says: 1, 0 or -1.
func ExampleByCustomer_Add() {
	var mentions kpi.ByCustomer[string]
	err := errors.Join(
		mentions.Add("troll", decimal.NewFromInt(-1)),
		mentions.Add("troll", decimal.NewFromInt(-1)),
		mentions.Add("Ada", decimal.NewFromInt(1)),
	)
	net, err2 := mentions.Result().Net()
	fmt.Printf("%.1f of %d authors, %v\n", net, net.N(), errors.Join(err, err2))
	// Output: -33.3 of 2 authors, <nil>
}

// Rows that are counted already.
func ExampleByCustomer_AddCounts() {
	var a kpi.ByCustomer[string]
	err := a.AddCounts("Ada", 8, 9)
	fmt.Println(a.Result().Numerator, "of", a.Result().Denominator, err)
	// Output: 8 of 9 <nil>
}

func ExampleByCustomer_AddHit() {
	var a kpi.ByCustomer[string]
	err := errors.Join(a.AddHit("Ada", true), a.AddHit("Ada", false))
	fmt.Println(a.Result().Numerator, "of", a.Result().Denominator, err)
	// Output: 1 of 2 <nil>
}

// Money and pieces of an order.
func ExampleByCustomer_AddSums() {
	var orders kpi.ByCustomer[string]
	err := errors.Join(
		orders.AddSums("Ada", decimal.New(40_50, -2), decimal.NewFromInt(3)),
		orders.AddSums("Ben", decimal.New(12_00, -2), decimal.NewFromInt(1)),
	)
	perPiece, err2 := orders.Result().Ratio()
	fmt.Printf("%.2f %v\n", perPiece, errors.Join(err, err2))
	// Output: 13.13 <nil>
}

func ExampleByCustomer_Alias() {
	a := tickets()
	err := a.Alias("Ben", "Ada") // two accounts of one customer
	fmt.Println(a.Result().N, "customers", err)
	// Output: 4 customers <nil>
}

func ExampleByCustomer_Forget() {
	a := tickets()
	err := a.Forget("Ada")
	rate, err2 := a.Result().Rate()
	fmt.Println(rate, errors.Join(err, err2))
	// Output: 33.33% <nil>
}

// Authors of two months are compared with themselves.
func ExampleByCustomer_Net() {
	var march, april kpi.ByCustomer[string]
	err := errors.Join(
		march.Add("Ada", decimal.NewFromInt(1)), march.Add("Ben", decimal.NewFromInt(-1)), march.Add("Cleo", decimal.NewFromInt(-1)),
		april.Add("Ada", decimal.NewFromInt(1)), april.Add("Ben", decimal.NewFromInt(0)), april.Add("Cleo", decimal.NewFromInt(1)),
	)
	before, err2 := march.Net()
	after, err3 := april.Net()
	fmt.Println(kpi.Compare(before, after), errors.Join(err, err2, err3))
	// Output: -33.333333 -> 66.666667: +100 (+300.0%) [-148.4, +200] ~ need about 8 customers each <nil>
}

func ExampleByCustomer_Rate() {
	rate, err := tickets().Rate()
	fmt.Println(rate, err)
	// Output: 71.43% <nil>
}

func ExampleByCustomer_Ratio() {
	var orders kpi.ByCustomer[string]
	err := orders.AddSums("Ada", decimal.New(40_50, -2), decimal.NewFromInt(3))
	perPiece, err2 := orders.Ratio()
	fmt.Println(perPiece, errors.Join(err, err2))
	// Output: 13.5 <nil>
}

// The sums that the figures follow from.
func ExampleByCustomer_Result() {
	fmt.Println(tickets().Result().N, "customers")
	// Output: 5 customers
}

func ExampleClusters_Ratio() {
	var orders kpi.ByCustomer[string]
	err := errors.Join(
		orders.AddSums("Ada", decimal.New(40_50, -2), decimal.NewFromInt(3)),
		orders.AddSums("Ben", decimal.New(12_00, -2), decimal.NewFromInt(1)),
		orders.AddSums("Cleo", decimal.New(90_00, -2), decimal.NewFromInt(4)),
	)
	perPiece, err2 := orders.Result().Ratio()
	interval, err3 := perPiece.Interval(0.95)
	fmt.Printf("%.2f, %v, %v\n", perPiece, interval, errors.Join(err, err2, err3))
	// Output: 17.81, 2.326..33.3 (95%), <nil>
}

func ExampleClustered_Denominator() {
	fmt.Println(resolved().Numerator(), "of", resolved().Denominator())
	// Output: 10 of 14
}

// 14 tickets, most of them of one customer, say as much as those of so many customers.
func ExampleClustered_EffectiveN() {
	fmt.Printf("%.1f\n", resolved().EffectiveN())
	// Output: 2.6
}

func ExampleClustered_Interval() {
	interval, err := resolved().Interval(0.95)
	fmt.Println(interval, err)
	// Output: 18.63%..96.47% (95%) <nil>
}

func ExampleClustered_N() {
	fmt.Println(resolved().N(), "customers")
	// Output: 5 customers
}

func ExampleClustered_StandardError() {
	e, err := resolved().StandardError()
	fmt.Printf("%.3f %v\n", e, err)
	// Output: 0.221 <nil>
}

// Spend per piece is not below 0.
func ExampleClustered_Within() {
	var orders kpi.ByCustomer[string]
	err := errors.Join(
		orders.AddSums("Ada", decimal.New(40_50, -2), decimal.NewFromInt(3)),
		orders.AddSums("Ben", decimal.New(2_00, -2), decimal.NewFromInt(1)),
		orders.AddSums("Cleo", decimal.New(9_00, -2), decimal.NewFromInt(4)),
	)
	perPiece, err2 := orders.Result().Ratio()
	bounded, err3 := perPiece.Within(new(big.Rat), nil)
	interval, err4 := bounded.Interval(0.95)
	fmt.Println(interval, errors.Join(err, err2, err3, err4))
	// Output: 0..24.47 (95%) <nil>
}

// spring compares the NPS of two months.
func spring() kpi.Comparison {
	march, err := kpi.NewNet(240, 80, 500)
	if err != nil {
		panic(err)
	}
	april, err := kpi.NewNet(300, 60, 500)
	if err != nil {
		panic(err)
	}
	return kpi.Compare(march, april)
}

func ExampleComparison_After() {
	fmt.Println(spring().After())
	// Output: 48
}

func ExampleComparison_Before() {
	fmt.Println(spring().Before())
	// Output: 32
}

// Exact, in points.
func ExampleComparison_Delta() {
	fmt.Println(spring().Delta())
	// Output: 16
}

func ExampleComparison_Interval() {
	interval, err := spring().Interval(0.95)
	fmt.Println(interval, err)
	// Output: 7.069..24.81 (95%) <nil>
}

// How many answers each month needs for a difference as large as this one to show.
func ExampleComparison_Needed() {
	n, err := spring().Needed(0.95)
	fmt.Println(n, err)
	// Output: 316 <nil>
}

func ExampleComparison_Relative() {
	growth, err := spring().Relative()
	fmt.Println(growth.Percent(1).StringFixed(1)+"%", err)
	// Output: 50.0% <nil>
}

func ExampleComparison_Significant() {
	more, err := spring().Significant(0.95)
	fmt.Println(more, err)
	// Output: true <nil>
}

// change explains the revenue of two months by its factors: customers, orders per
// customer, basket.
func change() kpi.Chain {
	factors := func(customers, orders, basket *big.Rat) []kpi.Figure {
		return []kpi.Figure{kpi.ValueOf(customers), kpi.ValueOf(orders), kpi.ValueOf(basket)}
	}
	c, err := kpi.ExplainChain(factors(frac(1000, 1), frac(3, 2), frac(40, 1)), factors(frac(1100, 1), frac(3, 2), frac(38, 1)))
	if err != nil {
		panic(err)
	}
	return c
}

func ExampleChain_English() {
	fmt.Println(change().English("revenue", "customers", "orders per customer", "the basket"))
	// Output: Revenue rose 2,700: +5,850 from customers, -3,150 from the basket.
}

func ExampleChain_French() {
	fmt.Println(change().French("le chiffre d'affaires", "les clients", "les commandes par client", "le panier"))
	// Output: Le chiffre d'affaires a augmenté de 2 700 : +5 850 en raison des clients, -3 150 en raison du panier.
}

// channels are the answers of two channels in a month: promoters, passives and detractors.
func channels(shop, app [3]uint64) iter.Seq2[string, *nps.Accumulator] {
	var g kpi.Groups[string, *nps.Accumulator]
	for channel, n := range map[string][3]uint64{"shop": shop, "app": app} {
		for i, score := range []int{10, 8, 2} {
			if err := g.Update(channel, func(a *nps.Accumulator) error { return a.AddN(score, n[i]) }); err != nil {
				panic(err)
			}
		}
	}
	return g.All()
}

// why explains the change of the NPS of two months by channel.
func why() kpi.Explanation[string] {
	e, err := kpi.Explain(
		channels([3]uint64{300, 150, 50}, [3]uint64{40, 30, 30}),
		channels([3]uint64{310, 140, 50}, [3]uint64{160, 100, 140}),
		func(a *nps.Accumulator) (kpi.Net, error) { return a.Result().Score() },
	)
	if err != nil {
		panic(err)
	}
	return e
}

func ExampleEffect_N() {
	fmt.Println(why().Own.N(), "answers")
	// Output: 1500 answers
}

// Whether the interval of 95% holds 0.
func ExampleEffect_Noise() {
	fmt.Println("own", why().Own, why().Own.Noise())
	fmt.Println("mix", why().Mix, why().Mix.Noise())
	// Output:
	// own -0.1389 [-8.202, +7.924] ~ true
	// mix -12.08 [-15.48, -8.682] false
}

func ExampleEffect_StandardError() {
	e, err := why().Mix.StandardError()
	fmt.Printf("%.2f points, %v\n", e, err)
	// Output: 1.73 points, <nil>
}

func ExampleExplanation_English() {
	fmt.Println(why().English(kpi.Words[string]{
		Figure: "NPS", Higher: "better scores", Lower: "worse scores", Segment: "channel", Units: "answers",
		Names: map[string]string{"app": "the app", "shop": "the shops"},
	}))
	// Output: NPS fell 12.2: -0.1 from worse scores, most of all for the app (may be noise), -12.1 because more answers came from the app.
}

// weights of 30 answers of the young, who count double, and of 70 others.
func young() kpi.Weights {
	return kpi.Weights{N: 30, Sum: kpi.ValueOf(frac(60, 1)), Squares: kpi.ValueOf(frac(120, 1))}
}

func others() kpi.Weights {
	return kpi.Weights{N: 70, Sum: kpi.ValueOf(frac(70, 1)), Squares: kpi.ValueOf(frac(70, 1))}
}

// satisfied is the share of the young by their weights.
func satisfied() kpi.Weighted {
	w, err := kpi.WeightedRate(young(), others())
	if err != nil {
		panic(err)
	}
	return w
}

// Scores 5 and 2 with the weights of those who gave them.
func ExampleWeightedMean() {
	mean, err := kpi.WeightedMean(func(yield func(int, kpi.Weights) bool) {
		_ = yield(5, young()) && yield(2, others())
	})
	fmt.Printf("%.2f %v\n", mean, err)
	// Output: 3.38 <nil>
}

func ExampleWeightedNet() {
	net, err := kpi.WeightedNet(young(), kpi.Weights{}, others())
	fmt.Printf("%.1f %v\n", net, err)
	// Output: -7.7 <nil>
}

// Weights cost answers.
func ExampleWeighted_EffectiveN() {
	fmt.Printf("%.1f of %d\n", satisfied().EffectiveN(), satisfied().N())
	// Output: 88.9 of 100
}

func ExampleWeighted_Interval() {
	interval, err := satisfied().Interval(0.95)
	fmt.Println(interval, err)
	// Output: 35.92%..56.72% (95%) <nil>
}

func ExampleWeighted_N() {
	fmt.Println(satisfied().N(), "answers")
	// Output: 100 answers
}

func ExampleWeighted_StandardError() {
	e, err := satisfied().StandardError()
	fmt.Printf("%.4f %v\n", e, err)
	// Output: 0.0545 <nil>
}

// A mean on a scale from 1 to 5 does not leave it.
func ExampleWeighted_Within() {
	mean, err := kpi.WeightedMean(func(yield func(int, kpi.Weights) bool) {
		_ = yield(5, kpi.Weights{N: 3, Sum: kpi.ValueOf(frac(3, 1)), Squares: kpi.ValueOf(frac(3, 1))}) &&
			yield(4, kpi.Weights{N: 1, Sum: kpi.ValueOf(frac(1, 1)), Squares: kpi.ValueOf(frac(1, 1))})
	})
	bounded, err2 := mean.Within(frac(1, 1), frac(5, 1))
	interval, err3 := bounded.Interval(0.95)
	fmt.Println(interval, errors.Join(err, err2, err3))
	// Output: 3.954..5 (95%) <nil>
}

func ExampleRaking_EffectiveN() {
	age := kpi.Margin[string]{Name: "age", Answers: []string{"old", "old", "old", "young"}, Population: map[string]uint64{"young": 50, "old": 50}}
	raking, err := kpi.Rake([]kpi.Margin[string]{age}, kpi.RakeOptions{})
	fmt.Printf("%.2f of 4 answers, %v\n", raking.EffectiveN(), err)
	// Output: 3.00 of 4 answers, <nil>
}

// Count says of one group whether it may be shown.
func ExampleSuppressedList_Count() {
	list, err := kpi.Suppress(map[string]uint64{"web": 250, "shop": 120, "fax": 3}, 5)
	fmt.Println(list.Count("web"), list.Count("shop"), list.Count("fax"), err)
	// Output: 250 * * <nil>
}

func ExampleSuppressedTable_Count() {
	table, err := kpi.SuppressTable(map[string]map[string]uint64{
		"FR": {"web": 250, "fax": 3},
		"DE": {"web": 120, "fax": 40},
	}, 5)
	fmt.Println(table.Count("FR", "fax"), table.Count("DE", "web"), err)
	// Output: * * <nil>
}
