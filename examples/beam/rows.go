//go:build !race && (amd64 || arm64)

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/fileio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"
	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/examples/internal/rows"
	"github.com/customerkpi/kpi/nps"
)

// whole is the period of all periods.
const whole = math.MinInt64

// noSegment is the segment of rows that have none, in a file with segments.
const noSegment = "(none)"

// Options say how rows are read. The files, rows and rules are those of the report:
// go doc github.com/customerkpi/kpi/examples/report
type Options struct {
	Zone     string
	From, To string // half-open, such as 2025-01-31; empty without a bound
	Steps    []string
}

// location returns the zone of the calendar and of times without one.
func (o *Options) location() (*time.Location, error) { return time.LoadLocation(o.Zone) }

// day returns the first moment of a day.
func (o *Options) day(date string, zone *time.Location) (time.Time, error) {
	if date == "" {
		return time.Time{}, nil
	}
	noon, err := time.ParseInLocation(time.DateOnly+" 15", date+" 12", zone)
	return kpi.PeriodOf(noon, kpi.Day, zone).Start(), err
}

// A Seen is what a file holds of a segment: how many rows, from when to when.
type Seen struct {
	Segment     string
	Rows        int64
	First, Last Instant // if there are rows
}

// A source reads the files of one kind, each as one element.
type source struct {
	Options

	zone     *time.Location
	from, to time.Time
	bad      beam.Counter
	seen     map[string]*Seen
}

func (s *source) setup() (err error) {
	if s.zone, err = s.location(); err != nil {
		return err
	}
	if s.from, err = s.day(s.From, s.zone); err != nil {
		return err
	}
	s.to, err = s.day(s.To, s.zone)
	s.bad = beam.NewCounter("rows", "bad")
	return err
}

// cell returns the cell of a row.
func (s *source) cell(segment string, at time.Time) Cell {
	return Cell{segment, kpi.PeriodOf(at, kpi.Month, s.zone).Index()}
}

// read calls add with the rows of a file and the segment of each. Rows that are not
// valid are logged and counted. It emits what the file holds at its end: a file that is
// read again after a failure counts once, as its elements do.
func read[T any](
	ctx context.Context, s *source, file fileio.ReadableFile, seen func(Seen),
	open func(io.Reader, string, rows.Options) (*rows.Reader[T], error), at func(*T) (time.Time, string), add func(row *T, segment string, line int) error,
) error {
	in, err := file.Open(ctx)
	if err != nil {
		return err
	}
	defer in.Close()
	path := file.Metadata.Path
	r, err := open(in, path, rows.Options{Location: s.zone})
	if err != nil {
		return err
	}
	s.seen = make(map[string]*Seen)
	for row, err := range r.All() {
		if err == nil {
			err = take(s, r, &row, at, add)
		}
		if fatal := (*rows.Error)(nil); errors.As(err, &fatal) && fatal.Fatal {
			return err
		}
		if err != nil {
			s.bad.Inc(ctx, 1)
			log.Warnf(ctx, "%s:%d: %v", path, r.Line(), err)
		}
	}
	seen(Seen{}) // there is a file
	for _, what := range s.seen {
		seen(*what)
	}
	return nil
}

// take adds one row, unless it lies outside of the calendar.
func take[T any](s *source, r *rows.Reader[T], row *T, at func(*T) (time.Time, string), add func(*T, string, int) error) error {
	t, segment := at(row)
	if y := t.Year(); y < 2 || y > 9999 {
		return fmt.Errorf("year %d outside 2..9999", y)
	}
	if t.Before(s.from) || !s.to.IsZero() && !t.Before(s.to) {
		return nil
	}
	if r.Segmented() {
		segment = cmp.Or(strings.Clone(segment), noSegment)
	} else {
		segment = ""
	}
	if err := add(row, segment, r.Line()); err != nil {
		return err
	}
	what, ok := s.seen[segment]
	if !ok {
		what = &Seen{segment, 0, instantOf(t), instantOf(t)}
		s.seen[segment] = what
	}
	what.Rows++
	if t.Before(what.First.Time()) {
		what.First = instantOf(t)
	}
	if t.After(what.Last.Time()) {
		what.Last = instantOf(t)
	}
	return nil
}

// A surveyFn reads answers to surveys.
type surveyFn struct{ source }

func (f *surveyFn) Setup() error { return f.setup() }

func (f *surveyFn) ProcessElement(ctx context.Context, file fileio.ReadableFile, seen func(Seen), emit func(Cell, Answer)) error {
	return read(ctx, &f.source, file, seen, rows.Surveys,
		func(r *rows.Survey) (time.Time, string) { return r.Time, r.Segment },
		func(r *rows.Survey, segment string, _ int) error {
			if !r.Answered {
				return nil
			}
			if err := accepted(r); err != nil {
				return err
			}
			if r.Kind == rows.NPS {
				emit(f.cell(segment, r.Time), Answer{r.Customer, int(r.Score)})
			}
			return nil
		})
}

