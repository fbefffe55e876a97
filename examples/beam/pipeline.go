//go:build !race && (amd64 || arm64)

package main

import (
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/fileio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/retention"
	"github.com/customerkpi/kpi/retention/cohort"
)

func init() {
	beam.RegisterCoder(reflect.TypeFor[state](), encodeState, decodeState)
	registerKPI[*opinions, Answer]()
	registerKPI[*clv.Spend[string], Purchase]()
	registerKPI[*retention.Repurchase[string], Buyer]()
	registerKPI[*cohort.Accumulator[string], Return]()
	registerKPI[*event.Funnel[string], Step]()

	for _, t := range []reflect.Type{
		reflect.TypeFor[surveyFn](), reflect.TypeFor[visitFn](), reflect.TypeFor[orderLineFn](), reflect.TypeFor[orderFn](),
		reflect.TypeFor[extentFn](), reflect.TypeFor[lineFn](), reflect.TypeFor[sheetFn](),
		reflect.TypeFor[Cell](), reflect.TypeFor[Instant](), reflect.TypeFor[Extent](),
	} {
		beam.RegisterType(t)
	}
	register.Emitter1[Seen]()
	register.Emitter1[Line]()
	register.Emitter1[Extent]()
	register.Emitter2[string, OrderLine]()
	register.Emitter2[string, Part]()
	register.Iter1[OrderLine]()
	register.Iter1[Part]()
	register.Iter1[Seen]()
	register.Iter1[Line]()
}

// Files are the globs of the input; empty where there is none.
type Files struct{ Orders, Surveys, Visits string }

// build adds the pipeline to s: from the files to the table, which is written to a path.
//
//	files -> rows -> a state per segment and month -> totals -> figures -> table
//
// What travels from one machine to another are order lines, to be put together, and
// states.
func build(s beam.Scope, files Files, o Options, format, output string) {
	src := source{Options: o}
	var seen, lines []beam.PCollection
	if files.Surveys != "" {
		s := s.Scope("surveys")
		known, answers := beam.ParDo2(s, &surveyFn{src}, open(s, files.Surveys))
		seen = append(seen, known)
		lines = append(lines, figures[Answer](s, answers, "nps", new(opinions)))
	}
	if files.Orders != "" {
		s := s.Scope("orders")
		known, rows := beam.ParDo2(s, &orderLineFn{src}, open(s, files.Orders))
		seen = append(seen, known)
		spend, buyers, returns := beam.ParDo3(s, &orderFn{src}, beam.GroupByKey(s, rows))
		zone, _ := o.location() // main has tried it
		months, _ := cohort.New[string](kpi.Month, zone)
		lines = append(lines,
			figures[Purchase](s.Scope("spend"), spend, "spend", new(clv.Spend[string])),
			figures[Buyer](s.Scope("repurchase"), buyers, "repurchase", new(retention.Repurchase[string])),
			figures[Return](s.Scope("cohorts"), returns, "cohorts", months))
	}
	if files.Visits != "" {
		s := s.Scope("visits")
		known, steps := beam.ParDo2(s, &visitFn{src}, open(s, files.Visits))
		seen = append(seen, known)
		ordered, _ := event.New[string](event.Rule{}, o.Steps...) // main has tried it
		lines = append(lines, figures[Step](s, steps, "funnel", ordered))
	}
	extent := beam.ParDo(s, &extentFn{}, beam.GroupByKey(s, beam.AddFixedKey(s, beam.Flatten(s, seen...))))
	all := make([]beam.PCollection, len(lines))
	for i, parts := range lines {
		all[i] = beam.ParDo(s, &lineFn{o}, beam.GroupByKey(s, parts), beam.SideInput{Input: extent})
	}
	together := beam.GroupByKey(s, beam.AddFixedKey(s, beam.Flatten(s, all...)))
	beam.ParDo0(s, &sheetFn{o, format, output}, together, beam.SideInput{Input: extent})
}

// open returns the files of a glob, which the workers share.
func open(s beam.Scope, glob string) beam.PCollection {
	return fileio.ReadMatches(s, beam.Reshuffle(s, fileio.MatchFiles(s, glob, fileio.MatchEmptyDisallow())))
}

// figures returns the states of elements by cell, of a KPI: of each segment and month,
// and of their totals, as parts of the table.
func figures[In input[A], A interface {
	kpi.Accumulator[A]
	state
}](s beam.Scope, elements beam.PCollection, name string, empty A) beam.PCollection {
	bundles := beam.ParDo(s, bundling[In](empty), elements)
	cells := beam.CombinePerKey(s, &mergeFn[A]{}, bundles)
	totals := beam.CombinePerKey(s, &mergeFn[A]{}, beam.ParDo(s, &rollFn[A]{}, cells))
	return beam.Flatten(s,
		beam.ParDo(s, &partFn[A]{name, false}, cells),
		beam.ParDo(s, &partFn[A]{name, true}, totals))
}

// A rollFn sends the state of a cell to the totals that it is a part of.
type rollFn[A kpi.Accumulator[A]] struct{}

func (*rollFn[A]) ProcessElement(c Cell, a A, emit func(Cell, A)) {
	emit(Cell{"", whole}, a)
	if c.Period == whole {
		return
	}
	emit(Cell{"", c.Period}, a)
	if c.Segment != "" {
		emit(Cell{c.Segment, whole}, a)
	}
}

// A Part is a state of a KPI in one period, on the way to the figures of its segment.
type Part struct {
	KPI, Segment string
	Period       int64
	State        []byte
}

// A partFn makes parts of states. Rows without a segment are in the totals only.
type partFn[A kpi.Accumulator[A]] struct {
	KPI   string
	Total bool
}

func (f *partFn[A]) ProcessElement(c Cell, a A, emit func(string, Part)) error {
	if c.Segment == "" && !f.Total {
		return nil
	}
	b, err := a.AppendBinary(nil)
	if err == nil {
		emit(f.KPI+"/"+c.Segment, Part{f.KPI, c.Segment, c.Period, b})
	}
	return err
}
