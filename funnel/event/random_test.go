package event_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/event"
)

// everyRule returns all combinations of choices that New does not refuse, with
// optional steps, grace and a gap as marks that vary gives a size.
func everyRule() (rules []event.Rule) {
	forEach := func(rule event.Rule) {
		for _, optional := range []event.Steps{0, event.Step(2)} {
			for _, grace := range []time.Duration{0, 1} {
				rule.Optional, rule.Grace = optional, grace
				if _, err := event.New[int](rule, "a", "b", "c", "d"); err == nil {
					rules = append(rules, rule)
				}
			}
		}
	}
	for order := range event.Consecutive + 1 {
		for entry := range event.First + 1 {
			for reuse := range event.Shared + 1 {
				for ties := range event.Strict + 1 {
					for exclusion := range event.Remove + 1 {
						for stop := range event.AtRepeat + 1 {
							forEach(event.Rule{Order: order, Entry: entry, Reuse: reuse, Ties: ties, Exclusion: exclusion, Stop: stop})
							forEach(event.Rule{Order: order, Entry: entry, Reuse: reuse, Ties: ties, Exclusion: exclusion, Stop: stop, Count: event.Entries})
							forEach(event.Rule{Order: order, Entry: entry, Reuse: reuse, Ties: ties, Exclusion: exclusion, Stop: stop, Count: event.Sessions, Gap: 1})
						}
					}
				}
			}
		}
	}
	return rules
}

// vary draws the number of steps and the sizes of a rule.
func vary(r *rand.Rand, rule event.Rule) bruteRule {
	b := bruteRule{Rule: rule, steps: 1 + r.IntN(4), unit: units[r.IntN(len(units))]}
	if rule.Optional != 0 {
		b.steps = 3 + r.IntN(2)
		for b.Optional = 0; b.Optional == 0; {
			b.Optional = event.Steps(r.IntN(1<<b.steps)) &^ (event.Step(1) | event.Step(b.steps))
		}
	} else if rule.Order == event.Ordered && r.IntN(12) == 0 {
		b.steps = mostSteps
	}
	if r.IntN(4) > 0 {
		b.Window = event.Within(time.Duration(r.IntN(8)) * b.unit)
	}
	if rule.Grace > 0 {
		b.Grace = time.Duration(1+r.IntN(3)) * b.unit
	}
	if rule.Gap > 0 {
		b.Gap = time.Duration(1+r.IntN(4)) * b.unit
	}
	return b
}

// drawRule draws a rule that New accepts for k steps.
func drawRule(r *rand.Rand, k int) (event.Rule, bruteRule) {
	order := event.Order(r.IntN(3)) // first, because Ordered goes with most other choices
	for {
		n := bruteRule{steps: k, unit: units[r.IntN(len(units))]}
		n.Rule = event.Rule{
			Order: order, Entry: event.Entry(r.IntN(2)), Reuse: event.Reuse(r.IntN(2)),
			Ties: event.Ties(r.IntN(2)), Exclusion: event.Exclusion(r.IntN(2)),
		}
		if window := r.IntN(8) - 2; window >= 0 {
			n.Window = event.Within(time.Duration(window) * n.unit)
		}
		switch r.IntN(6) {
		case 0:
			n.Stop = event.Stop(1 + r.IntN(2))
		case 1:
			n.Optional = event.Steps(r.IntN(1 << k))
		case 2:
			n.Grace = time.Duration(1+r.IntN(2)) * n.unit
		case 3:
			n.Count = event.Entries
			n.Optional = event.Step(1 + r.IntN(k))
		case 4:
			n.Count, n.Gap = event.Sessions, time.Duration(1+r.IntN(3))*n.unit
		}
		if _, err := event.New[int](n.Rule, make([]string, k)...); err == nil {
			return n.Rule, n
		}
	}
}

// The units of time: with 700 ms, nanoseconds carry over to seconds.
var units = []time.Duration{time.Nanosecond, 700 * time.Millisecond, time.Second, 24 * time.Hour}

// The time of second 0: years before 1970 and after 2262 are as good as others.
var epochs = []int64{0, 1_700_000_000, -5_000_000_000, 99_999_999_999}

// drawEvents draws up to 7 events, with ties and duplicates, out of order, so
// near each other that windows, exclusions and sessions matter.
func drawEvents(r *rand.Rand, n bruteRule) (events []occurrence) {
	span := 1 + r.IntN(9)
	dense, exclusions := r.IntN(3), r.IntN(2) == 0 && n.Order == event.Ordered && n.steps > 1
	for range r.IntN(8) {
		e := occurrence{at: int64(r.IntN(span) - span/2)}
		switch dense {
		case 0:
			e.steps = event.Steps(1 + r.IntN(1<<n.steps-1))
		case 1:
			for range r.IntN(3) {
				e.steps |= event.Step(1 + r.IntN(n.steps))
			}
		case 2: // the first ones more often, so that attempts get further
			e.steps = event.Step(1 + min(r.IntN(n.steps), r.IntN(n.steps+1)))
		}
		if exclusions && r.IntN(4) == 0 {
			e.excludes = event.Step(1 + r.IntN(n.steps-1))
			if r.IntN(2) == 0 {
				e.steps = 0
			}
		}
		events = append(events, e)
		if r.IntN(10) == 0 {
			events = append(events, e)
		}
	}
	return events
}

