package event_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/internal/laws"
)

// touched is an event of a customer with a property.
type touched struct {
	seen
	property string
}

func properties() *rapid.Generator[string] { return rapid.SampledFrom([]string{"", "mail", "ads"}) }

func TestBreakdownLaws(t *testing.T) {
	config := func(rule event.Rule, by event.Attribution, steps ...string) func() *event.Breakdown[string, string] {
		return func() *event.Breakdown[string, string] {
			return must(event.NewBreakdown[string, string](rule, by, steps...))
		}
	}
	hour := event.Within(time.Hour)
	laws.Run(t, laws.Spec[*event.Breakdown[string, string], touched]{
		Configs: []func() *event.Breakdown[string, string]{
			config(event.Rule{}, event.LastTouch),
			config(event.Rule{}, event.FirstTouch, "a", "b", "c", "d"),
			config(event.Rule{}, event.AtStep(2)),
			config(event.PostHogOrdered(hour), event.LastTouch),
			config(event.PostHogUnordered(hour), event.AtStep(4)),
			config(event.MixpanelFirstEntry(hour), event.LastTouch),
			config(event.Rule{Optional: event.Step(2) | event.Step(3)}, event.AtStep(3)),
		},
		Inputs: rapid.Custom(func(t *rapid.T) touched {
			return touched{sightings().Draw(t, "event"), properties().Draw(t, "property")}
		}),
		Customers: &laws.Customers[touched]{
			Of: func(in touched) string { return in.customer },
			As: func(in touched, customer string) touched { in.customer = customer; return in },
		},
		Many: func(i int) touched {
			return touched{seen{strconv.Itoa(laws.ManyKeys(i)), event.Event{Time: at(int64(i)), Steps: event.Step(1 + i%4)}}, strconv.Itoa(i % 7)}
		},
		Add: func(b *event.Breakdown[string, string], in touched) error {
			return b.Add(in.customer, in.property, in.Event)
		},
		Result: func(b *event.Breakdown[string, string]) any { return b.Result() },
		Refused: []touched{
			{seen{"Ada", event.Event{Time: at(253402300800), Steps: 1}}, "mail"},
			{seen{"Ada", event.Event{Time: at(0), Steps: event.Step(5)}}, "mail"},
			{seen{"Ada", event.Event{Time: at(0), Excludes: event.Step(4)}}, "mail"},
		},
		Sample: []touched{
			{seen{"Ben", event.Event{Time: at(2), Steps: event.Step(2)}}, "mail"},
			{seen{"Ada", event.Event{Time: at(-1), Steps: event.Step(1)}}, ""},
			{seen{"Ben", event.Event{Time: at(1), Steps: event.Step(1)}}, "ads"},
		},
	})
}

func FuzzBreakdownUnmarshalBinary(f *testing.F) {
	b := must(event.NewBreakdown[string, int](event.PostHogOrdered(week), event.LastTouch, "a", "b"))
	must(0, b.Add("Ada", 7, event.Event{Time: at(0), Steps: 1}))
	must(0, b.Add("Ada", -7, event.Event{Time: at(9), Steps: 2, Excludes: 1}))
	f.Add(must(b.MarshalBinary()))
	f.Fuzz(func(t *testing.T, data []byte) {
		var b event.Breakdown[string, int]
		if laws.Decodes(t, &b, data) {
			b.Result()
		}
	})
}

// Ada visits by an ad, comes back by mail to put something in the cart, and orders
// without either. Ben only visits, Cleo only by mail after she put something in
// the cart: her attempt is the visit.
func TestBreakdownByHand(t *testing.T) {
	for _, c := range []struct {
		by   event.Attribution
		want string
	}{
		{event.FirstTouch, "[{ads 2/1/1} {mail 1/0/0}] 0/0/0"},
		{event.LastTouch, "[{ 1/1/1} {ads 1/0/0} {mail 1/0/0}] 0/0/0"},
		{event.AtStep(1), "[{ads 2/1/1} {mail 1/0/0}] 0/0/0"},
		{event.AtStep(2), "[{mail 1/1/1}] 2/0/0"},
		{event.AtStep(3), "[{ 1/1/1}] 2/0/0"},
	} {
		b := must(event.NewBreakdown[string, string](event.Rule{}, c.by, "visit", "cart", "order"))
		for _, e := range []struct {
			customer, property string
			at                 int64
			step               int
		}{
			{"Ada", "ads", 1, 1},
			{"Ada", "mail", 2, 2},
			{"Ada", "", 3, 3},
			{"Ada", "tv", 4, 2},
			{"Ben", "ads", 1, 1},
			{"Cleo", "tv", 1, 2},
			{"Cleo", "mail", 2, 1},
		} {
			must(0, b.Add(e.customer, e.property, event.Event{Time: at(e.at), Steps: event.Step(e.step)}))
		}
		if got := bars(b.Result()); got != c.want {
			t.Errorf("attribution %d: %s, want %s", c.by, got, c.want)
		}
	}
}

// bars tells the counts of each group, and of none.
func bars(r event.BreakdownResult[string]) string {
	count := func(r event.Result) string {
		return fmt.Sprintf("%d/%d/%d", r.Steps[0].Count, r.Steps[1].Count, r.Steps[2].Count)
	}
	var groups []string
	for _, g := range r.Groups {
		groups = append(groups, fmt.Sprintf("{%s %s}", g.Value, count(g.Result)))
	}
	return fmt.Sprint(groups, " ", count(r.None))
}

