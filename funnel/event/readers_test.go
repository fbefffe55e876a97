package event_test

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/event"
)

// Events of so many customers that the latest of them wait for their place in
// memory, those of one customer behind each other among them.
const (
	readEvents    = 45_077
	readCustomers = 36_011
)

// readRows returns the events, in the order of their times. Some match several
// steps, or exclude, or lie far away: those wait in a way of their own.
func readRows[K kpi.Key](key func(int) K, excludes bool) (customers []K, events []event.Event) {
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range readEvents {
		e := event.Event{Time: at.Add(time.Duration(i) * time.Minute / 2), Steps: event.Step(1 + i%3)}
		if i < 100 {
			e.Time = time.Date(100, 1, 1, 0, 0, i, 0, time.UTC)
		}
		switch {
		case i%11 == 0:
			e.Steps |= event.Step(1)
		case i%97 == 0:
			e.Steps = 0
			if excludes {
				e.Excludes = event.Step(1)
			}
		}
		customers, events = append(customers, key(i*7919%readCustomers)), append(events, e)
	}
	return customers, events
}

// readers asks a state of everything in several goroutines at once, and checks
// each answer.
func readers(t *testing.T, answers map[string]func() string, want map[string]string) {
	t.Helper()
	var wg sync.WaitGroup
	for range 2 {
		for name, answer := range answers {
			wg.Go(func() {
				defer func() {
					if p := recover(); p != nil {
						t.Errorf("%s: panic: %v", name, p)
					}
				}()
				if got := answer(); got != want[name] {
					t.Errorf("%s: %.100q, want %.100q", name, got, want[name])
				}
			})
		}
	}
	wg.Wait()
}

// funnelAnswers are the ways to read a funnel.
func funnelAnswers[K kpi.Key](t testing.TB, f *event.Funnel[K]) map[string]func() string {
	return map[string]func() string{
		"Result": func() string { return mustJSON(t, f.Result()) },
		"Each": func() string {
			n, furthest := 0, 0
			r := f.Each(func(_ K, p event.Path) { n, furthest = n+1, furthest+p.Furthest })
			return fmt.Sprint(n, furthest, mustJSON(t, r))
		},
		"Clone": func() string { return mustJSON(t, f.Clone().Result()) },
		"Merge": func() string {
			var g event.Funnel[K]
			must(0, g.Merge(f))
			return string(must(g.MarshalBinary()))
		},
		"Binary": func() string { return string(must(f.MarshalBinary())) },
	}
}

func answersOf(answers map[string]func() string) map[string]string {
	all := map[string]string{}
	for name, answer := range answers {
		all[name] = answer()
	}
	return all
}

// Readers of a funnel at once have the right answers while events wait, leave its
// bytes alone, and what is added afterwards goes on right. The right answers are
// those of Of and of a funnel of columns, where no event waits.
func TestReadersOfAFunnelShareIt(t *testing.T) {
	t.Run("any order", func(t *testing.T) {
		checkReaders(t, event.New[int], event.PostHogOrdered(week), func(i int) int { return i }, true)
	})
	t.Run("cells", func(t *testing.T) {
		checkReaders(t, event.NewInOrder[int], event.ClickHouse(week), func(i int) int { return i }, false)
	})
	t.Run("journeys in order", func(t *testing.T) {
		checkReaders(t, event.NewInOrder[int], event.PostHogUnordered(week), func(i int) int { return i }, false)
	})
	t.Run("entries", func(t *testing.T) {
		rule := event.PostHogOrdered(event.Within(20 * 24 * time.Hour))
		rule.Entry, rule.Count = event.First, event.Entries
		checkReaders(t, event.NewInOrder[int], rule, func(i int) int { return i }, true)
	})
	t.Run("texts", func(t *testing.T) {
		text := func(i int) string { return fmt.Sprintf("customer %d", i) }
		checkReaders(t, event.NewInOrder[string], event.ClickHouse(week), text, false)
	})
}

func checkReaders[K kpi.Key](t *testing.T, maker func(event.Rule, ...string) (*event.Funnel[K], error), rule event.Rule, key func(int) K, excludes bool) {
	customers, events := readRows(key, excludes)
	f, columns := must(maker(rule, "a", "b", "c")), must(maker(rule, "a", "b", "c"))
	add := func(from, to int) {
		for i := from; i < to; i++ {
			must(0, f.Add(customers[i], events[i]))
		}
		must(0, columns.AddSlice(customers[from:to], events[from:to]))
	}
	to := readEvents - 17
	add(0, to)
	want := answersOf(funnelAnswers(t, columns))
	if of := mustJSON(t, must(event.Of(rule, customers[:to], events[:to], "a", "b", "c"))); want["Result"] != of {
		t.Fatalf("columns give %v, Of %v", want["Result"], of)
	}
	readers(t, funnelAnswers(t, f), want)
	add(to, readEvents)
	// Itself is a source that waits. In order it is refused.
	if err, want := f.Merge(f), columns.Merge(columns); (err == nil) != (want == nil) {
		t.Errorf("merge with itself: %v, want %v", err, want)
	}
	must(0, f.Close(events[readEvents-1].Time.Add(time.Hour)))
	must(0, columns.Close(events[readEvents-1].Time.Add(time.Hour)))
	if !bytes.Equal(must(f.MarshalBinary()), must(columns.MarshalBinary())) {
		t.Error("a Close after the readers gives another state")
	}
}

// Readers of a breakdown at once, with few customers and many, and of zero values.
func TestReadersOfABreakdownShareIt(t *testing.T) {
	type breakdown = event.Breakdown[int, string]
	few := must(event.NewBreakdown[int, string](event.PostHogOrdered(week), event.LastTouch, "a", "b", "c"))
	many := few.Clone()
	customers, events := readRows(func(i int) int { return i }, true)
	for i := range customers {
		if i < 10 {
			must(0, few.Add(customers[i], fmt.Sprint("source ", i%7), events[i]))
		}
		must(0, many.Add(customers[i], fmt.Sprint("source ", i%7), events[i]))
	}
	for _, b := range []*breakdown{few, many, new(breakdown)} {
		answers := map[string]func() string{
			"Result": func() string { return mustJSON(t, b.Result()) },
			"Clone":  func() string { return string(must(b.Clone().MarshalBinary())) },
			"Merge": func() string {
				var c breakdown
				must(0, c.Merge(b))
				return string(must(c.MarshalBinary()))
			},
			"Binary": func() string { return string(must(b.MarshalBinary())) },
		}
		readers(t, answers, answersOf(answers))
	}
	var f event.Funnel[int]
	readers(t, funnelAnswers(t, &f), answersOf(funnelAnswers(t, &f)))
}
