package kpi

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"sort"
	"time"

	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Keep says which of a customer's answers in a period counts.
type Keep uint8

// The answers to keep.
const (
	KeepLatest Keep = iota
	KeepFirst
)

// String returns "latest" or "first".
func (k Keep) String() string {
	switch k {
	case KeepLatest:
		return "latest"
	case KeepFirst:
		return "first"
	}
	return fmt.Sprintf("Keep(%d)", uint8(k))
}

// Answers keeps one answer per customer and period: the latest, or the first, so that
// customers who answer a survey often do not count more than others, and the answers of a
// period are of different people, as intervals take them to be. If two answers have the
// same instant, the lower score counts. One answer per Add, in any order; the result goes
// into nps, csat or ces:
//
//	for _, month := range answers.Result().Periods {
//		var a nps.Accumulator
//		err := month.Scores.AddTo(&a)
//	}
//
// The zero value keeps the latest per month in UTC. It takes 24 bytes per answer that
// it keeps, and 40 to 60 per customer beside the identity. See [Accumulator] for the
// laws that it keeps; an answer that is added twice counts once.
type Answers[K Key] struct {
	keep      Keep
	calendar  civil.Calendar // not set: months in UTC
	customers keyed.Table[K, answers]
}

// NewAnswers returns an Answers of the periods of a grain in a location; nil is UTC.
// The location must be one that [NewSeries] takes. Otherwise, or of another Keep, the
// error is [ErrRange].
func NewAnswers[K Key](keep Keep, grain Grain, loc *time.Location) (*Answers[K], error) {
	if keep > KeepFirst {
		return nil, &RangeError{Op: "kpi: answers", Name: "answer to keep", Value: uint8(keep), Min: uint8(KeepLatest), Max: uint8(KeepFirst)}
	}
	if err := grain.check(); err != nil {
		return nil, err
	}
	z, err := civil.ZoneOf(loc)
	if err != nil {
		return nil, fmt.Errorf("kpi: answers: %w: %v", ErrRange, err)
	}
	return &Answers[K]{keep: keep, calendar: civil.In(civil.Grain(grain), z)}, nil
}

// periods returns the calendar.
func (a *Answers[K]) periods() civil.Calendar { return a.calendar.Or(civil.Month) }

// Add adds an answer of a customer at t. A year outside 1..9999, or a score outside
// ±(2^31-1), is a [RangeError] and is not added.
func (a *Answers[K]) Add(customer K, t time.Time, score int) error {
	answer, err := a.answer(t, score)
	if err != nil {
		return err
	}
	a.customers.At(customer).add(a.keep, answer)
	return nil
}

// AddSlice adds three columns, of customers, times and scores, all or, with the error
// of the first refused one, none. Columns of different length are a [RangeError].
func (a *Answers[K]) AddSlice(customers []K, at []time.Time, scores []int) error {
	n := len(customers)
	for _, l := range []int{len(at), len(scores)} {
		if l != n {
			return &RangeError{Op: "kpi: answers", Name: "length of a column", Value: l, Min: n, Max: n}
		}
	}
	rows := make([]answer, n)
	for i := range rows {
		row, err := a.answer(at[i], scores[i])
		if err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
		rows[i] = row
	}
	keep := a.keep
	keyed.Each(&a.customers, customers, rows, func(s *answers, row answer) { s.add(keep, row) })
	return nil
}

func (a *Answers[K]) answer(t time.Time, score int) (answer, error) {
	at, known := timeline.Of(t)
	period, ok := a.periods().Index(t)
	if !known || !ok {
		return answer{}, &RangeError{Op: "kpi: answers", Name: "year", Value: t.In(a.periods().Zone().Location()).Year(), Min: minSeriesYear, Max: maxYear}
	}
	if score < -math.MaxInt32 || score > math.MaxInt32 {
		return answer{}, &RangeError{Op: "kpi: answers", Name: "score", Value: score, Min: -math.MaxInt32, Max: math.MaxInt32}
	}
	return answer{at, period, int32(score)}, nil
}