// accepted returns the error of a score outside of its scale.
func accepted(r *rows.Survey) error {
	score := int(min(max(r.Score, math.MinInt32), math.MaxInt32))
	switch r.Kind {
	case rows.NPS:
		return new(nps.Accumulator).Add(score)
	case rows.CSAT:
		return new(csat.Accumulator).Add(score)
	default:
		return new(ces.Accumulator).Add(score)
	}
}

// A visitFn reads the steps of visits.
type visitFn struct{ source }

func (f *visitFn) Setup() error { return f.setup() }

func (f *visitFn) ProcessElement(ctx context.Context, file fileio.ReadableFile, seen func(Seen), emit func(Cell, Step)) error {
	return read(ctx, &f.source, file, seen, rows.Visits,
		func(r *rows.Visit) (time.Time, string) { return r.Time, r.Segment },
		func(r *rows.Visit, segment string, _ int) error {
			if step := slices.Index(f.Steps, r.Step); step >= 0 {
				emit(f.cell(segment, r.Time), Step{strings.Clone(r.Customer), instantOf(r.Time), step + 1})
			}
			return nil
		})
}

// An OrderLine is a line of an order that counts. File and Line are its place.
type OrderLine struct {
	File     string
	Line     int
	Segment  string
	Customer string
	At       Instant
	Amount   []byte
}

// An orderLineFn reads order lines, by the number of their order.
type orderLineFn struct{ source }

func (f *orderLineFn) Setup() error { return f.setup() }

func (f *orderLineFn) ProcessElement(ctx context.Context, file fileio.ReadableFile, seen func(Seen), emit func(string, OrderLine)) error {
	amounts, path := false, file.Metadata.Path
	open := func(in io.Reader, name string, o rows.Options) (*rows.Reader[rows.Order], error) {
		r, err := rows.Orders(in, name, o)
		if err == nil {
			amounts = r.Has("amount")
		}
		return r, err
	}
	return read(ctx, &f.source, file, seen, open,
		func(r *rows.Order) (time.Time, string) { return r.Time, r.Segment },
		func(r *rows.Order, segment string, line int) error {
			if !counts(r, amounts) {
				return nil
			}
			if err := kpi.CheckAmount("beam", "amount", r.Amount); err != nil {
				return err
			}
			amount, err := r.Amount.MarshalBinary()
			if err != nil {
				return err
			}
			number := strings.Clone(r.Order)
			if number == "" { // an order of its own
				number = fmt.Sprintf("\x00%s:%d", path, line)
			}
			emit(number, OrderLine{path, line, segment, strings.Clone(r.Customer), instantOf(r.Time), amount})
			return nil
		})
}

// counts reports whether a line counts: of a purchase, with a quantity and a price. In a
// file with amounts, an amount of 0 counts.
func counts(r *rows.Order, amounts bool) bool {
	return !numbered(r.Order, "C") && !numbered(r.Order, "A") && r.Quantity > 0 &&
		(r.Amount.Sign() > 0 || r.Amount.Sign() == 0 && amounts)
}

// numbered reports whether an order number is the prefix and digits behind it.
func numbered(id, prefix string) bool {
	digits, ok := strings.CutPrefix(id, prefix)
	return ok && digits != "" && strings.Trim(digits, "0123456789") == ""
}

// An orderFn makes an order of its lines: the segment of the first, the earliest time,
// the first customer that is known, and the sum of the amounts.
type orderFn struct{ source }

func (f *orderFn) Setup() error { return f.setup() }

func (f *orderFn) ProcessElement(_ string, next func(*OrderLine) bool, spend func(Cell, Purchase), repurchase func(Cell, Buyer), cohorts func(Cell, Return)) error {
	var lines []OrderLine
	for line := (OrderLine{}); next(&line); {
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b OrderLine) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
	order, sum := lines[0], decimal.Zero
	for _, line := range lines {
		order.Customer = cmp.Or(order.Customer, line.Customer)
		if line.At.Time().Before(order.At.Time()) {
			order.At = line.At
		}
		var d decimal.Decimal
		if err := d.UnmarshalBinary(line.Amount); err != nil {
			return err
		}
		sum = sum.Add(d)
	}
	if order.Customer == "" {
		return nil
	}
	amount, err := sum.MarshalBinary()
	if err != nil {
		return err
	}
	cell := f.cell(order.Segment, order.At.Time())
	spend(cell, Purchase{order.Customer, amount})
	repurchase(cell, Buyer{order.Customer})
	cohorts(Cell{order.Segment, whole}, Return{order.Customer, order.At})
	return nil
}
