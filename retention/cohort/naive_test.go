package cohort_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention/cohort"
)

// naive is the tables from the definitions: every cell looks at every event of
// every customer, in calendar dates and durations, without bits or sums.
type naive struct {
	grain     kpi.Grain
	loc       *time.Location
	criterion cohort.Criterion
	edges     []int // of brackets, instead of the criterion
	query     cohort.Query
	events    []event
}

const day = 24 * time.Hour

// period returns the one of the grain, or the day, that holds an instant.
func (n naive) period(t time.Time) kpi.Period { return kpi.PeriodOf(t, n.grain, n.loc) }
func (n naive) date(t time.Time) kpi.Period   { return kpi.PeriodOf(t, kpi.Day, n.loc) }

// later returns the period that comes some periods after p, of those that have an
// instant: there are days that a location never had.
func later(p kpi.Period, periods int) kpi.Period {
	if p.Grain() != kpi.Day || p.Location().String() != "Pacific/Apia" {
		return p.Add(periods)
	}
	for ; periods > 0; periods-- {
		for p = p.Next(); p.Start().Equal(p.End()); p = p.Next() {
		}
	}
	return p
}

// between returns how many periods after p, as later counts them, q is; below 0 if
// it is before p.
func between(p, q kpi.Period) (n int64) {
	if q.Index() < p.Index() {
		return -1
	}
	if p.Grain() != kpi.Day || p.Location().String() != "Pacific/Apia" {
		return q.Index() - p.Index()
	}
	for ; p.Index() < q.Index(); p = later(p, 1) {
		n++
	}
	return n
}

// hour cuts an instant to the hour of its clock.
func (n naive) hour(t time.Time) time.Time {
	t = t.In(n.loc)
	return t.Add(-time.Duration(t.Minute())*time.Minute - time.Duration(t.Second())*time.Second - time.Duration(t.Nanosecond()))
}

// last returns the time of the last event.
func (n naive) last() time.Time {
	return slices.MaxFunc(n.events, func(a, b event) int { return a.at.Compare(b.at) }).at
}

// seen reports whether an event is in the data.
func (n naive) seen(e event) bool {
	end := n.query.End
	switch {
	case end.IsZero():
		return true
	case n.query.Clock == cohort.Periods:
		return n.period(e.at).Start().Before(end)
	case n.query.Clock == cohort.Dates:
		return n.date(e.at).Start().Before(end)
	}
	return e.at.Before(end)
}

// age returns the age of a customer of a start at an instant, below 0 before it.
func (n naive) age(start, at time.Time) int64 {
	switch n.query.Clock {
	case cohort.Periods:
		return between(n.period(start), n.period(at))
	case cohort.Dates:
		return between(n.date(start), n.date(at))
	case cohort.Hours:
		start, at = n.hour(start), n.hour(at)
	}
	if at.Before(start) {
		return -1
	}
	return int64(at.Sub(start) / day)
}

// begun reports whether a customer of a start has come to an age in the data.
func (n naive) begun(start time.Time, age int) bool {
	var from time.Time
	switch n.query.Clock {
	case cohort.Periods:
		from = later(n.period(start), age).Start()
	case cohort.Dates:
		from = later(n.date(start), age).Start()
	case cohort.Elapsed:
		from = start.Add(time.Duration(age) * day)
	case cohort.Hours:
		from = n.hour(start).Add(time.Duration(age) * day)
	}
	if n.query.End.IsZero() {
		return !from.After(n.last())
	}
	return from.Before(n.query.End)
}

// over reports whether an age of a customer of a start is over in the data.
func (n naive) over(start time.Time, age int) bool {
	end := n.query.End
	if end.IsZero() {
		end = n.last()
	}
	if n.period(start).End().After(end) {
		return false // others may still start
	}
	switch n.query.Clock {
	case cohort.Periods:
		return !later(n.period(start), age).End().After(end)
	case cohort.Dates:
		return !later(n.date(start), age).End().After(end)
	case cohort.Hours:
		start = n.hour(start)
	}
	return !start.Add(time.Duration(age+1) * day).After(end)
}

// span returns the time in which a customer of a start has an age.
func (n naive) span(start time.Time, age int) (from, to time.Time) {
	switch n.query.Clock {
	case cohort.Periods:
		p := later(n.period(start), age)
		return p.Start(), p.End()
	case cohort.Dates:
		p := later(n.date(start), age)
		return p.Start(), p.End()
	case cohort.Hours:
		start = n.hour(start)
	}
	return start.Add(time.Duration(age) * day), start.Add(time.Duration(age+1) * day)
}

