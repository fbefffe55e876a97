package event_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/event"
)

var noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

// visit adds events of a customer: each the step and the minutes after noon.
func visit(f *event.Funnel[string], customer string, events ...[2]int) error {
	for _, e := range events {
		at := noon.Add(time.Duration(e[1]) * time.Minute)
		if err := f.Add(customer, event.Event{Time: at, Steps: event.Step(e[0])}); err != nil {
			return err
		}
	}
	return nil
}

// shop returns the funnel of three customers within an hour.
func shop() (*event.Funnel[string], error) {
	f, err := event.New[string](event.PostHogOrdered(event.Within(time.Hour)), "visit", "cart", "order")
	if err != nil {
		return nil, err
	}
	return f, errors.Join(
		visit(f, "Ada", [2]int{1, 0}, [2]int{2, 10}, [2]int{3, 30}),
		visit(f, "Ben", [2]int{1, 0}, [2]int{2, 20}),
		visit(f, "Cleo", [2]int{1, 100}),
	)
}

func Example() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	r := f.Result()
	fmt.Println(r)
	for _, bar := range r.Steps[1:] {
		fmt.Printf("to %s: %v\n", bar.Name, bar.Wait)
	}
	// Cleo came at the end of the data: her hour is not over.
	if decided, err := r.Decided(); err == nil {
		fmt.Printf("of those decided: %v%%\n", decided.Percent(1).StringFixed(1))
	}
	// Output:
	// 33.33% of 3 (visit 3, cart 2, order 1; 1 open, 1 dropped)
	// to cart: mean 15m0s, median 15m0s (2)
	// to order: mean 20m0s, median 20m0s (1)
	// of those decided: 50.0%
}

func ExampleRule() {
	// The same four events by six rules.
	day := event.Within(24 * time.Hour)
	for _, c := range []struct {
		name string
		rule event.Rule
	}{
		{"ClickHouse", event.ClickHouse(day)},
		{"ClickHouse strict_once", event.ClickHouseStrictOnce(day)},
		{"ClickHouse strict_order", event.ClickHouseStrictOrder(day)},
		{"PostHog strict", event.PostHogStrict(day)},
		{"PostHog unordered", event.PostHogUnordered(day)},
		{"Mixpanel first entry", event.MixpanelFirstEntry(event.Within(time.Hour))},
	} {
		f, err := event.New[string](c.rule, "view", "view again", "order")
		if err != nil {
			fmt.Println(err)
			return
		}
		noon := time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)
		for _, e := range []event.Event{
			{Time: noon, Steps: event.Step(1) | event.Step(2)},
			{Time: noon.Add(10 * time.Minute)}, // a search
			{Time: noon.Add(50 * time.Minute), Steps: event.Step(1) | event.Step(2)},
			{Time: noon.Add(70 * time.Minute), Steps: event.Step(3)},
		} {
			if err := f.Add("Ada", e); err != nil {
				fmt.Println(err)
				return
			}
		}
		f.Each(func(customer string, p event.Path) { fmt.Printf("%-24s %d of 3\n", c.name, p.Reached) })
	}
	// Output:
	// ClickHouse               3 of 3
	// ClickHouse strict_once   3 of 3
	// ClickHouse strict_order  2 of 3
	// PostHog strict           1 of 3
	// PostHog unordered        3 of 3
	// Mixpanel first entry     2 of 3
}

func ExampleExclusion() {
	// Ada got to the cart, and the order was cancelled before she ordered.
	step := func(minute int, steps, excludes event.Steps) event.Event {
		return event.Event{Time: noon.Add(time.Duration(minute) * time.Minute), Steps: steps, Excludes: excludes}
	}
	customers := []string{"Ada", "Ada", "Ada", "Ben"}
	events := []event.Event{
		step(0, event.Step(1), 0), step(5, event.Step(2), 0), step(9, 0, event.Step(2)), step(0, event.Step(1), 0),
	}
	for _, exclusion := range []event.Exclusion{event.Drop, event.Remove} {
		r, err := event.Of(event.Rule{Exclusion: exclusion}, customers, events, "visit", "cart", "order")
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%v: %v\n", exclusion, r)
	}
	// Output:
	// drop: 0.00% of 2 (visit 2, cart 1, order 0; 1 open, 1 dropped)
	// remove: 0.00% of 1 (visit 1, cart 0, order 0; 1 open, 0 dropped, 1 removed)
}

func ExampleFunnel_Each() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	r := f.Each(func(customer string, p event.Path) {
		fmt.Println(customer, p.Reached, p.Outcome)
	})
	fmt.Println(r.Steps[1].Count, "behind the second bar")
	// Output:
	// Ada 3 converted
	// Ben 2 dropped
	// Cleo 1 open
	// 2 behind the second bar
}

