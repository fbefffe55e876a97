package kpi

import (
	"errors"
	"sync"
)

// Shared is an accumulator behind a lock, for the goroutines of a service: any number
// of them write, one at a time, and any number read while none writes.
//
//	var score kpi.Shared[*nps.Accumulator]
//	err := score.Update(func(a *nps.Accumulator) error { return a.Add(answer.Score) })
//	err = score.View(func(a *nps.Accumulator) error { fmt.Println(a.Result()); return nil })
//
// States that have to change together, such as a score and the [Seen] of its events, are
// fields of one struct behind a mutex of your own.
//
// The zero value holds a zero accumulator; [NewShared] takes another one. A Shared
// must not be copied after its first use.
//
// Where each Add is a few nanoseconds, the lock costs more than the Add: pass a slice to
// one Update, or keep one accumulator per goroutine and Merge it once in a while. There
// is one lock, not one per processor: a copy of the state per processor would take the
// memory of a state of customers several times, and every look would have to merge them.
type Shared[A Accumulator[A]] struct {
	mu   sync.RWMutex
	made bool // whether acc is there: A may be nil in the zero value
	acc  A
}

// NewShared returns a Shared of a clone of a.
func NewShared[A Accumulator[A]](a A) *Shared[A] {
	return &Shared[A]{made: true, acc: a.Clone()}
}

// Update lets add write to the accumulator, alone, and returns its error. What add did
// before an error stays, so that it is all or nothing where add adds one input or one
// slice. add must not keep the accumulator, nor use s.
func (s *Shared[A]) Update(add func(A) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.made {
		s.acc, s.made = s.acc.Clone(), true
	}
	return add(s.acc)
}

// View lets look read the accumulator, beside other readers, and returns its error.
// look must neither change nor keep the accumulator, nor use s. A look that takes long
// holds up the writers: let it look at a [Shared.Snapshot] instead.
func (s *Shared[A]) View(look func(A) error) error {
	s.mu.RLock()
	if s.made {
		defer s.mu.RUnlock()
		return look(s.acc)
	}
	s.mu.RUnlock()
	var none A
	return look(none.Clone())
}

// Snapshot returns a copy of the accumulator, which belongs to the caller.
func (s *Shared[A]) Snapshot() A {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.acc.Clone()
}

var errSharedJSON = errors.New("kpi: Shared has no JSON: take that of its Snapshot")

// MarshalJSON returns an error: what has JSON is a [Shared.Snapshot].
func (s *Shared[A]) MarshalJSON() ([]byte, error) { return nil, errSharedJSON }

// UnmarshalJSON returns an error, as MarshalJSON does.
func (s *Shared[A]) UnmarshalJSON([]byte) error { return errSharedJSON }
