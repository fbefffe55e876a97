package retention

import (
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
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

// A ResponseResult is how many were invited to a survey, and how far they came.
// Each count includes the next: answered <= started <= delivered <= invited.
// Results are comparable with ==.
type ResponseResult struct {
	Invited   uint64 `json:"invited"`
	Delivered uint64 `json:"delivered"`
	Started   uint64 `json:"started"` // answered, at least partly
	Answered  uint64 `json:"answered"`
}

// Rate returns the response rate (taux de réponse):
//
//	answered / invited        0 <= rate <= 1
//
// It belongs beside every survey KPI: those who do not answer may think
// otherwise, and no interval knows. Without an invitation it is
// kpi.ErrUndefined.
func (r ResponseResult) Rate() (kpi.Rate, error) {
	return share("response rate", "answered", r.Answered, r.Invited, "nobody invited")
}

// DeliveredRate returns the response rate of those whom the invitation reached:
//
//	answered / delivered        0 <= rate <= 1
//
// Without a delivered invitation it is kpi.ErrUndefined.
func (r ResponseResult) DeliveredRate() (kpi.Rate, error) {
	return share("response rate", "answered", r.Answered, r.Delivered, "no invitation delivered")
}

// CompletionRate returns the share of those who started that finished:
//
//	answered / started        0 <= rate <= 1
//
// Without one who started it is kpi.ErrUndefined.
func (r ResponseResult) CompletionRate() (kpi.Rate, error) {
	return share("completion rate", "answered", r.Answered, r.Started, "nobody started")
}

// FewAnswers is the number of answers below which Warning warns: that from
// which the default intervals hold what they promise, see package kpi.
const FewAnswers = 30

// Warning returns a sentence for the reader of a survey KPI where it has fewer
// than [FewAnswers] answers, and "" otherwise.
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

// Response is a streaming response rate: one outcome an Add. The zero value is
// ready; see kpi.Accumulator for the laws that it keeps. It is four counters.
type Response struct{ counts [outcomes]uint64 }

// Add counts one invitation. An outcome that is none is a *kpi.RangeError, more
// than 2^64-1 invitations are kpi.ErrOverflow; then nothing is counted.
func (r *Response) Add(outcome Outcome) error { return r.AddN(outcome, 1) }

// AddN counts n invitations of the same outcome, with the errors of Add.
func (r *Response) AddN(outcome Outcome, n uint64) error {
	if outcome >= outcomes {
		return &kpi.RangeError{Op: "retention", Name: "outcome", Value: uint8(outcome), Min: uint8(Undelivered), Max: uint8(Answered)}
	}
	if n > math.MaxUint64-r.invited() {
		return errInvitations()
	}
	r.counts[outcome] += n
	return nil
}

func (r *Response) invited() (n uint64) {
	for _, c := range r.counts {
		n += c
	}
	return n
}

// Merge adds the invitations of o.
func (r *Response) Merge(o *Response) error {
	if o == nil {
		return nil
	}
	if o.invited() > math.MaxUint64-r.invited() {
		return errInvitations()
	}
	for i, c := range o.counts {
		r.counts[i] += c
	}
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (r *Response) Clone() *Response {
	c := new(Response)
	if r != nil {
		*c = *r
	}
	return c
}

// Result returns the counts so far.
func (r *Response) Result() ResponseResult {
	started := r.counts[Answered] + r.counts[Partial]
	delivered := started + r.counts[Unanswered]
	return ResponseResult{Invited: delivered + r.counts[Undelivered], Delivered: delivered, Started: started, Answered: r.counts[Answered]}
}

// responseMagic begins the encoding: a count an outcome.
const responseMagic = "srp\x01"

// AppendBinary appends the encoding of r.
func (r *Response) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, responseMagic...)
	for _, c := range r.counts {
		b = wire.AppendUint(b, c)
	}
	return b, nil
}

// MarshalBinary returns the encoding of r.
func (r Response) MarshalBinary() ([]byte, error) { return r.AppendBinary(nil) }

// UnmarshalBinary makes r the state that was encoded, or returns
// kpi.ErrCorrupt.
func (r *Response) UnmarshalBinary(data []byte) error {
	in := wire.Open("retention: response", responseMagic, data)
	var d Response
	for o := range outcomes {
		if err := d.AddN(o, in.Uint()); err != nil && in.Err() == nil {
			in.Fail("more than 2^64-1 invitations")
		}
	}
	if err := in.Close(); err != nil {
		return err
	}
	*r = d
	return nil
}

// MarshalJSON returns the encoding of r as a string in base64.
func (r Response) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&r) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (r *Response) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("retention: response", data, r)
}
