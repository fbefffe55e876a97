package event_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi/funnel/event"
)

// A step is an event at a minute after noon.
func step(minute int, steps event.Steps) event.Event {
	return event.Event{Time: noon.Add(time.Duration(minute) * time.Minute), Steps: steps}
}

// follow says how far one customer gets by a rule, in a funnel of three steps.
func follow(rule event.Rule, events ...event.Event) {
	r, err := event.Of(rule, make([]int, len(events)), events, "visit", "cart", "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	reached := 0
	for _, bar := range r.Steps {
		reached += int(bar.Count)
	}
	fmt.Println(reached, "of 3")
}

// campaigns is the funnel of two customers by the campaign of their events.
func campaigns(by event.Attribution) *event.Breakdown[string, string] {
	b, err := event.NewBreakdown[string, string](event.ClickHouse(event.Within(time.Hour)), by, "visit", "order")
	if err != nil {
		panic(err)
	}
	err = errors.Join(
		b.Add("Ada", "mail", step(0, event.Step(1))),
		b.Add("Ada", "search", step(9, event.Step(2))),
		b.Add("Ben", "search", step(5, event.Step(1))),
	)
	if err != nil {
		panic(err)
	}
	return b
}

// The order came by a search, though the visit came by mail.
func ExampleAtStep() {
	for _, g := range campaigns(event.AtStep(2)).Result().Groups {
		fmt.Println(g.Value, g.Result)
	}
	// Output: search 100.00% of 1 (visit 1, order 1; 0 open, 0 dropped)
}

func ExampleBreakdown_Add() {
	b := campaigns(event.FirstTouch)
	err := b.Add("Ben", "mail", step(20, event.Step(2)))
	for _, g := range b.Result().Groups {
		fmt.Println(g.Value, g.Result, err)
	}
	// Output:
	// mail 100.00% of 1 (visit 1, order 1; 0 open, 0 dropped) <nil>
	// search 100.00% of 1 (visit 1, order 1; 0 open, 0 dropped) <nil>
}

// Ben turns out to be Ada: one customer, whose last visit before the order came by a
// search.
func ExampleBreakdown_Alias() {
	b := campaigns(event.FirstTouch)
	err := b.Alias("Ben", "Ada")
	for _, g := range b.Result().Groups {
		fmt.Println(g.Value, g.Result, err)
	}
	// Output: search 100.00% of 1 (visit 1, order 1; 0 open, 0 dropped) <nil>
}

func ExampleBreakdown_Forget() {
	b := campaigns(event.FirstTouch)
	err := b.Forget("Ada")
	for _, g := range b.Result().Groups {
		fmt.Println(g.Value, g.Result, err)
	}
	// Output: search 0.00% of 1 (visit 1, order 0; 1 open, 0 dropped) <nil>
}

// None are those without the event that decides the group: Ben has no order.
func ExampleBreakdown_Result() {
	fmt.Println(campaigns(event.AtStep(2)).Result().None)
	// Output: 0.00% of 1 (visit 1, order 0; 1 open, 0 dropped)
}

// A later first step may replace an earlier one, and other events between the steps do
// not matter.
func ExampleClickHouse() {
	follow(event.ClickHouse(event.Within(time.Hour)),
		step(0, event.Step(1)), step(30, event.Step(1)), step(40, 0), step(70, event.Step(2)), step(80, event.Step(3)))
	// Output: 3 of 3
}

// The cart comes twice, which ends the search.
func ExampleClickHouseStrictDeduplication() {
	follow(event.ClickHouseStrictDeduplication(event.Within(time.Hour)),
		step(0, event.Step(1)), step(10, event.Step(2)), step(20, event.Step(2)), step(30, event.Step(3)))
	// Output: 2 of 3
}

// A cart at the same time as the visit is not after it.
func ExampleClickHouseStrictIncrease() {
	follow(event.ClickHouseStrictIncrease(event.Within(time.Hour)),
		step(0, event.Step(1)), step(0, event.Step(2)), step(30, event.Step(3)))
	// Output: 1 of 3
}

// An event that matches two steps serves one of them.
func ExampleClickHouseStrictOnce() {
	both := event.Step(1) | event.Step(2)
	follow(event.ClickHouseStrictOnce(event.Within(time.Hour)), step(0, both), step(30, event.Step(3)))
	follow(event.ClickHouse(event.Within(time.Hour)), step(0, both), step(30, event.Step(3)))
	// Output:
	// 1 of 3
	// 3 of 3
}

// The first event that does not belong ends the search.
func ExampleClickHouseStrictOrder() {
	follow(event.ClickHouseStrictOrder(event.Within(time.Hour)),
		step(0, event.Step(1)), step(10, event.Step(3)), step(20, event.Step(2)), step(30, event.Step(3)))
	// Output: 1 of 3
}

// Events in any order of time.
func ExampleFunnel_Add() {
	f, err := event.New[string](event.Rule{}, "visit", "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = errors.Join(f.Add("Ada", step(9, event.Step(2))), f.Add("Ada", step(0, event.Step(1))))
	fmt.Println(f.Result(), err)
	// Output: 100.00% of 1 (visit 1, order 1; 0 open, 0 dropped) <nil>
}

// A visitor signs in at the cart: the attempt is one.
func ExampleFunnel_Alias() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	err = errors.Join(visit(f, "visitor-7", [2]int{1, 0}), visit(f, "Dan", [2]int{2, 9}), f.Alias("visitor-7", "Dan"))
	fmt.Println(f.Result(), err)
	// Output: 25.00% of 4 (visit 4, cart 3, order 1; 1 open, 2 dropped) <nil>
}

func ExampleFunnel_Forget() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	err = f.Forget("Ada")
	fmt.Println(f.Result(), err)
	// Output: 0.00% of 2 (visit 2, cart 1, order 0; 1 open, 1 dropped) <nil>
}