func (n bruteRule) event(e occurrence, epoch int64) event.Event {
	return event.Event{Time: at(epoch).Add(time.Duration(e.at) * n.unit), Steps: e.steps, Excludes: e.excludes}
}

// A bruteLog is the events of a few customers, as columns.
type bruteLog struct {
	customers []int
	events    []occurrence
}

func (l bruteLog) String() string {
	var b strings.Builder
	for i, c := range l.customers {
		e := l.events[i]
		fmt.Fprintf(&b, "%d@%d:", c, e.at)
		for step := 1; step <= 32; step++ {
			if e.steps.Has(step) {
				fmt.Fprint(&b, step)
			}
			if e.excludes.Has(step) {
				fmt.Fprint(&b, "!", step)
			}
		}
		b.WriteByte(' ')
	}
	return b.String()
}

func (l bruteLog) end() int64 {
	end := slices.MaxFunc(append(l.events, occurrence{at: never}), func(a, b occurrence) int { return cmp.Compare(a.at, b.at) })
	return end.at
}

func (l bruteLog) columns(n bruteRule, epoch int64) (events []event.Event) {
	for _, e := range l.events {
		events = append(events, n.event(e, epoch))
	}
	return events
}

func drawLog(r *rand.Rand, n bruteRule) (l bruteLog) {
	for c := range 1 + r.IntN(mostCustomers) {
		for _, e := range drawEvents(r, n) {
			l.customers, l.events = append(l.customers, c), append(l.events, e)
		}
	}
	l.shuffle(r)
	return l
}

func (l bruteLog) shuffle(r *rand.Rand) {
	r.Shuffle(len(l.events), func(i, j int) {
		l.customers[i], l.customers[j] = l.customers[j], l.customers[i]
		l.events[i], l.events[j] = l.events[j], l.events[i]
	})
}

// byTime returns the log by ascending time.
func (l bruteLog) byTime() (sorted bruteLog) {
	var order []int
	for i := range l.events {
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(l.events[i].at, l.events[j].at) })
	for _, i := range order {
		sorted.customers, sorted.events = append(sorted.customers, l.customers[i]), append(sorted.events, l.events[i])
	}
	return sorted
}

// At most so many steps and customers are drawn.
const (
	mostSteps     = 5
	mostCustomers = 3
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
				if difference := compareWays(r, n, l); difference != "" {
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
	name := fmt.Sprintf("%v, %v, %v, %v, %v, %v, %v", rule.Order, rule.Entry, rule.Reuse, rule.Ties, rule.Exclusion, rule.Stop, rule.Count)
	if rule.Optional != 0 {
		name += ", optional"
	}
	if rule.Grace != 0 {
		name += ", grace"
	}
	return name
}

// compareWays returns a text of the first way that differs from the definition.
func compareWays(r *rand.Rand, n bruteRule, l bruteLog) (difference string) {
	epoch := epochs[r.IntN(len(epochs))]
	steps := make([]string, n.steps)
	want, verdicts := defined(n, l)
	differ := func(way string, got, want any) {
		if difference == "" {
			difference = fmt.Sprintf("%s, %s, rule %+v of %d steps in units of %v\nlog %v\ngot  %+v\nwant %+v", shapeName(n.Rule), way, n.Rule, n.steps, n.unit, l, got, want)
		}
	}
	compare := func(way string, f *event.Funnel[int]) {
		if got := told(n, f, epoch); got != want {
			differ(way, got, want)
		}
	}

	events := l.columns(n, epoch)
	if got := sumOf(n, must(event.Of(n.Rule, l.customers, events, steps...))); got != want.sum {
		differ("columns", got, want.sum)
	}

	anyOrder := must(event.New[int](n.Rule, steps...))
	parts := []*event.Funnel[int]{must(event.New[int](n.Rule, steps...)), must(event.New[int](n.Rule, steps...))}
	for i, c := range l.customers {
		must(0, anyOrder.Add(c, events[i]))
		must(0, parts[r.IntN(2)].Add(c, events[i]))
	}
	compare("in any order", anyOrder)
	must(0, parts[0].Merge(parts[1]))
	if a, b := must(anyOrder.MarshalBinary()), must(parts[0].MarshalBinary()); !bytes.Equal(a, b) {
		differ("in parts", b, a)
	}

	sorted := l.byTime()
	events = sorted.columns(n, epoch)
	closing := r.IntN(len(events) + 1)
	closed := must(event.New[int](n.Rule, steps...))
	ordered := []*event.Funnel[int]{closed}
	if n.Grace == 0 {
		ordered = append(ordered, must(event.NewInOrder[int](n.Rule, steps...)))
	}
	for i, f := range ordered {
		for j, c := range sorted.customers {
			if j == closing {
				must(0, f.Close(events[j].Time))
				must(0, f.UnmarshalBinary(must(f.MarshalBinary())))
			}
			must(0, f.Add(c, events[j]))
		}
		compare([]string{"in any order, closed", "in order, closed"}[i], f)
	}
	if n.Grace == 0 {
		column := must(event.NewInOrder[int](n.Rule, steps...))
		must(0, column.AddSlice(sorted.customers, events))
		compare("as columns in order", column)
	}
	if n.Count == event.Customers {
		by := event.Attribution(r.IntN(n.steps + 2))
		if got, want := byProperty(n, l, by, epoch), definedByProperty(n, by, verdicts); got != want {
			differ(fmt.Sprint("by property, attribution ", by), got, want)
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
