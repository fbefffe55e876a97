package kpi_test

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"strings"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// byChannel returns the answers of a period by channel: promoters, passives and
// detractors of each.
func byChannel(channels map[string][3]uint64) *kpi.Groups[string, *nps.Accumulator] {
	var g kpi.Groups[string, *nps.Accumulator]
	for channel, c := range channels {
		_ = g.Update(channel, func(a *nps.Accumulator) error {
			return errors.Join(a.AddN(10, c[0]), a.AddN(7, c[1]), a.AddN(2, c[2]))
		})
	}
	return &g
}

// All channels are better than in March, but the app, where scores are lowest, has more
// than half of the answers now.
func ExampleExplain() {
	march := byChannel(map[string][3]uint64{"store": {1500, 1200, 300}, "web": {2600, 1800, 600}, "app": {600, 400, 1000}})
	april := byChannel(map[string][3]uint64{"store": {1450, 750, 300}, "web": {1740, 960, 300}, "app": {1960, 1300, 2740}})
	score := func(a *nps.Accumulator) (kpi.Net, error) { return a.Result().Score() }

	why, err := kpi.Explain(march.All(), april.All(), score)
	fmt.Println(why, err)
	for _, s := range why.Segments {
		fmt.Printf("%-5s  share %.3f -> %.3f  own %v  mix %v\n", s.Key, s.Before, s.After, s.Own, s.Mix)
	}
	fmt.Println(why.English(kpi.Words[string]{
		Figure: "NPS", Higher: "better scores", Lower: "worse scores", Segment: "channel", Units: "answers",
		Names: map[string]string{"app": "the app", "store": "the stores", "web": "the web"},
	}))
	// Output:
	// -12.26 [-14.41, -10.11] = +7.122 [+4.934, +9.31] own, -19.38 [-20.47, -18.29] mix <nil>
	// app    share 0.200 -> 0.522  own +2.526 [+0.9315, +4.121]  mix -12.34 [-13.08, -11.61]
	// store  share 0.300 -> 0.217  own +1.552 [+0.6133, +2.491]  mix -1.746 [-2.032, -1.459]
	// web    share 0.500 -> 0.261  own +3.043 [+1.873, +4.214]  mix -5.292 [-5.724, -4.86]
	// NPS fell 12.3: +7.1 from better scores in every channel, -19.4 because more answers came from the app.
}

// The same in French.
func ExampleExplanation_French() {
	march := byChannel(map[string][3]uint64{"store": {1500, 1200, 300}, "web": {2600, 1800, 600}, "app": {600, 400, 1000}})
	april := byChannel(map[string][3]uint64{"store": {1450, 750, 300}, "web": {1740, 960, 300}, "app": {1960, 1300, 2740}})
	why, err := kpi.Explain(march.All(), april.All(), func(a *nps.Accumulator) (kpi.Net, error) { return a.Result().Score() })
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(why.French(kpi.Words[string]{
		Figure: "le NPS", Higher: "meilleurs scores", Lower: "moins bons scores", Segment: "canal", Units: "réponses",
		Names: map[string]string{"app": "l'application", "store": "les magasins", "web": "le web"},
	}))
	// Output:
	// Le NPS a baissé de 12,3 : +7,1 en raison de meilleurs scores dans chaque canal, -19,4 parce que davantage de réponses venaient de l'application.
}

// Where keys cross two attributes, the mix is split between them.
func ExampleExplain_attributes() {
	march := map[string]kpi.Rate{"app/DE": newRate(90, 300), "app/FR": newRate(100, 400), "web/DE": newRate(200, 500), "web/FR": newRate(420, 1200)}
	april := map[string]kpi.Rate{"app/DE": newRate(250, 800), "app/FR": newRate(180, 700), "web/DE": newRate(200, 500), "web/FR": newRate(280, 800)}
	part := func(i int) func(string) string {
		return func(key string) string { return strings.Split(key, "/")[i] }
	}
	same := func(r kpi.Rate) (kpi.Rate, error) { return r, nil }
	why, err := kpi.Explain(maps.All(march), maps.All(april), same, part(0), part(1))
	fmt.Println("change ", why.Change)
	fmt.Println("own    ", why.Own)
	fmt.Println("channel", why.Mixes[0])
	fmt.Println("country", why.Mixes[1], err)
	// Output:
	// change  -1.25 pt [-3.819, +1.319] ~
	// own     +0.4055 pt [-2.242, +3.053] ~
	// channel -2.151 pt [-2.823, -1.479]
	// country +0.4952 pt [+0.162, +0.8284] <nil>
}

