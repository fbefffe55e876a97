package event_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/event"
)

// A sum is a result in numbers that can be compared.
type sum struct {
	outcomes [event.Removed + 1]int // of those who entered
	counts   [mostSteps]int
	waits    [mostSteps][2]int64 // their number and sum in units; that of step 1 is the total
}

// add counts what became of a customer, an entry or a session.
func (s *sum) add(n bruteRule, v verdict) {
	if v.outcome == event.NotEntered {
		return
	}
	s.outcomes[v.outcome]++
	if v.outcome == event.Removed {
		return
	}
	wait := func(i int, from, to int64) {
		s.waits[i][0]++
		s.waits[i][1] += max(to-from, 0)
	}
	last := never
	for i, at := range v.times {
		if at == never {
			continue // an optional step that was left out
		}
		s.counts[i]++
		if last != never {
			wait(i, last, at)
		}
		last = at
	}
	if v.outcome == event.Converted && n.steps > 1 {
		wait(0, v.times[0], v.times[n.steps-1])
	}
}

func sumOf(n bruteRule, r event.Result) (s sum) {
	waits := func(w event.Waits) [2]int64 {
		if w.N == 0 && w.Sum == (kpi.Value{}) {
			return [2]int64{}
		}
		in := new(big.Rat).Quo(w.Sum.Rat(), big.NewRat(int64(n.unit), int64(time.Second)))
		if !in.IsInt() {
			panic(in)
		}
		return [2]int64{int64(w.N), in.Num().Int64()}
	}
	s.outcomes[event.Open], s.outcomes[event.Dropped] = int(r.Open), int(r.Dropped)
	s.outcomes[event.Converted], s.outcomes[event.Removed] = int(r.Converted), int(r.Removed)
	for i, bar := range r.Steps {
		s.counts[i], s.waits[i] = int(bar.Count), waits(bar.Wait)
	}
	s.waits[0] = waits(r.Total) // step 1 has none
	return s
}

// A person is who stands behind a result: with entries and sessions only how far
// they got.
type person struct {
	furthest int
	outcome  event.Outcome
	reached  int
	times    [mostSteps]int64
}

func personOf(furthest int, outcome event.Outcome, times []int64) person {
	p := person{furthest: furthest, outcome: outcome, reached: len(times)}
	copy(p.times[:], times)
	return p
}

// A picture is a result and the people behind it.
type picture struct {
	sum    sum
	people [mostCustomers]person
}

// defined returns what the brute force makes of a log.
func defined(n bruteRule, l bruteLog) (p picture, verdicts [mostCustomers]verdict) {
	for c := range verdicts {
		var events []occurrence
		for i, e := range l.events {
			if l.customers[i] == c {
				events = append(events, e)
			}
		}
		furthest := 0
		for _, v := range n.over(events).verdicts(l.end()) {
			p.sum.add(n, v)
			furthest, verdicts[c] = max(furthest, v.level), v
		}
		p.people[c] = person{furthest: furthest}
		if n.Count == event.Customers {
			p.people[c] = personOf(furthest, verdicts[c].outcome, verdicts[c].times)
		}
	}
	return p, verdicts
}

// told returns what a funnel makes of a log, as defined does.
func told(n bruteRule, f *event.Funnel[int], epoch int64) (p picture) {
	r := f.Each(func(c int, path event.Path) {
		p.people[c] = person{furthest: path.Furthest}
		if n.Count != event.Customers {
			return
		}
		var times []int64
		for _, when := range path.Times {
			if when.IsZero() {
				times = append(times, never)
			} else {
				times = append(times, int64(when.Sub(at(epoch))/n.unit))
			}
		}
		p.people[c] = personOf(path.Furthest, path.Outcome, times)
	})
	p.sum = sumOf(n, r)
	return p
}

// TestBruteForce compares every rule with the brute force over random small
// logs, on every way that events take: as columns, in any order, in parts that
// merge, in order, with a close and an encoding in between, and by property.
func TestBruteForce(t *testing.T) {
	logs := logsPerRule(t)
	for _, shape := range everyRule() {
		t.Run(strings.ReplaceAll(shapeName(shape), " ", "_"), func(t *testing.T) {
			differences, small := 0, ""
			for i := range logs {
				r := rand.New(rand.NewPCG(uint64(i), 34))
				n := vary(r, shape)
				l := drawLog(r, n)
				if difference := compareWays(r, n, l, i < manyLogs); difference != "" {
					differences++
					if small == "" || len(difference) < len(small) {
						small = difference
					}
				}
			}
			if differences > 0 {
				t.Errorf("%d of %d logs differ, as %s", differences, logs, small)
			}
		})
	}
}

var bruteForceLogs = flag.Int("bruteforce.logs", 0, "random logs per rule for the brute force, as the environment's KPI_BRUTEFORCE")

func logsPerRule(t *testing.T) int {
	t.Helper()
	if *bruteForceLogs > 0 {
		return *bruteForceLogs
	}
	if text, ok := os.LookupEnv("KPI_BRUTEFORCE"); ok {
		return must(strconv.Atoi(text))
	}
	if testing.Short() {
		return 20
	}
	return 200
}

