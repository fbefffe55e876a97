package retention

import (
	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// Participants is a streaming participation rate from identities: people who were invited
// and people who took part, in any order, each counted once however often added. People
// who took part without an invitation are counted apart, and never in the rate. The zero
// value is ready; see [kpi.Accumulator] for the laws that it keeps. The errors of its
// methods are always nil, except those of UnmarshalBinary and UnmarshalJSON.
type Participants[K kpi.Key] struct{ lists lists[K] }

// AddInvited adds a customer who was invited.
func (p *Participants[K]) AddInvited(customer K) error { return p.lists.add(customer, left) }

// AddParticipant adds a customer who took part.
func (p *Participants[K]) AddParticipant(customer K) error { return p.lists.add(customer, right) }

// AddInvitedSlice adds a column of customers who were invited.
func (p *Participants[K]) AddInvitedSlice(customers []K) error {
	return p.lists.addSlice(customers, left)
}

// AddParticipantSlice adds a column of customers who took part.
func (p *Participants[K]) AddParticipantSlice(customers []K) error {
	return p.lists.addSlice(customers, right)
}

// Merge adds the customers of o. A customer in both counts once.
func (p *Participants[K]) Merge(o *Participants[K]) error {
	return p.lists.merge(&shell.OrZero(o).lists)
}

// Empty reports whether nothing was added.
func (p *Participants[K]) Empty() bool { return p.lists.customers.Len() == 0 }

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (p *Participants[K]) Forget(customer K) error {
	p.lists.customers.Remove(customer)
	return nil
}

// Alias gives the lists of the customer from to the customer to, as if they had had
// that name all along. The error is always nil.
func (p *Participants[K]) Alias(from, to K) error {
	p.lists.customers.Rename(from, to, (*sides).merge)
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (p *Participants[K]) Clone() *Participants[K] {
	return &Participants[K]{shell.OrZero(p).lists.clone()}
}

// Result returns the counts so far, by a pass over the customers.
func (p *Participants[K]) Result() ParticipationResult {
	invited, tookPart, both := p.lists.count()
	return ParticipationResult{Participants: both, Invited: invited, Uninvited: tookPart - both}
}

// participantsMagic begins the encoding: each customer, and 1 for invited, 2
// for took part, 3 for both.
const participantsMagic = "pts\x01"

func (p *Participants[K]) append(b []byte) []byte {
	return p.lists.append(append(b, participantsMagic...))
}

func readParticipants[K kpi.Key](r *wire.Reader) Participants[K] {
	r.Expect("retention: participants", participantsMagic)
	return Participants[K]{readLists[K](r)}
}

// AppendBinary appends the encoding of p.
func (p *Participants[K]) AppendBinary(b []byte) ([]byte, error) { return p.append(b), nil }

// MarshalBinary returns the encoding of p.
func (p Participants[K]) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// UnmarshalBinary makes p the state that was encoded, or returns [kpi.ErrCorrupt].
func (p *Participants[K]) UnmarshalBinary(b []byte) error { return wire.Decode(b, p, readParticipants) }

// MarshalJSON returns the encoding of p as a string in base64.
func (p Participants[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&p) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (p *Participants[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, p) }
