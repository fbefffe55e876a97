package retention

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

// An Outcome is what became of one invitation to a survey.
type Outcome uint8

// The outcomes, from worst to best.
const (
	Undelivered Outcome = iota // it did not arrive
	Unanswered                 // it arrived, and nothing came back
	Partial                    // some questions were answered
	Answered                   // all were
	outcomes
)

// String returns a word like "answered".
func (o Outcome) String() string {
	if o < outcomes {
		return [outcomes]string{"undelivered", "unanswered", "partial", "answered"}[o]
	}
	return fmt.Sprintf("Outcome(%d)", uint8(o))
}

// A ResponseResult is how many people were invited to a survey, and how far they
// came. Each count includes the next: answered <= started <= delivered <= invited.
// Results are comparable with ==.
type ResponseResult struct {
	Invited   uint64 `json:"invited"`
	Delivered uint64 `json:"delivered"`
	Started   uint64 `json:"started"` // answered, at least partly
	Answered  uint64 `json:"answered"`
}

// N returns the number of people invited.
func (r ResponseResult) N() uint64 { return r.Invited }

// Rate returns the response rate:
//
//	answered / invited        0 <= rate <= 1
//
// It belongs beside every survey KPI: those who do not answer may think otherwise, and no
// interval covers that (nonresponse bias). Without an invitation it is
// [kpi.ErrUndefined].
//
// The unit is the invitation. Where customers have several each, the interval is too
// narrow: take a [kpi.ByCustomer].
func (r ResponseResult) Rate() (kpi.Rate, error) {
	return response("response rate", "nobody invited").Rate(r.Answered, r.Invited)
}

// DeliveredRate returns the response rate of those whom the invitation reached:
//
//	answered / delivered        0 <= rate <= 1
//
// Without a delivered invitation it is [kpi.ErrUndefined].
func (r ResponseResult) DeliveredRate() (kpi.Rate, error) {
	return response("response rate", "no invitation delivered").Rate(r.Answered, r.Delivered)
}

// CompletionRate returns the share of those who started who also finished:
//
//	answered / started        0 <= rate <= 1
//
// If nobody started it is [kpi.ErrUndefined].
func (r ResponseResult) CompletionRate() (kpi.Rate, error) {
	return response("completion rate", "nobody started").Rate(r.Answered, r.Started)
}

// response words the errors of a share of those who answered.
func response(rate, why string) figure.Share {
	return figure.Share{Op: "retention", Figure: rate, Counted: "answered", Why: why}
}

// FewAnswers is the number of answers below which Warning warns. With that many or more,
// the default intervals of package kpi hold what they promise.
const FewAnswers = 30

// Warning returns a sentence for the reader of a survey KPI where it has fewer than
// [FewAnswers] answers, and "" otherwise.
func (r ResponseResult) Warning() string {
	if r.Answered >= FewAnswers {
		return ""
	}
	return fmt.Sprintf("only %d answers of %d invited, fewer than %d: read the interval, not the figure", r.Answered, r.Invited, FewAnswers)
}

// String returns a text like
// "25.00% (200 invited, 190 delivered, 60 started, 50 answered)".
func (r ResponseResult) String() string {
	rate, err := r.Rate()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s%% (%d invited, %d delivered, %d started, %d answered)",
		rate.Percent(2).StringFixed(2), r.Invited, r.Delivered, r.Started, r.Answered)
}

// MarshalJSON returns the fields, and value, the [ResponseResult.Rate].
func (r ResponseResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *ResponseResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *ResponseResult) json() figure.Form {
	type fields ResponseResult
	return figure.FormOf("retention: response", r, (*fields)(r), ResponseResult.Rate)
}

// Response is a streaming response rate: one outcome per Add. It is four counters.
// The zero value is ready; see [kpi.Accumulator] for the laws that it keeps.
type Response struct{ counts [outcomes]uint64 }

// Add counts one invitation. An unknown outcome is a [*kpi.RangeError], more than
// 2^64-1 invitations are [kpi.ErrOverflow], and the invitation is not counted.
func (r *Response) Add(outcome Outcome) error { return r.AddN(outcome, 1) }

// AddN counts n invitations of the same outcome, with the errors of Add.
func (r *Response) AddN(outcome Outcome, n uint64) error {
	if outcome >= outcomes {
		return &kpi.RangeError{Op: "retention", Name: "outcome", Value: uint8(outcome), Min: uint8(Undelivered), Max: uint8(Answered)}
	}
	if n > math.MaxUint64-r.invited() {
		return errInvitations
	}
	r.counts[outcome] += n
	return nil
}

func (r *Response) invited() (n uint64) { return tally.Total(r.counts[:]) }

// Remove takes one invitation back that was counted: the state is that before it was
// added. Where none of the outcome is counted the error is [kpi.ErrRange], and nothing
// changes.
func (r *Response) Remove(outcome Outcome) error { return r.RemoveN(outcome, 1) }

// RemoveN takes n invitations of the same outcome back, with the errors of Add and Remove.
func (r *Response) RemoveN(outcome Outcome, n uint64) error {
	var back Response
	return cmp.Or(back.AddN(outcome, n), r.Unmerge(&back))
}

// Unmerge takes the invitations of o back, as if they had never been added or merged, with
// the error of Remove.
func (r *Response) Unmerge(o *Response) error {
	return tally.TakeCounts("retention", "invitations", r.counts[:], shell.OrZero(o).counts[:])
}

// Merge adds the invitations of o.
func (r *Response) Merge(o *Response) error {
	return shell.Fits(tally.AddCounts(r.counts[:], shell.OrZero(o).counts[:]), errInvitations)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (r *Response) Clone() *Response { return shell.Clone(r) }

// Result returns the counts so far.
func (r *Response) Result() ResponseResult {
	started := r.counts[Answered] + r.counts[Partial]
	delivered := started + r.counts[Unanswered]
	return ResponseResult{Invited: delivered + r.counts[Undelivered], Delivered: delivered, Started: started, Answered: r.counts[Answered]}
}

// responseMagic begins the encoding: one count per outcome.
const responseMagic = "srp\x01"

func (r *Response) append(b []byte) []byte {
	return tally.AppendCounts(append(b, responseMagic...), r.counts[:])
}

func readResponse(in *wire.Reader) (r Response) {
	in.Expect("retention: response", responseMagic)
	tally.ReadCounts(in, "invitations", r.counts[:])
	return r
}

// AppendBinary appends the encoding of r.
func (r *Response) AppendBinary(b []byte) ([]byte, error) { return r.append(b), nil }

// MarshalBinary returns the encoding of r.
func (r Response) MarshalBinary() ([]byte, error) { return r.AppendBinary(nil) }

// UnmarshalBinary makes r the state that was encoded, or returns [kpi.ErrCorrupt].
func (r *Response) UnmarshalBinary(b []byte) error { return wire.Decode(b, r, readResponse) }

// MarshalJSON returns the encoding of r as a string in base64.
func (r Response) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&r) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *Response) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, r) }
