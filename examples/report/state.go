package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A state is all that a report knows of the files that it has read, before it works out
// what needs all of them. It is what -save writes and -load reads: the states of two sets of
// files, one added to the other, are that of all files.
type state struct {
	Settings    []setting
	First, Last time.Time // what the calendar has seen
	Segmented   bool
	Rows        []counted // by segment
	Given       []header
	Inputs      []savedInput
	Cubes       [][]byte // accumulators by segment and period, in the encodings of the library

	Orders    savedOrders
	Waiting   [][]savedWaiter // for a first response, and for the resolution
	Stays     []savedStay
	Charges   []savedStay
	Negative  []counted // mentions by day
	Ahead     *savedForecast
	Customers []string // by number
	Products  []string
}

// A setting is a flag on which the figures depend.
type setting struct{ Name, Value string }

// A header is the columns of a kind of file that figures asked for, and which it had.
type header struct {
	Kind    string
	Columns []string
}

// counted is a number of rows of a name or day.
type counted struct {
	Name string
	Day  int64
	N    uint64
}

type savedInput struct {
	Kind, File string
	Lines, Bad int
	Left       []savedLeft
}

type savedLeft struct {
	Key, En, Fr, OfEn, OfFr string
	Lines                   int
	Amount                  *savedAmount
}

type savedWaiter struct {
	Segment, Customer string
	Time              time.Time
}

// A savedStay is a stay of a subscriber, and the price of a charge.
type savedStay struct {
	Segment, Customer string
	Start, End        time.Time
	Price             savedAmount
}

// settings are the flags on which the figures depend, as they are read.
func (c *config) settings() []setting {
	all := []setting{
		{"grain", c.calendar.grain.String()},
		{"zone", c.calendar.zone.String()},
		{"from", date(c.calendar.from)},
		{"to", date(c.calendar.to)},
		{"by", c.by},
		{"cancelled", c.cancelled},
		{"adjustment", c.adjustment},
		{"uncounted", strings.Join(slices.Sorted(maps.Keys(c.uncounted)), ",")},
		{"refunds", fmt.Sprint(c.refunds)},
		{"forecast", fmt.Sprint(c.forecast)},
		{"brand", c.brand},
		{"steps", c.raw.steps},
		{"rule", c.timing.rule},
		{"window", c.timing.window.String()},
		{"nps-scale", fmt.Sprintf("%d-%d", c.npsScale.Min, c.npsScale.Max)},
		{"csat-scale", fmt.Sprintf("%d-%d", c.csatScale.Min, c.csatScale.Max)},
		{"ces-scale", fmt.Sprintf("%v-%d", c.cesScale.Direction, c.cesScale.Max)},
		{"target", c.target.String()},
		{"margin", ""},
	}
	if c.margin != nil {
		all[len(all)-1].Value = decimalText(*c.margin)
	}
	return all
}

// state returns the state of the report, once its files are read.
func (r *report) state() (*state, error) {
	s := &state{
		Settings: r.settings(), First: r.calendar.first, Last: r.calendar.last, Segmented: r.segmented,
		Orders: r.savedOrders(), Customers: r.customers.all, Products: r.products.all,
	}
	for _, name := range slices.Sorted(maps.Keys(r.segmentRows)) {
		s.Rows = append(s.Rows, counted{Name: name, N: uint64(r.segmentRows[name])})
	}
	for _, kind := range slices.Sorted(maps.Keys(r.given)) {
		s.Given = append(s.Given, header{kind, r.given[kind]})
	}
	for _, in := range r.inputs {
		s.Inputs = append(s.Inputs, in.saved())
	}
	for _, c := range r.calendar.cubes {
		data, err := c.save()
		if err != nil {
			return nil, err
		}
		s.Cubes = append(s.Cubes, data)
	}
	for _, q := range []*queue{&r.ces.response, &r.ces.resolution} {
		var waiting []savedWaiter
		for _, w := range q.waiting {
			waiting = append(waiting, savedWaiter{w.segment, w.customer, w.time})
		}
		s.Waiting = append(s.Waiting, waiting)
	}
	s.Stays, s.Charges = r.churn.saved()
	var err error
	if s.Ahead, err = r.clv.ahead.saved(); err != nil {
		return nil, err
	}
	for _, day := range slices.Sorted(maps.Keys(r.sentiment.negative)) {
		s.Negative = append(s.Negative, counted{Day: day, N: r.sentiment.negative[day]})
	}
	return s, nil
}