// Merge adds the answers of o. Another Keep, grain or location is [ErrIncompatible],
// unless one of the two is the zero value.
func (a *Answers[K]) Merge(o *Answers[K]) error {
	return shell.Merge(a, o, (*Answers[K]).isZero, (*Answers[K]).differ, func() { a.customers.Merge(&o.customers, a.merge) })
}

func (a *Answers[K]) differ(o *Answers[K]) error {
	mine, theirs := a.periods(), o.periods()
	if a.keep == o.keep && mine.Equal(theirs) {
		return nil
	}
	return fmt.Errorf("kpi: %w answers: the %v per %v in %v, and the %v per %v in %v", ErrIncompatible,
		a.keep, Grain(mine.Grain()), mine.Zone(), o.keep, Grain(theirs.Grain()), theirs.Zone())
}

// merge adds the answers of a customer, which may be mine.
func (a *Answers[K]) merge(mine *answers, theirs answers) {
	for _, x := range theirs {
		mine.add(a.keep, x)
	}
}

// isZero reports whether a has the default configuration and no answer.
func (a *Answers[K]) isZero() bool {
	return a.keep == KeepLatest && a.Empty() && a.periods().Equal(civil.Calendar{}.Or(civil.Month))
}

// Empty reports whether nothing was added.
func (a *Answers[K]) Empty() bool { return a.customers.Len() == 0 }

// Forget takes a customer out, as if nothing had been added of them. The error is
// always nil.
func (a *Answers[K]) Forget(customer K) error {
	a.customers.Remove(customer)
	return nil
}

// Alias gives the answers of the customer from to the customer to, as if they had had
// that name all along: of each period one answer of the two stays. The error is always
// nil.
func (a *Answers[K]) Alias(from, to K) error {
	a.customers.Rename(from, to, a.merge)
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Answers[K]) Clone() *Answers[K] {
	return shell.Clone(a, func(c *Answers[K]) { c.customers = c.customers.Clone(slices.Clone[answers]) })
}

// An AnswersResult is the scores that count, by period.
type AnswersResult struct {
	Customers uint64          `json:"customers"`
	Periods   []PeriodAnswers `json:"periods"` // those with an answer, in the order of time
}

// PeriodAnswers is the scores of one period, one per customer.
type PeriodAnswers struct {
	Period Period `json:"period"`
	Scores Scores `json:"scores"`
}

// Scores is how often each score was given, by ascending score.
type Scores []ScoreCount

// A ScoreCount is how often one score was given.
type ScoreCount struct {
	Score int    `json:"score"`
	N     uint64 `json:"n"`
}

// scoresOf returns counts in the order of their scores.
func scoresOf(counts map[int]uint64) Scores {
	s := make(Scores, 0, len(counts))
	for _, score := range slices.Sorted(maps.Keys(counts)) {
		s = append(s, ScoreCount{score, counts[score]})
	}
	return s
}

// N returns the number of answers.
func (s Scores) N() uint64 {
	n := uint64(0)
	for _, c := range s {
		n += c.N
	}
	return n
}

// AddTo adds the scores to an accumulator of nps, csat or ces. It stops at the first
// score that is refused, and returns that error; the scores before it then stay added.
func (s Scores) AddTo(acc interface {
	AddN(score int, n uint64) error
},
) error {
	for _, c := range s {
		if err := acc.AddN(c.Score, c.N); err != nil {
			return err
		}
	}
	return nil
}

// Total returns the scores of all periods together: a customer who answered in three
// of them has three.
func (r AnswersResult) Total() Scores {
	total := make(map[int]uint64)
	for _, p := range r.Periods {
		for _, c := range p.Scores {
			total[c.Score] += c.N
		}
	}
	return scoresOf(total)
}

// String returns a text like "9 answers of 4 customers in 3 periods".
func (r AnswersResult) String() string {
	return fmt.Sprintf("%d answers of %d customers in %d periods", r.Total().N(), r.Customers, len(r.Periods))
}

