package retention

import (
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// RetentionRate returns the retention rate of a period from counts that are kept
// anyway: the customers at its start and at its end, and those won within it who are
// still there at the end:
//
//	(end - won) / start        0 <= rate <= 1
//
// Without a customer at the start it is [kpi.ErrUndefined]. More won than there are at
// the end is a [*kpi.RangeError]. So are more of the others than there were at the
// start, because then some of those won are missing in the count.
func RetentionRate(start, end, won uint64) (kpi.Rate, error) {
	if won > end {
		return kpi.Rate{}, figure.Outside("retention", "customers won", won, end)
	}
	return retentionRate(end-won, start, "no customer at the start")
}

// retentionRate returns retained / before; why says why there is none.
func retentionRate(retained, before uint64, why string) (kpi.Rate, error) {
	return figure.Share{Op: "retention", Figure: "rate", Counted: "customers retained", Why: why}.Rate(retained, before)
}

// A ReturningResult is the number of customers of one period, of another one, and of
// both. Results are comparable with ==.
type ReturningResult struct {
	Before   uint64 `json:"before"`   // customers of the period before
	After    uint64 `json:"after"`    // customers of the period after
	Retained uint64 `json:"retained"` // customers of both
}

// N returns the number of customers before, the denominator of the rate.
func (r ReturningResult) N() uint64 { return r.Before }

// Rate returns the retention rate:
//
//	retained / before        0 <= rate <= 1
//
// Without a customer before it is [kpi.ErrUndefined].
func (r ReturningResult) Rate() (kpi.Rate, error) {
	return retentionRate(r.Retained, r.Before, "no customer before")
}

// Lost returns the number of customers before who did not come back:
//
//	before - retained        0 for a result with more retained than before
func (r ReturningResult) Lost() uint64 { return r.Before - min(r.Retained, r.Before) }

// New returns the number of customers after who were not there before:
//
//	after - retained        0 for a result with more retained than after
func (r ReturningResult) New() uint64 { return r.After - min(r.Retained, r.After) }

// String returns a text like "75.00% (3 of 4 retained, 1 lost, 2 new)".
func (r ReturningResult) String() string {
	rate, err := r.Rate()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s%% (%d of %d retained, %d lost, %d new)",
		rate.Percent(2).StringFixed(2), r.Retained, r.Before, r.Lost(), r.New())
}

// MarshalJSON returns the fields, and value, the [ReturningResult.Rate].
func (r ReturningResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *ReturningResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *ReturningResult) json() figure.Form {
	type fields ReturningResult
	return figure.FormOf("retention: returning", r, (*fields)(r), ReturningResult.Rate)
}

// Returning is a streaming retention rate from identities: which customers of
// one period came back in another. Each customer counts once per period, however often
// added. For every period in turn, use [Activity]. The zero value is ready; see
// [kpi.Accumulator] for the laws that it keeps. Only UnmarshalBinary and UnmarshalJSON
// return errors; those of the other methods are always nil.
type Returning[K kpi.Key] struct{ lists lists[K] }

// AddBefore adds a customer of the period before.
func (a *Returning[K]) AddBefore(customer K) error { return a.lists.add(customer, left) }

// AddAfter adds a customer of the period after.
func (a *Returning[K]) AddAfter(customer K) error { return a.lists.add(customer, right) }

// AddBeforeSlice adds a column of customers of the period before.
func (a *Returning[K]) AddBeforeSlice(customers []K) error { return a.lists.addSlice(customers, left) }

// AddAfterSlice adds a column of customers of the period after.
func (a *Returning[K]) AddAfterSlice(customers []K) error { return a.lists.addSlice(customers, right) }

// Merge adds the customers of o. A customer in both counts once.
func (a *Returning[K]) Merge(o *Returning[K]) error { return a.lists.merge(&shell.OrZero(o).lists) }

// Empty reports whether nothing was added.
func (a *Returning[K]) Empty() bool { return a.lists.customers.Len() == 0 }

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (a *Returning[K]) Forget(customer K) error {
	a.lists.customers.Remove(customer)
	return nil
}

// Alias gives the lists of the customer from to the customer to, as if they had had
// that name all along. The error is always nil.
func (a *Returning[K]) Alias(from, to K) error {
	a.lists.customers.Rename(from, to, (*sides).merge)
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Returning[K]) Clone() *Returning[K] { return &Returning[K]{shell.OrZero(a).lists.clone()} }

// Result returns the counts so far, by a pass over the customers.
func (a *Returning[K]) Result() ReturningResult {
	before, after, retained := a.lists.count()
	return ReturningResult{Before: before, After: after, Retained: retained}
}

// returningMagic begins the encoding: each customer, and 1 for before, 2 for
// after, 3 for both.
const returningMagic = "ret\x01"

func (a *Returning[K]) append(b []byte) []byte {
	return a.lists.append(append(b, returningMagic...))
}

func readReturning[K kpi.Key](r *wire.Reader) Returning[K] {
	r.Expect("retention: returning", returningMagic)
	return Returning[K]{readLists[K](r)}
}

// AppendBinary appends the encoding of a.
func (a *Returning[K]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Returning[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns [kpi.ErrCorrupt].
func (a *Returning[K]) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readReturning) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Returning[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Returning[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