func shapeName(rule event.Rule) string {
	name := fmt.Sprintf("%v, %v, %v, %v, %v, %v, %v", rule.Sequence, rule.Entry, rule.Reuse, rule.Ties, rule.Exclusion, rule.Stop, rule.Count)
	if rule.Optional != 0 {
		name += ", optional"
	}
	if rule.Grace != 0 {
		name += ", grace"
	}
	return name
}

// manyLogs is from which log of a rule on only two ways are compared: columns
// and one of the others.
const manyLogs = 1000

// compareWays returns a text of a way that differs from the definition: of all
// ways, or of event.Of and another one that is drawn.
func compareWays(r *rand.Rand, n bruteRule, l bruteLog, all bool) (difference string) {
	epoch := epochs[r.IntN(len(epochs))]
	steps := make([]string, n.steps)
	want, verdicts := defined(n, l)
	differ := func(way string, got, want any) {
		difference = fmt.Sprintf("%s, %s, rule %+v of %d steps in units of %v\nlog %v\ngot  %+v\nwant %+v", shapeName(n.Rule), way, n.Rule, n.steps, n.unit, l, got, want)
	}
	compare := func(way string, f *event.Funnel[int]) {
		if got := told(n, f, epoch); got != want {
			differ(way, got, want)
		}
	}
	events := l.columns(n, epoch)
	if got := sumOf(n, must(event.Of(n.Rule, l.customers, events, steps...))); got != want.sum {
		differ("as columns", got, want.sum)
	}

	sorted := l.byTime()
	sortedEvents := sorted.columns(n, epoch)
	closing := r.IntN(len(events) + 1)
	closed := func(f *event.Funnel[int]) *event.Funnel[int] {
		for i, c := range sorted.customers {
			if i == closing {
				must(0, f.Close(sortedEvents[i].Time))
				must(0, f.UnmarshalBinary(must(f.MarshalBinary())))
			}
			must(0, f.Add(c, sortedEvents[i]))
		}
		return f
	}
	ways := []func(){
		func() {
			f := must(event.New[int](n.Rule, steps...))
			parts := []*event.Funnel[int]{must(event.New[int](n.Rule, steps...)), must(event.New[int](n.Rule, steps...))}
			for i, c := range l.customers {
				must(0, f.Add(c, events[i]))
				must(0, parts[r.IntN(2)].Add(c, events[i]))
			}
			compare("in any order", f)
			must(0, parts[0].Merge(parts[1]))
			if a, b := must(f.MarshalBinary()), must(parts[0].MarshalBinary()); !bytes.Equal(a, b) {
				differ("in parts", b, a)
			}
		},
		func() { compare("in any order, closed", closed(must(event.New[int](n.Rule, steps...)))) },
	}
	if n.Grace == 0 {
		ways = append(
			ways,
			func() { compare("in order, closed", closed(must(event.NewInOrder[int](n.Rule, steps...)))) },
			func() {
				f := must(event.NewInOrder[int](n.Rule, steps...))
				must(0, f.AddSlice(sorted.customers, sortedEvents))
				compare("as columns in order", f)
			},
		)
	}
	if n.Count == event.Customers {
		ways = append(ways, func() {
			by := event.Attribution(r.IntN(n.steps + 2))
			if got, want := byProperty(n, l, by, epoch), definedByProperty(n, by, verdicts); got != want {
				differ(fmt.Sprint("by property, attribution ", by), got, want)
			}
		})
	}
	drawn := r.IntN(len(ways))
	for i, way := range ways {
		if all || i == drawn {
			way()
		}
	}
	return difference
}

// By property, a log has the groups 0 and 1 and that of nobody's property.
type byGroup [3]sum

const noGroup = 2

// byProperty returns the breakdown of a log by whether the time of an event is
// odd: all events of one time have one property.
func byProperty(n bruteRule, l bruteLog, by event.Attribution, epoch int64) (groups byGroup) {
	b := must(event.NewBreakdown[int, int64](n.Rule, by, make([]string, n.steps)...))
	for i, e := range l.events {
		must(0, b.Add(l.customers[i], e.at&1, n.event(e, epoch)))
	}
	r := b.Result()
	groups[noGroup] = sumOf(n, r.None)
	for _, g := range r.Groups {
		groups[g.Value] = sumOf(n, g.Result)
	}
	return groups
}

func definedByProperty(n bruteRule, by event.Attribution, verdicts [mostCustomers]verdict) (groups byGroup) {
	for _, v := range verdicts {
		group := int64(noGroup)
		if at := touchedAt(v, by); at != never {
			group = at & 1
		}
		groups[group].add(n, v)
	}
	return groups
}

// touchedAt returns the time of the event of the best attempt that an attribution
// asks for, or never.
func touchedAt(v verdict, by event.Attribution) int64 {
	times := v.times
	if v.outcome == event.Removed {
		times = v.best.times[:v.best.level]
	}
	step := stepOf(by, len(times))
	if len(times) == 0 || step > len(times) {
		return never
	}
	return times[step-1]
}

// stepOf returns the step of an attribution where so many are reached.
func stepOf(by event.Attribution, reached int) int {
	switch by {
	case event.FirstTouch:
		return 1
	case event.LastTouch:
		return reached
	}
	return int(by - event.LastTouch)
}
