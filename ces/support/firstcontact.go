package support

import (
	"cmp"
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

var errRequests = figure.Overflow("support", "requests")

// FirstContactRate returns the first contact resolution (FCR):
//
//	resolved / requests        0 <= rate <= 1
//
// Without a request it is [kpi.ErrUndefined]; more resolved requests than requests
// are a [*kpi.RangeError].
func FirstContactRate(resolved, requests uint64) (kpi.Rate, error) {
	return figure.Share{Op: "support", Figure: "first contact resolution", Counted: "resolved requests", Why: "no request"}.Rate(resolved, requests)
}

// A Request says what became of a customer's request.
type Request struct {
	Contacts   int  `json:"contacts"`     // contacts that it took so far, transfers too; at least 1
	Resolved   bool `json:"resolved"`     // the customer has what they asked for
	Reopened   bool `json:"reopened"`     // the customer came back with it after it was resolved
	OutOfScope bool `json:"out_of_scope"` // cannot be resolved at the first contact, whoever takes it
}

// FirstContact reports whether the request was resolved at the first contact:
// with one contact, and not reopened.
func (r Request) FirstContact() bool { return r.Resolved && !r.Reopened && r.Contacts == 1 }

// A FirstContactResult is the number of requests by what became of them.
// Results are comparable with ==.
type FirstContactResult struct {
	Resolved   uint64 `json:"resolved"`     // in scope, at the first contact
	InScope    uint64 `json:"in_scope"`     // all that could have been
	OutOfScope uint64 `json:"out_of_scope"` // counted apart
}

// N returns the number of requests in scope, the denominator of Rate.
func (r FirstContactResult) N() uint64 { return r.InScope }

// Rate returns the first contact resolution of the requests in scope ("net"):
//
//	resolved / in scope        0 <= rate <= 1
//
// Without a request in scope it is [kpi.ErrUndefined].
//
// The unit is the request. Where customers have several each, which are alike, the
// interval is too narrow: take a [kpi.ByCustomer].
func (r FirstContactResult) Rate() (kpi.Rate, error) { return FirstContactRate(r.Resolved, r.InScope) }

// Gross returns the first contact resolution of all requests:
//
//	resolved / (in scope + out of scope)        0 <= rate <= 1
//
// Without a request it is [kpi.ErrUndefined].
func (r FirstContactResult) Gross() (kpi.Rate, error) {
	if r.OutOfScope > math.MaxUint64-r.InScope {
		return kpi.Rate{}, errRequests
	}
	return FirstContactRate(r.Resolved, r.InScope+r.OutOfScope)
}

// String returns a text like "80.00% (40 resolved of 50, 3 out of scope)".
func (r FirstContactResult) String() string {
	rate, err := r.Rate()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s%% (%d resolved of %d, %d out of scope)", rate.Percent(2).StringFixed(2), r.Resolved, r.InScope, r.OutOfScope)
}

// MarshalJSON returns the fields, and value, the [FirstContactResult.Rate].
func (r FirstContactResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *FirstContactResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *FirstContactResult) json() figure.Form {
	type fields FirstContactResult
	return figure.FormOf("support: first contact", r, (*fields)(r), FirstContactResult.Rate)
}

// FirstContact is a streaming first contact resolution: one request per Add.
// The zero value is ready; see [kpi.Accumulator] for the laws that it keeps.
type FirstContact struct{ counts [outcomes]uint64 }

// The counts, by outcome.
const (
	resolved = iota
	unresolved
	outOfScope
	outcomes
)

// Add counts one request. Fewer than one contact is a [*kpi.RangeError], more than
// 2^64-1 requests are [kpi.ErrOverflow], and the request is not counted.
func (a *FirstContact) Add(r Request) error { return a.AddN(r, 1) }

// AddN counts n requests of the same outcome. Its errors are those of Add, and
// then nothing is counted.
func (a *FirstContact) AddN(r Request, n uint64) error {
	if r.Contacts < 1 {
		return &kpi.RangeError{Op: "support", Name: "contacts", Value: r.Contacts, Min: 1}
	}
	if n > math.MaxUint64-a.requests() {
		return errRequests
	}
	switch {
	case r.OutOfScope:
		a.counts[outOfScope] += n
	case r.FirstContact():
		a.counts[resolved] += n
	default:
		a.counts[unresolved] += n
	}
	return nil
}

// AddSlice counts requests, all or, with the error of the first refused one, none.
func (a *FirstContact) AddSlice(requests []Request) error {
	sum := *a
	for i, r := range requests {
		if err := sum.Add(r); err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
	}
	*a = sum
	return nil
}

func (a *FirstContact) requests() uint64 { return tally.Total(a.counts[:]) }

// Remove takes one request back that was counted: the state is that before it was added.
// Where none of the outcome is counted the error is [kpi.ErrRange], and nothing changes.
func (a *FirstContact) Remove(r Request) error { return a.RemoveN(r, 1) }

// RemoveN takes n requests of the same outcome back, with the errors of Add and Remove.
func (a *FirstContact) RemoveN(r Request, n uint64) error {
	var back FirstContact
	return cmp.Or(back.AddN(r, n), a.Unmerge(&back))
}

// Unmerge takes the requests of o back, as if they had never been added or merged, with the
// error of Remove.
func (a *FirstContact) Unmerge(o *FirstContact) error {
	return tally.TakeCounts("support", "requests", a.counts[:], shell.OrZero(o).counts[:])
}

// Merge adds the requests of o.
func (a *FirstContact) Merge(o *FirstContact) error {
	return shell.Fits(tally.AddCounts(a.counts[:], shell.OrZero(o).counts[:]), errRequests)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *FirstContact) Clone() *FirstContact { return shell.Clone(a) }

// Result returns the counts so far.
func (a *FirstContact) Result() FirstContactResult {
	return FirstContactResult{Resolved: a.counts[resolved], InScope: a.counts[resolved] + a.counts[unresolved], OutOfScope: a.counts[outOfScope]}
}

// firstContactMagic begins the encoding: resolved, in scope, out of scope.
const firstContactMagic = "fcr\x01"

func (a *FirstContact) append(b []byte) []byte {
	r := a.Result()
	return tally.AppendCounts(append(b, firstContactMagic...), []uint64{r.Resolved, r.InScope, r.OutOfScope})
}

func readFirstContact(r *wire.Reader) FirstContact {
	r.Expect("support: first contact", firstContactMagic)
	first, inScope, out := r.Uint(), r.Uint(), r.Uint()
	if first > inScope || out > math.MaxUint64-inScope {
		r.Fail("%d resolved of %d, %d out of scope", first, inScope, out)
	}
	return FirstContact{[outcomes]uint64{first, inScope - first, out}}
}

// AppendBinary appends the encoding of a.
func (a *FirstContact) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a FirstContact) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *FirstContact) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readFirstContact) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a FirstContact) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *FirstContact) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