// A figure of sums, such as the cost of a new customer, is explained as a fraction. It
// is not a sample, so its parts have no intervals.
func ExampleNewFraction() {
	type campaign struct{ spend, customers int64 }
	cost := func(c campaign) (kpi.Fraction, error) {
		return kpi.NewFraction(big.NewRat(c.spend, 1), big.NewRat(c.customers, 1))
	}
	before := map[string]campaign{"search": {4000, 100}, "social": {3000, 50}}
	after := map[string]campaign{"search": {3600, 90}, "social": {7800, 120}, "radio": {1000, 5}}
	why, err := kpi.Explain(maps.All(before), maps.All(after), cost)
	fmt.Println(why, err)
	fmt.Println(why.English(kpi.Words[string]{Figure: "the cost of a new customer", Higher: "dearer customers", Lower: "cheaper customers", Units: "new customers"}))
	fmt.Println(cost(after["radio"]))
	// Output:
	// +11.01 = +2.229 own, +8.779 mix <nil>
	// The cost of a new customer rose 11.0: +2.2 from dearer customers, most of all for social, +8.8 because new customers now come from radio.
	// 200 (1000 of 5) <nil>
}

// Revenue is customers times orders per customer times what an order is worth.
func ExampleExplainChain() {
	value := func(num, den int64) kpi.Value { return kpi.ValueOf(big.NewRat(num, den)) }
	before := []kpi.Figure{value(500, 1), value(1500, 500), value(30000, 1500)}
	after := []kpi.Figure{value(600, 1), value(1680, 600), value(36960, 1680)}
	why, err := kpi.ExplainChain(before, after)
	fmt.Println(why, err)
	fmt.Println(why.English("revenue", "customers", "orders per customer", "the basket"))
	fmt.Println(why.French("le chiffre d'affaires", "les clients", "le nombre d'achats par client", "le panier"))

	// The steps of a funnel are rates, of which the parts have intervals.
	march := []kpi.Figure{newRate(4000, 10000), newRate(2000, 4000), newRate(600, 2000)}
	april := []kpi.Figure{newRate(4100, 10000), newRate(2030, 4100), newRate(812, 2030)}
	why, err = kpi.ExplainChain(march, april)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(why.English("conversion", "product pages", "carts", "checkouts"))
	// Output:
	// +6960 = +6087, -2313, +3187 <nil>
	// Revenue rose 6,960: +6,087 from customers, -2,313 from orders per customer, +3,187 from the basket.
	// Le chiffre d'affaires a augmenté de 6 960 : +6 087 en raison des clients, -2 313 en raison du nombre d'achats par client, +3 187 en raison du panier.
	// Conversion rose 2.1 pt: +0.2 pt from product pages (may be noise), -0.1 pt from carts (may be noise), +2.0 pt from checkouts.
}

// The share of revenue that a plan keeps after refunds and fees is neither a product nor
// a mean: any figure of some factors can be explained.
func ExampleExplainFunc() {
	refunds, fees := [2]*big.Rat{big.NewRat(5, 100), big.NewRat(8, 100)}, [2]*big.Rat{big.NewRat(2, 100), big.NewRat(1, 100)}
	at := func(after bool) int {
		if after {
			return 1
		}
		return 0
	}
	parts, err := kpi.ExplainFunc(2, func(after []bool) (*big.Rat, error) {
		kept := new(big.Rat).Sub(big.NewRat(1, 1), refunds[at(after[0])])
		return kept.Sub(kept, new(big.Rat).Mul(kept, fees[at(after[1])])), nil
	})
	fmt.Printf("refunds %+.4f, fees %+.4f, %v\n", parts[0], parts[1], err)
	// Output:
	// refunds -0.0296, fees +0.0094, <nil>
}

// Each part is an estimate with its interval.
func ExampleEffect_Interval() {
	before := map[string]kpi.Rate{"app": newRate(60, 400), "web": newRate(150, 600)}
	after := map[string]kpi.Rate{"app": newRate(95, 500), "web": newRate(104, 400)}
	same := func(r kpi.Rate) (kpi.Rate, error) { return r, nil }
	why, err := kpi.Explain(maps.All(before), maps.All(after), same)
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := why.Own.Interval(0.95)
	fmt.Println(why.Own.Rat(), i, why.Own.Noise(), err)
	// Output:
	// 73/3000 -1.294..6.161 pt (95%) true <nil>
}