// Result returns the scores so far, by a pass over the customers.
func (a *Answers[K]) Result() AnswersResult {
	periods := make(map[int32]map[int]uint64)
	for _, s := range a.customers.All() {
		for _, x := range *s {
			if periods[x.period] == nil {
				periods[x.period] = make(map[int]uint64)
			}
			periods[x.period][int(x.score)]++
		}
	}
	r := AnswersResult{Customers: uint64(a.customers.Len())}
	calendar := a.periods()
	for _, index := range slices.Sorted(maps.Keys(periods)) {
		period := PeriodAt(int64(index), Grain(calendar.Grain()), calendar.Zone().Location())
		r.Periods = append(r.Periods, PeriodAnswers{period, scoresOf(periods[index])})
	}
	return r
}

// answers are what a customer answered, one per period, by ascending period; there is
// one at least.
type answers []answer

type answer struct {
	at     timeline.Instant
	period int32
	score  int32
}

// beats reports whether an answer counts rather than o, of the same period.
func (x answer) beats(keep Keep, o answer) bool {
	switch c := x.at.Compare(o.at); {
	case c == 0:
		return x.score < o.score
	case keep == KeepFirst:
		return c < 0
	default:
		return c > 0
	}
}

func (s *answers) add(keep Keep, x answer) {
	i := sort.Search(len(*s), func(i int) bool { return (*s)[i].period >= x.period })
	if i == len(*s) || (*s)[i].period != x.period {
		*s = slices.Insert(*s, i, x)
	} else if x.beats(keep, (*s)[i]) {
		(*s)[i] = x
	}
}

// append appends the number of answers, and of each the instant, since that of the one
// before, and the score. The calendar knows the period of an instant.
func (s *answers) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(len(*s)))
	var before timeline.Instant
	for _, x := range *s {
		b = wire.AppendInt(x.at.Append(b, before), int64(x.score))
		before = x.at
	}
	return b
}

// read reads what append wrote.
func (s *answers) read(r *wire.Reader, calendar civil.Calendar) {
	n := r.Len(3)
	if n == 0 {
		r.Fail("a customer without an answer")
	}
	var before timeline.Instant
	for i := range n {
		x := answer{at: timeline.Read(r, before)}
		score := r.Small()
		period, ok := calendar.Index(x.at.Time())
		if r.Err() == nil && (!ok || score < -math.MaxInt32 || i > 0 && period <= (*s)[i-1].period) {
			r.Fail("answer %d", i)
		}
		if r.Err() != nil {
			return
		}
		x.period, x.score = period, int32(score)
		*s = append(*s, x)
		before = x.at
	}
}

// answersMagic begins the encoding: which answer to keep, the grain, the location, then
// each customer and the answers.
const answersMagic = "asw\x01"

func (a *Answers[K]) append(b []byte) []byte {
	b = a.periods().Append(wire.AppendUint(append(b, answersMagic...), uint64(a.keep)))
	return keyed.AppendTable(b, &a.customers, (*answers).append)
}

func readAnswers[K Key](r *wire.Reader, have *Answers[K]) Answers[K] {
	r.Expect("kpi: answers", answersMagic)
	keep := r.Uint()
	if keep > uint64(KeepFirst) {
		r.Fail("keep %d", keep)
	}
	a := Answers[K]{keep: Keep(keep), calendar: civil.Read(r, have.calendar)}
	if r.Err() == nil {
		a.customers = keyed.ReadTable[K](r, func(s *answers, r *wire.Reader) { s.read(r, a.calendar) })
	}
	return a
}

// AppendBinary appends the encoding of a.
func (a *Answers[K]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Answers[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns [ErrCorrupt]. The
// time zone database must know its location.
func (a *Answers[K]) UnmarshalBinary(b []byte) error { return wire.DecodeOver(b, a, readAnswers) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Answers[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [ErrCorrupt].
func (a *Answers[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
