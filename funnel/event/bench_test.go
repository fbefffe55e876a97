package event_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/customerkpi/kpi/funnel/event"
)

// A stream of events of many customers in the order of time: a few days, a
// handful of events a customer, steps that thin out.
const (
	benchEvents    = 1_000_000
	benchCustomers = 100_000
)

type streamed struct {
	customer int
	event.Event
}

func stream() []streamed {
	r := rand.New(rand.NewPCG(1, 2))
	events := make([]streamed, benchEvents)
	for i := range events {
		seconds := int64(i) * 20 * 86400 / benchEvents
		step := 1 + min(r.IntN(4), r.IntN(4), 2)
		events[i] = streamed{r.IntN(benchCustomers), event.Event{Time: time.Unix(1_700_000_000+seconds, 0), Steps: event.Step(step)}}
	}
	return events
}

var week = event.Within(7 * 24 * time.Hour)

var benchNames = []string{"visit", "cart", "order"}

func perEvent(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchEvents, "ns/event")
}

func run(b *testing.B, events []streamed, f *event.Funnel[int]) event.Result {
	for _, e := range events {
		if err := f.Add(e.customer, e.Event); err != nil {
			b.Fatal(err)
		}
	}
	return f.Result()
}

// BenchmarkInOrder is the 3-step ordered funnel within a week, with the result.
func BenchmarkInOrder(b *testing.B) {
	events := stream()
	for _, rule := range []event.Rule{event.ClickHouse(week), event.PostHogOrdered(week), event.PostHogStrict(week), event.PostHogUnordered(week)} {
		b.Run(fmt.Sprint(rule.Sequence, " ", rule.Reuse), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				run(b, events, must(event.NewInOrder[int](rule, benchNames...)))
			}
			perEvent(b)
		})
	}
}

func BenchmarkAnyOrder(b *testing.B) {
	sorted := stream()
	shuffled := slices.Clone(sorted)
	r := rand.New(rand.NewPCG(3, 4))
	r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for name, events := range map[string][]streamed{"sorted": sorted, "shuffled": shuffled} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				run(b, events, must(event.New[int](event.PostHogOrdered(week), benchNames...)))
			}
			perEvent(b)
		})
	}
}

// BenchmarkColumns is the same funnel from columns.
func BenchmarkColumns(b *testing.B) {
	var customers []int
	var events []event.Event
	for _, e := range stream() {
		customers, events = append(customers, e.customer), append(events, e.Event)
	}
	for name, maker := range map[string]func(event.Rule, ...string) (*event.Funnel[int], error){
		"in order": event.NewInOrder[int], "any order": event.New[int],
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f := must(maker(event.PostHogOrdered(week), benchNames...))
				if err := f.AddSlice(customers, events); err != nil {
					b.Fatal(err)
				}
				f.Result()
			}
			perEvent(b)
		})
	}
}

// BenchmarkOf is the same funnel at once, of sorted and of shuffled events.
func BenchmarkOf(b *testing.B) {
	var customers []int
	var events []event.Event
	for _, e := range stream() {
		customers, events = append(customers, e.customer), append(events, e.Event)
	}
	of := func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := event.Of(event.PostHogOrdered(week), customers, events, benchNames...); err != nil {
				b.Fatal(err)
			}
		}
		perEvent(b)
	}
	b.Run("sorted", of)
	r := rand.New(rand.NewPCG(3, 4))
	r.Shuffle(len(events), func(i, j int) {
		events[i], events[j] = events[j], events[i]
		customers[i], customers[j] = customers[j], customers[i]
	})
	b.Run("shuffled", of)
}

// BenchmarkOneCustomer is the cost of the rule alone: no table, no new state.
func BenchmarkOneCustomer(b *testing.B) {
	events := stream()
	f := must(event.NewInOrder[int](event.PostHogOrdered(week), "visit", "cart", "order", "again"))
	next := int64(0)
	b.ReportAllocs()
	for b.Loop() {
		for _, e := range events {
			e.Time = time.Unix(next, 0)
			next++
			if err := f.Add(1, e.Event); err != nil {
				b.Fatal(err)
			}
		}
	}
	perEvent(b)
}

// BenchmarkMemory reports the bytes a customer, the keys included.
func BenchmarkMemory(b *testing.B) {
	events := stream()
	for name, maker := range map[string]func(event.Rule, ...string) (*event.Funnel[int], error){
		"in order": event.NewInOrder[int], "any order": event.New[int],
	} {
		b.Run(name, func(b *testing.B) {
			var before, after runtime.MemStats
			for b.Loop() {
				f := must(maker(event.PostHogOrdered(week), benchNames...))
				runtime.GC()
				runtime.ReadMemStats(&before)
				run(b, events, f)
				runtime.GC()
				runtime.ReadMemStats(&after)
				runtime.KeepAlive(f)
			}
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/benchCustomers, "B/customer")
		})
	}
}

// TestAnEventOfAKnownCustomerDoesNotAllocate: in order, once the slots are there.
func TestAnEventOfAKnownCustomerDoesNotAllocate(t *testing.T) {
	for _, rule := range []event.Rule{event.ClickHouse(week), event.PostHogOrdered(week), event.PostHogStrict(week)} {
		f := must(event.NewInOrder[int](rule, "a", "b", "c", "d"))
		next := int64(0)
		step := func() {
			next++
			must(0, f.Add(1, event.Event{Time: at(next), Steps: event.Step(1 + int(next)%3)}))
		}
		for range 10 {
			step()
		}
		if n := testing.AllocsPerRun(100, step); n != 0 {
			t.Errorf("%v: %v allocations", rule.Sequence, n)
		}
	}
}

// BenchmarkRead is what a reader pays for the events that wait, in time and memory:
// those of a stream that go to the customers before the next one.
func BenchmarkRead(b *testing.B) {
	events := stream()
	for name, maker := range map[string]func(event.Rule, ...string) (*event.Funnel[int], error){
		"in order": event.NewInOrder[int], "any order": event.New[int],
	} {
		f := must(maker(event.PostHogOrdered(week), benchNames...))
		for _, e := range events {
			must(0, f.Add(e.customer, e.Event))
		}
		for _, state := range []string{"waiting", "added"} {
			b.Run(name+"/"+state+"/Result", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					f.Result()
				}
			})
			b.Run(name+"/"+state+"/MarshalBinary", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					must(f.MarshalBinary())
				}
			})
			must(0, f.AddSlice(nil, nil)) // adds those that wait
		}
	}
}