// known reports whether there is no gap from when the first of a cohort comes to
// an age that a cell needs until the last leaves it.
func (n naive) known(members map[string]time.Time, from, to int) bool {
	if n.edges == nil && n.criterion == cohort.OnOrAfter {
		to = from + 80
	}
	if n.edges == nil && n.criterion == cohort.Streak {
		from = 0
	}
	first := slices.MinFunc(slices.Collect(maps.Values(members)), time.Time.Compare)
	last := slices.MaxFunc(slices.Collect(maps.Values(members)), time.Time.Compare)
	for age := from; age <= to; age++ {
		begin, _ := n.span(first, age)
		_, end := n.span(last, age)
		if slices.ContainsFunc(n.query.Gaps, func(g cohort.Gap) bool { return g.From.Before(end) && g.To.After(begin) }) {
			return false
		}
	}
	return true
}

// members returns the first start of each customer of the cohort of a period.
func (n naive) members(p kpi.Period) map[string]time.Time {
	in := map[string]time.Time{}
	for _, e := range n.events {
		if e.kind == returns || !n.seen(e) || n.period(e.at) != p {
			continue
		}
		if at, ok := in[e.customer]; !ok || e.at.Before(at) {
			in[e.customer] = e.at
		}
	}
	if !n.query.Recurring {
		maps.DeleteFunc(in, func(customer string, at time.Time) bool {
			return slices.ContainsFunc(n.events, func(e event) bool {
				return e.customer == customer && e.kind != returns && e.at.Before(at)
			})
		})
	}
	return in
}

// returned reports whether a customer of a start returned at an age, often enough.
func (n naive) returned(customer string, start time.Time, age int) bool {
	times := uint64(0)
	for _, e := range n.events {
		if e.customer == customer && e.kind != starts && n.seen(e) && n.age(start, e.at) == int64(age) {
			times++
		}
	}
	return times > 0 && times >= n.query.Min
}

// retained reports whether a customer counts in a cell.
func (n naive) retained(customer string, start time.Time, cell int) bool {
	const far = 80 // no test has older customers
	at := func(age int) bool { return n.returned(customer, start, age) }
	some := func(from, to int) bool {
		for age := from; age < to; age++ {
			if at(age) {
				return true
			}
		}
		return false
	}
	switch {
	case n.edges != nil:
		return some(n.edges[cell], n.edges[cell+1])
	case n.criterion == cohort.OnOrAfter:
		return some(cell, far)
	case n.criterion == cohort.Streak:
		for age := range cell + 1 {
			if !at(age) {
				return false
			}
		}
		return true
	}
	return at(cell)
}

