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
		b.steps = 5
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
	for c := range 1 + r.IntN(3) {
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

// A sum is a result in numbers that can be compared.
type sum struct {
	outcomes [event.Removed + 1]int
	counts   []int
	waits    [][2]int64 // their number and sum in units; the last one is the total
}

func newSum(n bruteRule) *sum {
	return &sum{counts: make([]int, n.steps), waits: make([][2]int64, n.steps+1)}
}

// add counts what became of a customer, an entry or a session.
func (s *sum) add(v verdict) {
	s.outcomes[v.outcome]++
	if v.outcome == event.NotEntered || v.outcome == event.Removed {
		return
	}
	last := never
	for i, at := range v.times {
		if at == never {
			continue // an optional step that was left out
		}
		s.counts[i]++
		if last != never {
			s.waits[i][0]++
			s.waits[i][1] += max(at-last, 0)
		}
		last = at
	}
	if k := len(s.counts); v.outcome == event.Converted && k > 1 {
		s.waits[k][0]++
		s.waits[k][1] += max(v.times[k-1]-v.times[0], 0)
	}
}

func (s *sum) String() string {
	return fmt.Sprintf("counts %v, waits %v, outcomes %v", s.counts, s.waits, s.outcomes[event.Open:])
}

func sumOf(n bruteRule, r event.Result) *sum {
	s := newSum(n)
	waits := func(w event.Waits) [2]int64 {
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
	s.waits[n.steps] = waits(r.Total)
	return s
}

// defined returns what the brute force makes of a log: the result and who stands
// behind it.
func defined(n bruteRule, l bruteLog) (result, people string, verdicts map[int]verdict) {
	s := newSum(n)
	verdicts = map[int]verdict{}
	for c := range 3 {
		var events []occurrence
		for i, e := range l.events {
			if l.customers[i] == c {
				events = append(events, e)
			}
		}
		furthest := 0
		for _, v := range n.over(events).verdicts(l.end()) {
			s.add(v)
			furthest, verdicts[c] = max(furthest, v.level), v
		}
		if n.Count != event.Customers {
			people += fmt.Sprintf("%d: %d; ", c, furthest)
		} else if v := verdicts[c]; v.outcome != event.NotEntered {
			people += fmt.Sprintf("%d: %d, %v %s; ", c, furthest, v.outcome, clocks(v.times))
		}
	}
	return s.String(), people, verdicts
}

func clocks(times []int64) string {
	var b strings.Builder
	for _, at := range times {
		if at == never {
			b.WriteString(" -")
		} else {
			fmt.Fprint(&b, " ", at)
		}
	}
	return b.String()
}

// told returns what a funnel makes of a log, as defined does.
func told(n bruteRule, f *event.Funnel[int], epoch int64) (result, people string) {
	furthest := [3]int{}
	r := f.Each(func(c int, p event.Path) {
		furthest[c] = p.Furthest
		var times []int64
		for _, when := range p.Times {
			if when.IsZero() {
				times = append(times, never)
			} else {
				times = append(times, int64(when.Sub(at(epoch))/n.unit))
			}
		}
		if n.Count == event.Customers && p.Outcome != event.NotEntered {
			people += fmt.Sprintf("%d: %d, %v %s; ", c, p.Furthest, p.Outcome, clocks(times))
		}
	})
	for c := 0; c < len(furthest) && n.Count != event.Customers; c++ {
		people += fmt.Sprintf("%d: %d; ", c, furthest[c])
	}
	return sumOf(n, r).String(), people
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
	result, people, verdicts := defined(n, l)
	differ := func(way string, got, want string) {
		if got != want && difference == "" {
			difference = fmt.Sprintf("%s, %s, rule %+v of %d steps in units of %v\nlog %v\ngot  %s\nwant %s", shapeName(n.Rule), way, n.Rule, n.steps, n.unit, l, got, want)
		}
	}
	compare := func(way string, f *event.Funnel[int]) {
		gotResult, gotPeople := told(n, f, epoch)
		differ(way, gotResult+", "+gotPeople, result+", "+people)
	}

	events := l.columns(n, epoch)
	differ("columns", sumOf(n, must(event.Of(n.Rule, l.customers, events, steps...))).String(), result)

	anyOrder := must(event.New[int](n.Rule, steps...))
	parts := []*event.Funnel[int]{must(event.New[int](n.Rule, steps...)), must(event.New[int](n.Rule, steps...))}
	for i, c := range l.customers {
		must(0, anyOrder.Add(c, events[i]))
		must(0, parts[r.IntN(2)].Add(c, events[i]))
	}
	compare("in any order", anyOrder)
	must(0, parts[0].Merge(parts[1]))
	if a, b := must(anyOrder.MarshalBinary()), must(parts[0].MarshalBinary()); !bytes.Equal(a, b) {
		differ("in parts", fmt.Sprintf("%x", b), fmt.Sprintf("%x", a))
	}

	sorted := l.byTime()
	events = sorted.columns(n, epoch)
	closing := r.IntN(len(events) + 1)
	closed := must(event.New[int](n.Rule, steps...))
	ordered := []*event.Funnel[int]{closed}
	if n.Grace == 0 {
		ordered = append(ordered, must(event.NewInOrder[int](n.Rule, steps...)))
	}
	for _, f := range ordered {
		for i, c := range sorted.customers {
			if i == closing {
				must(0, f.Close(events[i].Time))
				must(0, f.UnmarshalBinary(must(f.MarshalBinary())))
			}
			must(0, f.Add(c, events[i]))
		}
		compare(fmt.Sprintf("closed before event %d, in order %v", closing, f != closed), f)
	}
	if n.Grace == 0 {
		column := must(event.NewInOrder[int](n.Rule, steps...))
		must(0, column.AddSlice(sorted.customers, events))
		compare("as columns in order", column)
	}
	if n.Count == event.Customers {
		by := event.Attribution(r.IntN(n.steps + 2))
		differ(fmt.Sprint("by property, attribution ", by), byProperty(n, l, by, epoch), definedByProperty(n, by, verdicts))
	}
	return difference
}

// byProperty tells the breakdown of a log by whether the time of an event is
// odd: all events of one time have one property.
func byProperty(n bruteRule, l bruteLog, by event.Attribution, epoch int64) string {
	b := must(event.NewBreakdown[int, int64](n.Rule, by, make([]string, n.steps)...))
	for i, e := range l.events {
		must(0, b.Add(l.customers[i], e.at&1, n.event(e, epoch)))
	}
	r := b.Result()
	text := fmt.Sprint("none: ", sumOf(n, r.None))
	for _, g := range r.Groups {
		text += fmt.Sprintf("; %d: %v", g.Value, sumOf(n, g.Result))
	}
	return text
}

func definedByProperty(n bruteRule, by event.Attribution, verdicts map[int]verdict) string {
	const none = 2
	groups := [3]*sum{none: newSum(n)}
	for _, v := range verdicts {
		times := v.times
		if v.outcome == event.Removed {
			times = v.best.times[:v.best.level]
		}
		step := len(times)
		switch by {
		case event.FirstTouch:
			step = 1
		case event.LastTouch:
		default:
			step = int(by - event.LastTouch)
		}
		group := int64(none)
		if v.outcome != event.NotEntered && step <= len(times) && times[step-1] != never {
			group = times[step-1] & 1
		}
		if groups[group] == nil {
			groups[group] = newSum(n)
		}
		groups[group].add(v)
	}
	text := fmt.Sprint("none: ", groups[none])
	for value, s := range groups[:none] {
		if s != nil {
			text += fmt.Sprintf("; %d: %v", value, s)
		}
	}
	return text
}
