package retention

import (
	"cmp"
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

var errInvitations = figure.Overflow("retention", "invitations")

// ParticipationRate returns the participation rate:
//
//	participants / invited        0 <= rate <= 1
//
// Without an invitation it is [kpi.ErrUndefined]; more participants than invited
// are a [*kpi.RangeError].
func ParticipationRate(participants, invited uint64) (kpi.Rate, error) {
	share := figure.Share{Op: "retention", Figure: "participation rate", Counted: "participants", Why: "nobody invited"}
	return share.Rate(participants, invited)
}

// A ParticipationResult is the number of people who were invited, to a survey or a
// loyalty programme, and of the invited people who took part. Results are comparable
// with ==.
type ParticipationResult struct {
	Participants uint64 `json:"participants"` // invited, and took part
	Invited      uint64 `json:"invited"`
	Uninvited    uint64 `json:"uninvited"` // took part without an invitation; see Participants
}

// N returns the number of people invited, the denominator of the rate.
func (r ParticipationResult) N() uint64 { return r.Invited }

// Rate returns the [ParticipationRate]:
//
//	participants / invited        0 <= rate <= 1
//
// Without an invitation it is [kpi.ErrUndefined].
//
// The unit is what was invited: of [Participation] an invitation, of [Participants] a
// customer. Where customers have several invitations each, the interval of the first is
// too narrow: take a [kpi.ByCustomer].
func (r ParticipationResult) Rate() (kpi.Rate, error) {
	return ParticipationRate(r.Participants, r.Invited)
}

// String returns a text like "12.50% (25 of 200 invited, 3 uninvited)".
func (r ParticipationResult) String() string {
	rate, err := r.Rate()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s%% (%d of %d invited, %d uninvited)",
		rate.Percent(2).StringFixed(2), r.Participants, r.Invited, r.Uninvited)
}

// MarshalJSON returns the fields, and value, the [ParticipationResult.Rate].
func (r ParticipationResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *ParticipationResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *ParticipationResult) json() figure.Form {
	type fields ParticipationResult
	return figure.FormOf("retention: participation", r, (*fields)(r), ParticipationResult.Rate)
}

// Participation is a streaming participation rate from counts: one invitation per
// Add. Where invitations and participants are logged separately, use
// [Participants]. The zero value is ready; see [kpi.Accumulator] for the laws that
// it keeps.
type Participation struct{ share tally.Share }

// Add counts one invitation, and whether the customer took part. More than
// 2^64-1 invitations are [kpi.ErrOverflow] and are not counted.
func (p *Participation) Add(tookPart bool) error {
	if !p.share.Add(tookPart) {
		return errInvitations
	}
	return nil
}

// AddN counts n invitations of the same outcome. More than 2^64-1 are
// [kpi.ErrOverflow], and nothing is counted.
func (p *Participation) AddN(tookPart bool, n uint64) error {
	return shell.Fits(p.share.AddN(tookPart, n), errInvitations)
}

// AddSlice counts a column of invitations, all or, with [kpi.ErrOverflow], none.
func (p *Participation) AddSlice(tookPart []bool) error {
	return shell.Fits(p.share.AddSlice(tookPart), errInvitations)
}

// Remove takes one invitation back that was counted: the state is that before it was
// added. Where none of the outcome is counted the error is [kpi.ErrRange], and nothing
// changes.
func (p *Participation) Remove(tookPart bool) error { return p.RemoveN(tookPart, 1) }

// RemoveN takes n invitations of the same outcome back, with the error of Remove.
func (p *Participation) RemoveN(tookPart bool, n uint64) error {
	var back Participation
	return cmp.Or(back.AddN(tookPart, n), p.Unmerge(&back))
}

// Unmerge takes the invitations of o back, as if they had never been added or merged, with
// the error of Remove.
func (p *Participation) Unmerge(o *Participation) error {
	return p.share.Unmerge("retention", "invitations", shell.OrZero(o).share)
}

// Merge adds the invitations of o.
func (p *Participation) Merge(o *Participation) error {
	return shell.Fits(p.share.Merge(shell.OrZero(o).share), errInvitations)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (p *Participation) Clone() *Participation { return shell.Clone(p) }

// Result returns the counts so far.
func (p *Participation) Result() ParticipationResult {
	return ParticipationResult{Participants: p.share.Hits, Invited: p.share.Total}
}

// participationMagic begins the encoding: participants, then invited.
const participationMagic = "par\x01"

func (p *Participation) append(b []byte) []byte {
	return p.share.Append(append(b, participationMagic...))
}

func readParticipation(r *wire.Reader) Participation {
	r.Expect("retention: participation", participationMagic)
	return Participation{tally.ReadShare(r)}
}

// AppendBinary appends the encoding of p.
func (p *Participation) AppendBinary(b []byte) ([]byte, error) { return p.append(b), nil }

// MarshalBinary returns the encoding of p.
func (p Participation) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// UnmarshalBinary makes p the state that was encoded, or returns [kpi.ErrCorrupt].
func (p *Participation) UnmarshalBinary(b []byte) error { return wire.Decode(b, p, readParticipation) }

// MarshalJSON returns the encoding of p as a string in base64.
func (p Participation) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&p) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (p *Participation) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, p) }