func ExampleResult_Funnel() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	steps, err := f.Result().Funnel()
	if err != nil {
		fmt.Println(err)
		return
	}
	step, rate, err := steps.Worst()
	fmt.Println(steps.Steps[step-1].Name, rate, err)
	// Output: order 50.00% (1 of 2) <nil>
}

func ExampleNewInOrder() {
	f, err := event.NewInOrder[string](event.MixpanelTotals(event.Within(time.Hour)), "visit", "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	// Ada orders twice; the third visit is open.
	err = visit(f, "Ada", [2]int{1, 0}, [2]int{2, 10}, [2]int{1, 20}, [2]int{2, 30}, [2]int{1, 40})
	fmt.Println(f.Result(), err)
	fmt.Println(visit(f, "Ada", [2]int{2, 39}))
	// Output:
	// 66.67% of 3 (visit 3, order 2; 1 open, 0 dropped) <nil>
	// event: time of customer Ada 2026-03-02T12:39:00Z below 2026-03-02T12:40:00Z
}

func ExampleFunnel_Close() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	// No event before three o'clock will come: Cleo did not order in time.
	if err := f.Close(noon.Add(3 * time.Hour)); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Result())
	err = visit(f, "Cleo", [2]int{2, 110})
	fmt.Println(errors.Is(err, kpi.ErrRange))
	// Output:
	// 33.33% of 3 (visit 3, cart 2, order 1; 0 open, 2 dropped)
	// true
}

func ExampleFunnel_AddSlice() {
	var f event.Funnel[int]
	err := f.AddSlice([]int{7, 8, 7}, []event.Event{
		{Time: noon, Steps: event.Step(1)},
		{Time: noon, Steps: event.Step(1)},
		{Time: noon.Add(time.Minute), Steps: event.Step(2) | event.Step(3)},
	})
	fmt.Println(f.Result(), err)
	// Output: 0.00% of 2 (visit 2, product 1, cart 0, order 0; 2 open, 0 dropped) <nil>
}

func ExampleFunnel_Merge() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	// Another machine saw Ben order.
	g, err := event.New[string](f.Rule(), f.Names()...)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(visit(g, "Ben", [2]int{3, 60}), f.Merge(g), f.Result())
	// Output: <nil> <nil> 66.67% of 3 (visit 3, cart 2, order 2; 1 open, 0 dropped)
}

func ExampleFunnel_MarshalBinary() {
	f, err := shop()
	if err != nil {
		fmt.Println(err)
		return
	}
	data, err := f.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	var back event.Funnel[string]
	fmt.Println(back.UnmarshalBinary(data), back.Result())
	// Output: <nil> 33.33% of 3 (visit 3, cart 2, order 1; 1 open, 1 dropped)
}

func ExampleNew_error() {
	_, err := event.New[string](event.Rule{Sequence: event.Any, Ties: event.Strict})
	fmt.Println(err)
	// Output: event: rule out of range: Ties Strict need an order: set Sequence Ordered or Consecutive, or Ties Allowed
}

// A customer has several sessions, which are alike: the key of the funnel is the
// session, and the unit of its conversion the customer.
func ExampleFunnel_Each_byCustomer() {
	f, err := event.New[string](event.PostHogOrdered(event.Within(time.Hour)), "visit", "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	for session, steps := range map[string][][2]int{
		"Ada/1": {{1, 0}, {2, 5}}, "Ada/2": {{1, 100}, {2, 120}}, "Ada/3": {{1, 300}, {2, 303}},
		"Ben/1": {{1, 0}}, "Ben/2": {{1, 50}}, "Cleo/1": {{1, 20}, {2, 25}}, "Dan/1": {{1, 30}},
	} {
		if err := visit(f, session, steps...); err != nil {
			fmt.Println(err)
		}
	}
	var byCustomer kpi.ByCustomer[string]
	r := f.Each(func(session string, path event.Path) {
		customer, _, _ := strings.Cut(session, "/")
		if err := byCustomer.AddHit(customer, path.Reached == 2); err != nil {
			fmt.Println(err)
		}
	})
	perSession, err := r.Conversion()
	if err != nil {
		fmt.Println(err)
		return
	}
	conversion, err := byCustomer.Result().Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	asIf, err := perSession.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	interval, err := conversion.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(perSession, asIf)
	fmt.Println(conversion, interval)
	// Output:
	// 57.14% (4 of 7) 25.05%..84.18% (95%)
	// 57.14% 6.937%..95.98% (95%)
}