// Who an exclusion removed is removed in his group; of two visits at one time the
// least property counts.
func TestBreakdownRemovedAndTied(t *testing.T) {
	b := must(event.NewBreakdown[int, string](event.PostHogOrdered(week), event.FirstTouch, "a", "b"))
	for _, property := range []string{"mail", "ads", "tv"} {
		must(0, b.Add(1, property, event.Event{Time: at(0), Steps: 1}))
	}
	must(0, b.Add(1, "", event.Event{Time: at(1), Excludes: 1}))
	r := b.Result()
	if len(r.Groups) != 1 || r.Groups[0].Value != "ads" || r.Groups[0].Result.Removed != 1 || r.None.Removed != 0 {
		t.Errorf("%+v", r)
	}
}

func TestBreakdownsThatDoNotExist(t *testing.T) {
	for _, step := range []int{-7, 0, 3, 33, 1 << 30} {
		_, err := event.NewBreakdown[int, int](event.Rule{}, event.AtStep(step), "a", "b")
		if want := fmt.Sprintf("attribution %d outside 1..2", step); !errors.Is(err, kpi.ErrRange) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := event.NewBreakdown[int, int](event.MixpanelTotals(week), event.FirstTouch); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("entries: %v", err)
	}
	if _, err := event.NewBreakdown[int, int](event.Rule{Sequence: 7}, event.FirstTouch); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("no order: %v", err)
	}
}

// definedValue returns the property that a customer is counted by, from the
// verdict that the definition gives, and whether there is one.
func definedValue(v verdict, by event.Attribution, order event.Sequence, events []occurrence, values []string) (string, bool) {
	at := touchedAt(v, by)
	if at == never {
		return "", false
	}
	step := stepOf(by, max(v.level, v.best.level))
	var candidates []string
	for i, e := range events {
		if e.at == at && (e.steps.Has(step) || order == event.Any && e.steps != 0) {
			candidates = append(candidates, values[i])
		}
	}
	return slices.Min(candidates), true
}

// Each group is the funnel of its customers, whom a second implementation finds
// from the definitions.
func TestBreakdownsAgreeWithTheDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 3000 {
		k := 1 + r.IntN(4)
		rule, n := drawRule(r, k)
		if rule.Count != event.Customers {
			continue
		}
		steps := make([]string, k)
		by := event.Attribution(r.IntN(k + 2))
		b := must(event.NewBreakdown[int, string](rule, by, steps...))
		customers, values := make([][]occurrence, 3), make([][]string, 3)
		end := never
		for c := range customers {
			customers[c] = drawEvents(r, n)
			for _, e := range customers[c] {
				value := []string{"x", "y", "z"}[r.IntN(3)]
				values[c] = append(values[c], value)
				must(0, b.Add(c, value, n.event(e, 0)))
				end = max(end, e.at)
			}
		}
		funnels := map[string]*event.Funnel[int]{}
		for c, events := range customers {
			value, ok := definedValue(n.over(events).judge(end), by, rule.Sequence, events, values[c])
			if !ok {
				value = "none"
			}
			if funnels[value] == nil {
				funnels[value] = must(event.New[int](rule, steps...))
			}
			for _, e := range events {
				must(0, funnels[value].Add(c, n.event(e, 0)))
			}
		}
		got := b.Result()
		check := func(value string, result event.Result) {
			f := funnels[value]
			if f == nil {
				f = must(event.New[int](rule, steps...))
			}
			delete(funnels, value)
			if end > never {
				must(0, f.Close(n.event(occurrence{at: end}, 0).Time))
			}
			if want := tell(f.Result()); tell(result) != want {
				t.Fatalf("rule %+v, attribution %d, %+v of %v: group %q is %s, want %s", rule, by, customers, values, value, tell(result), want)
			}
		}
		for _, g := range got.Groups {
			check(g.Value, g.Result)
		}
		check("none", got.None)
		if len(funnels) > 0 {
			t.Fatalf("rule %+v, attribution %d, %+v of %v: no groups %v", rule, by, customers, values, funnels)
		}
	}
}

func ExampleBreakdown() {
	b, err := event.NewBreakdown[string, string](event.PostHogOrdered(event.Within(time.Hour)), event.FirstTouch, "visit", "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := errors.Join(
		b.Add("Ada", "mail", event.Event{Time: noon, Steps: event.Step(1)}),
		b.Add("Ada", "", event.Event{Time: noon.Add(time.Minute), Steps: event.Step(2)}),
		b.Add("Ben", "ads", event.Event{Time: noon, Steps: event.Step(1)}),
	); err != nil {
		fmt.Println(err)
	}
	for _, g := range b.Result().Groups {
		fmt.Println(g.Value, g.Result)
	}
	// Output:
	// ads 0.00% of 1 (visit 1, order 0; 1 open, 0 dropped)
	// mail 100.00% of 1 (visit 1, order 1; 0 open, 0 dropped)
}

func ExampleOf() {
	customers := []string{"Ada", "Ben", "Ada"}
	events := []event.Event{
		{Time: noon, Steps: event.Step(1)},
		{Time: noon.Add(time.Minute), Steps: event.Step(1)},
		{Time: noon.Add(2 * time.Minute), Steps: event.Step(2)},
	}
	r, err := event.Of(event.PostHogOrdered(event.Within(time.Hour)), customers, events, "visit", "order")
	fmt.Println(r, err)
	// Output: 50.00% of 2 (visit 2, order 1; 1 open, 0 dropped) <nil>
}