func ExampleFunnel_Names() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Names())
	// Output: [visit cart order]
}

// A snapshot: the funnel goes on.
func ExampleFunnel_Result() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	before := f.Result()
	err = visit(f, "Dan", [2]int{1, 100})
	fmt.Println(before.Entered(), f.Result().Entered(), err)
	// Output: 3 4 <nil>
}

func ExampleFunnel_Rule() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	limit, ok := f.Rule().Window.Limit()
	fmt.Println(f.Rule().Exclusion, limit, ok)
	// Output: remove 1h0m0s true
}

// The window begins at the first visit and does not move.
func ExampleMixpanelFirstEntry() {
	follow(event.MixpanelFirstEntry(event.Within(time.Hour)),
		step(0, event.Step(1)), step(50, event.Step(1)), step(70, event.Step(2)), step(80, event.Step(3)))
	// Output: 1 of 3
}

// Each entry counts, one after the other.
func ExampleMixpanelTotals() {
	entries := []event.Event{step(0, event.Step(1)), step(1, event.Step(2)), step(2, event.Step(3)), step(10, event.Step(1)), step(11, event.Step(2))}
	r, err := event.Of(event.MixpanelTotals(event.Within(time.Hour)), make([]int, len(entries)), entries, "visit", "cart", "order")
	fmt.Println(r, err)
	// Output: 50.00% of 2 (visit 2, cart 2, order 1; 1 open, 0 dropped) <nil>
}

// An attribution to a step that the funnel does not have is refused.
func ExampleNewBreakdown() {
	_, err := event.NewBreakdown[string, string](event.Rule{}, event.AtStep(3), "visit", "order")
	fmt.Println(err)
	// Output: event: step of an attribution 3 outside 1..2
}

// The steps in their order, whatever comes between them.
func ExamplePostHogOrdered() {
	follow(event.PostHogOrdered(event.Within(time.Hour)),
		step(0, event.Step(1)), step(10, event.Step(3)), step(20, event.Step(2)), step(30, event.Step(3)))
	// Output: 3 of 3
}

// A search between the visit and the cart ends the attempt.
func ExamplePostHogStrict() {
	follow(event.PostHogStrict(event.Within(time.Hour)),
		step(0, event.Step(1)), step(5, 0), step(10, event.Step(2)), step(20, event.Step(3)))
	// Output: 1 of 3
}

// Any order will do.
func ExamplePostHogUnordered() {
	follow(event.PostHogUnordered(event.Within(time.Hour)),
		step(0, event.Step(3)), step(10, event.Step(1)), step(20, event.Step(2)))
	// Output: 3 of 3
}

func ExampleResult_Conversion() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	rate, err := f.Result().Conversion()
	fmt.Println(rate, err)
	// Output: 33.33% (1 of 3) <nil>
}

// Without those whose hour is not over.
func ExampleResult_Decided() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	rate, err := f.Result().Decided()
	fmt.Println(rate, err)
	// Output: 50.00% (1 of 2) <nil>
}

func ExampleResult_Entered() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Result().Entered(), "entered")
	// Output: 3 entered
}

// A page that is the cart of one shop and the order of another matches two steps.
func ExampleStep() {
	both := event.Step(2) | event.Step(3)
	fmt.Println(both.Has(1), both.Has(2), both.Has(3))
	// Output: false true true
}

func ExampleSteps_Has() {
	fmt.Println(event.Step(2).Has(2), event.Step(2).Has(3))
	// Output: true false
}

// In seconds.
func ExampleWaits_Mean() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	mean, err := f.Result().Steps[1].Wait.Mean()
	fmt.Println(mean, "seconds to the cart", err)
	// Output: 900 seconds to the cart <nil>
}

func ExampleWaits_Median() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	median, err := f.Result().Steps[1].Wait.Median()
	fmt.Println(median.Round(time.Minute), err)
	// Output: 15m0s <nil>
}

func ExampleWaits_Percentile() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	slow, err := f.Result().Steps[1].Wait.Percentile(0.9)
	fmt.Println(slow.Round(time.Minute), err)
	// Output: 20m0s <nil>
}

// The zero Window is no limit; Within(0) lets no time pass.
func ExampleWindow_Limit() {
	limit, ok := event.Within(time.Hour).Limit()
	fmt.Println(limit, ok)
	limit, ok = event.Window{}.Limit()
	fmt.Println(limit, ok)
	// Output:
	// 1h0m0s true
	// 0s false
}

func ExampleWithin() {
	follow(event.Rule{Window: event.Within(time.Hour)}, step(0, event.Step(1)), step(60, event.Step(2)), step(61, event.Step(3)))
	// Output: 2 of 3
}