// add adds the state of other files, before any of those of this report are read.
func (r *report) add(s *state) error {
	if err := r.compatible(s); err != nil {
		return err
	}
	for i, c := range r.calendar.cubes {
		if err := c.load(s.Cubes[i]); err != nil {
			return err
		}
	}
	if err := r.addOrders(s); err != nil {
		return err
	}
	r.addRead(s)
	for i, q := range []*queue{&r.ces.response, &r.ces.resolution} {
		for _, w := range s.Waiting[i] {
			q.waiting = append(q.waiting, waiter{spot{r.keep(w.Segment), w.Time.In(r.calendar.zone)}, r.keep(w.Customer)})
		}
	}
	r.churn.addSaved(r, s)
	for _, c := range s.Negative {
		r.sentiment.negative[c.Day] += c.N
	}
	return nil
}

// compatible reports whether a state is of the same settings.
func (r *report) compatible(s *state) error {
	for i, have := range r.settings() {
		if i >= len(s.Settings) || s.Settings[i].Name != have.Name {
			return errOtherVersion
		}
		if was := s.Settings[i]; was != have {
			return fmt.Errorf("saved with -%s %q, and this report has %q", have.Name, was.Value, have.Value)
		}
	}
	if len(s.Cubes) != len(r.calendar.cubes) || len(s.Waiting) != 2 {
		return errOtherVersion
	}
	return nil
}

// addRead adds which files and lines were read.
func (r *report) addRead(s *state) {
	if !s.First.IsZero() {
		r.calendar.see(s.First.In(r.calendar.zone))
		r.calendar.see(s.Last.In(r.calendar.zone))
	}
	r.segmented = r.segmented || s.Segmented
	for _, c := range s.Rows {
		r.segmentRows[c.Name] += int(c.N)
	}
	for _, h := range s.Given {
		r.given[h.Kind] = h.Columns
	}
	for _, in := range s.Inputs {
		r.inputs = append(r.inputs, in.input())
	}
}

func (in *input) saved() savedInput {
	s := savedInput{Kind: in.kind, File: in.file, Lines: in.lines, Bad: in.bad}
	for _, l := range in.left {
		s.Left = append(s.Left, savedLeft{l.key, l.en, l.fr, l.of.en, l.of.fr, l.lines, savedAmountOf(l.amount)})
	}
	return s
}

func (s *savedInput) input() *input {
	in := &input{kind: s.Kind, file: s.File, lines: s.Lines, bad: s.Bad, loaded: true}
	for _, l := range s.Left {
		in.left = append(in.left, &leftOut{reason{l.Key, text{l.En, l.Fr}}, text{l.OfEn, l.OfFr}, l.Lines, l.Amount.decimal()})
	}
	return in
}

// saved returns the stays and charges of all subscribers.
func (f *churnFamily) saved() (stays, charges []savedStay) {
	for who, all := range f.stays {
		for _, s := range all {
			stays = append(stays, savedStay{Segment: who.segment, Customer: who.customer, Start: s.start, End: s.end})
		}
	}
	for who, all := range f.charges {
		for _, c := range all {
			charges = append(charges, savedStay{who.segment, who.customer, c.start, c.end, savedAmount{c.price}})
		}
	}
	for _, all := range [][]savedStay{stays, charges} {
		slices.SortFunc(all, func(a, b savedStay) int {
			return cmp.Or(cmp.Compare(a.Segment, b.Segment), cmp.Compare(a.Customer, b.Customer), a.Start.Compare(b.Start), a.End.Compare(b.End), a.Price.Cmp(b.Price.Decimal))
		})
	}
	return stays, charges
}

func (f *churnFamily) addSaved(r *report, s *state) {
	for _, at := range s.Stays {
		f.join(subscriber{r.keep(at.Segment), r.keep(at.Customer)}, r.stay(at))
	}
	for _, at := range s.Charges {
		who := subscriber{r.keep(at.Segment), r.keep(at.Customer)}
		f.charges[who] = append(f.charges[who], charge{r.stay(at), at.Price.Decimal})
	}
}

// stay returns a stay in the zone of the calendar.
func (r *report) stay(s savedStay) stay {
	at := stay{s.Start.In(r.calendar.zone), s.End}
	if !s.End.IsZero() {
		at.end = s.End.In(r.calendar.zone)
	}
	return at
}
