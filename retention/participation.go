package retention

import (
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// ParticipationRate returns the participation rate (taux de participation):
//
//	participants / invited        0 <= rate <= 1
//
// Without an invitation it is kpi.ErrUndefined; more participants than invited
// are a *kpi.RangeError.
func ParticipationRate(participants, invited uint64) (kpi.Rate, error) {
	return share("participation rate", "participants", participants, invited, "nobody invited")
}

// A ParticipationResult is the number of people who were invited, to a survey
// or a loyalty programme, and of those of them who took part. Results are
// comparable with ==.
type ParticipationResult struct {
	Participants uint64 `json:"participants"` // invited, and took part
	Invited      uint64 `json:"invited"`
	Uninvited    uint64 `json:"uninvited"` // took part without an invitation; see Participants
}

// Rate returns the [ParticipationRate]:
//
//	participants / invited        0 <= rate <= 1
//
// Without an invitation it is kpi.ErrUndefined.
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

// Participation is a streaming participation rate from counts: one invitation
// an Add. Where invitations and participants come apart, use [Participants].
// The zero value is ready; see kpi.Accumulator for the laws that it keeps.
type Participation struct{ share tally.Share }

// Add counts one invitation, and whether the invited took part. More than
// 2^64-1 invitations are kpi.ErrOverflow and are not counted.
func (p *Participation) Add(tookPart bool) error { return p.AddN(tookPart, 1) }

// AddN counts n invitations of the same outcome. More than 2^64-1 are
// kpi.ErrOverflow, and nothing is counted.
func (p *Participation) AddN(tookPart bool, n uint64) error {
	if !p.share.AddN(tookPart, n) {
		return errInvitations()
	}
	return nil
}

// AddSlice counts a column of invitations, all or, with kpi.ErrOverflow, none.
func (p *Participation) AddSlice(tookPart []bool) error {
	if uint64(len(tookPart)) > math.MaxUint64-p.share.Total {
		return errInvitations()
	}
	for _, hit := range tookPart {
		p.share.AddN(hit, 1)
	}
	return nil
}

func errInvitations() error { return fmt.Errorf("retention: invitations %w", kpi.ErrOverflow) }

// Merge adds the invitations of o.
func (p *Participation) Merge(o *Participation) error {
	if o == nil {
		return nil
	}
	if !p.share.Merge(o.share) {
		return errInvitations()
	}
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (p *Participation) Clone() *Participation {
	c := new(Participation)
	if p != nil {
		*c = *p
	}
	return c
}

// Result returns the counts so far.
func (p *Participation) Result() ParticipationResult {
	return ParticipationResult{Participants: p.share.Hits, Invited: p.share.Total}
}

// participationMagic begins the encoding: participants, then invited.
const participationMagic = "par\x01"

// AppendBinary appends the encoding of p.
func (p *Participation) AppendBinary(b []byte) ([]byte, error) {
	return p.share.Append(append(b, participationMagic...)), nil
}

// MarshalBinary returns the encoding of p.
func (p Participation) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// UnmarshalBinary makes p the state that was encoded, or returns
// kpi.ErrCorrupt.
func (p *Participation) UnmarshalBinary(data []byte) error {
	return wire.Decode("retention: participation", participationMagic, data, &p.share, tally.ReadShare)
}

// MarshalJSON returns the encoding of p as a string in base64.
func (p Participation) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&p) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (p *Participation) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("retention: participation", data, p)
}