// table returns one line per cohort: the size, and the retained by cell, with a "*"
// where open.
func (n naive) table() []string {
	periods := map[int64]kpi.Period{}
	for _, e := range n.events {
		p := n.period(e.at)
		periods[p.Index()] = p
	}
	var lines []string
	for _, index := range slices.Sorted(maps.Keys(periods)) {
		members := n.members(periods[index])
		if len(members) == 0 {
			continue
		}
		line := fmt.Sprintf("%v %d:", periods[index], len(members))
		for cell := 0; ; cell++ {
			from, to := cell, cell // ages
			if n.edges != nil {
				if cell == len(n.edges)-1 {
					break
				}
				from, to = n.edges[cell], n.edges[cell+1]-1
			}
			begun, over, retained := false, true, 0
			for customer, start := range members {
				begun = begun || n.begun(start, from)
				over = over && n.over(start, to)
				if n.retained(customer, start, cell) {
					retained++
				}
			}
			if !begun {
				break
			}
			line += fmt.Sprintf(" %d", retained)
			if !over || n.query.Gaps != nil && !n.known(members, from, to) {
				line += "*"
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// lines are a table as naive.table prints it.
func lines(t cohort.Table) []string {
	var out []string
	for _, c := range t.Cohorts {
		line := fmt.Sprintf("%v %d:", c.Period, c.Size)
		for _, cell := range c.Cells {
			line += fmt.Sprintf(" %d", cell.Retained)
			if cell.Open {
				line += "*"
			}
		}
		out = append(out, line)
	}
	return out
}

// draw returns a small random stream and a table of it. Its times lie around a
// change of the clock, on whole hours, days and months, and twice.
func draw(r *rand.Rand, locs []*time.Location) naive {
	n := naive{
		grain:     kpi.Grain(r.IntN(5)),
		loc:       locs[r.IntN(len(locs))],
		criterion: cohort.Criterion(r.IntN(3)),
		query:     cohort.Query{Recurring: r.IntN(2) == 0, Clock: cohort.Clock(r.IntN(4)), Min: uint64(r.IntN(4))},
	}
	if r.IntN(4) == 0 {
		n.edges = [][]int{{0, 1, 3, 7}, {1, 2}, {0, 30}, {2, 5, 6}}[r.IntN(4)]
	}
	around := []time.Time{
		time.Date(2026, 3, 29, 0, 0, 0, 0, n.loc), time.Date(2026, 10, 25, 0, 0, 0, 0, n.loc),
		time.Date(2018, 11, 4, 3, 0, 0, 0, n.loc), time.Date(2018, 2, 18, 0, 0, 0, 0, n.loc), date(1970, 1, 1), date(2027, 1, 3),
		time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC), // after 29 December in Samoa comes the 31st
	}[r.IntN(7)]
	at := func() time.Time {
		unit := []time.Duration{time.Hour, day, 30 * time.Minute, time.Nanosecond, 7 * day}[r.IntN(5)]
		return around.Add(time.Duration(r.IntN(9)-4) * unit).Add(time.Duration(r.IntN(3)-1) * day)
	}
	for range 1 + r.IntN(9) {
		n.events = append(n.events, event{string(rune('a' + r.IntN(3))), at(), kind(r.IntN(3))})
	}
	if r.IntN(2) == 0 {
		n.query.End = at()
	}
	for range max(0, r.IntN(5)-2) {
		if g := (cohort.Gap{From: at(), To: at()}); g.From.Before(g.To) {
			n.query.Gaps = append(n.query.Gaps, g)
		}
	}
	return n
}

// table asks an accumulator for the table of n.
func (n naive) of(a adder) (cohort.Table, error) {
	if n.edges != nil {
		return a.Brackets(n.query, n.edges...)
	}
	return a.Table(n.criterion, n.query)
}

func TestTablesEqualTheDefinitions(t *testing.T) {
	streams := 100_000
	switch {
	case testing.Short():
		streams = 5_000
	case laws.Race: // which looks for other faults, and takes ten times as long
		streams = 10_000
	}
	locs := []*time.Location{time.UTC, location(t, "Europe/Paris"), location(t, "America/Sao_Paulo"), location(t, "Asia/Kathmandu"), location(t, "Pacific/Apia")}
	r := rand.New(rand.NewPCG(4, 2))
	for i := range streams {
		n := draw(r, locs)
		want := n.table()
		e := fill(t, laws.Must(cohort.NewEvents[string](n.grain, n.loc)), n.events...)
		if diff := cmp.Diff(want, lines(laws.Must(n.of(e)))); diff != "" {
			t.Fatalf("stream %d, Events: (-want +got)\n%s\n%+v", i, diff, n)
		}
		if n.query.Clock != cohort.Periods || n.query.Min > 1 {
			continue
		}
		a := fill(t, laws.Must(cohort.New[string](n.grain, n.loc)), n.events...)
		if diff := cmp.Diff(want, lines(laws.Must(n.of(a)))); diff != "" {
			t.Fatalf("stream %d, Accumulator: (-want +got)\n%s\n%+v", i, diff, n)
		}
	}
}

// stream draws events of few customers within a year.
func stream(t *rapid.T) []event {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) event {
		return event{
			customer: rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "customer"),
			at:       time.Unix(rapid.Int64Range(0, 366*86400).Draw(t, "at"), 0),
			kind:     kind(rapid.IntRange(0, 2).Draw(t, "kind")),
		}
	}), 1, 40).Draw(t, "stream")
}

func query(t *rapid.T) cohort.Query {
	q := cohort.Query{
		Recurring: rapid.Bool().Draw(t, "recurring"),
		Clock:     cohort.Clock(rapid.IntRange(0, 3).Draw(t, "clock")),
		Min:       rapid.Uint64Range(0, 2).Draw(t, "min"),
	}
	if rapid.Bool().Draw(t, "ended") {
		q.End = time.Unix(rapid.Int64Range(0, 400*86400).Draw(t, "end"), 0)
	}
	return q
}

func TestUnboundedRetentionNeverRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := fill(t, laws.Must(cohort.NewEvents[string](kpi.Grain(rapid.IntRange(0, 4).Draw(t, "grain")), nil)), stream(t)...)
		q := query(t)
		for _, criterion := range []cohort.Criterion{cohort.OnOrAfter, cohort.Streak} {
			for _, c := range laws.Must(e.Table(criterion, q)).Cohorts {
				for age := 1; age < len(c.Cells); age++ {
					if c.Cells[age].Retained > c.Cells[age-1].Retained {
						t.Fatalf("%v of %v rises at age %d: %+v", criterion, c.Period, age, c.Cells)
					}
					if !c.Cells[age].Open && c.Cells[age-1].Open {
						t.Fatalf("%v: age %d is over before age %d", c.Period, age, age-1)
					}
				}
			}
		}
	})
}

func TestAgeZeroOfOneEventIsTheCohort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := stream(t)
		for i := range events {
			events[i].kind = both
		}
		q := query(t)
		q.Min = 1
		e := fill(t, new(cohort.Events[string]), events...)
		for _, criterion := range []cohort.Criterion{cohort.On, cohort.OnOrAfter, cohort.Streak} {
			for _, c := range laws.Must(e.Table(criterion, q)).Cohorts {
				if len(c.Cells) == 0 || c.Cells[0].Retained != c.Size {
					t.Fatalf("%v of %v: %+v of %d", criterion, c.Period, c.Cells, c.Size)
				}
			}
		}
	})
}

func TestNoCellHoldsMoreThanItsCohort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := fill(t, new(cohort.Events[string]), stream(t)...)
		q := query(t)
		on, after := laws.Must(e.Table(cohort.On, q)), laws.Must(e.Table(cohort.OnOrAfter, q))
		streak := laws.Must(e.Table(cohort.Streak, q))
		for i, c := range on.Cohorts {
			for age, cell := range c.Cells {
				if !(streak.Cohorts[i].Cells[age].Retained <= cell.Retained && cell.Retained <= after.Cohorts[i].Cells[age].Retained && cell.Retained <= c.Size) {
					t.Fatalf("%v at age %d: streak %v, on %v, on or after %v", c.Period, age, streak.Cohorts[i], c, after.Cohorts[i])
				}
			}
		}
	})
}

// Customers may have other names, and be spread over states that merge.
func TestRelabellingAndSplittingCustomersChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events, q := stream(t), query(t)
		names := map[string]string{}
		for i, name := range rapid.Permutation([]string{"zoe", "", "a", "mia"}).Draw(t, "names") {
			names[string(rune('a'+i))] = name
		}
		whole, renamed := new(cohort.Events[string]), new(cohort.Events[string])
		parts := map[string]*cohort.Events[string]{}
		for _, e := range events {
			if parts[e.customer] == nil {
				parts[e.customer] = new(cohort.Events[string])
			}
			fill(t, whole, e)
			fill(t, parts[e.customer], e)
			fill(t, renamed, event{names[e.customer], e.at, e.kind})
		}
		merged := new(cohort.Events[string])
		for _, part := range parts {
			if err := merged.Merge(part); err != nil {
				t.Fatal(err)
			}
		}
		for criterion := cohort.On; criterion <= cohort.Streak; criterion++ {
			want := lines(laws.Must(whole.Table(criterion, q)))
			for name, e := range map[string]*cohort.Events[string]{"renamed": renamed, "merged": merged} {
				if diff := cmp.Diff(want, lines(laws.Must(e.Table(criterion, q)))); diff != "" {
					t.Fatalf("%s: (-want +got)\n%s", name, diff)
				}
			}
		}
	})
}

func TestColumnsEqualSingleEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		single, column := new(cohort.Accumulator[string]), new(cohort.Accumulator[string])
		customers, at := map[kind][]string{}, map[kind][]time.Time{}
		for _, e := range fillAll(t, single, stream(t)) {
			customers[e.kind], at[e.kind] = append(customers[e.kind], e.customer), append(at[e.kind], e.at)
		}
		for k, addSlice := range []func([]string, []time.Time) error{column.AddSlice, column.AddStartSlice, column.AddReturnSlice} {
			if err := addSlice(customers[kind(k)], at[kind(k)]); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(laws.Must(single.MarshalBinary()), laws.Must(column.MarshalBinary())); diff != "" {
			t.Fatalf("(-want +got)\n%s", diff)
		}
	})
}

func fillAll(t *rapid.T, a *cohort.Accumulator[string], events []event) []event {
	fill(t, a, events...)
	return events
}
