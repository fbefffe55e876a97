package tally

import (
	"math"

	"github.com/customerkpi/kpi/internal/wire"
)

// Share counts things, and how many of them hit: the state behind the rates that
// are fed one thing at a time. The zero value is empty.
type Share struct{ Hits, Total uint64 }

// Add counts one thing; it is false and counts nothing on overflow. The compiler
// inlines it.
func (s *Share) Add(hit bool) bool {
	if s.Total == math.MaxUint64 {
		return false
	}
	s.Total++
	if hit {
		s.Hits++
	}
	return true
}

// AddN counts n things; it is false and counts nothing on overflow.
func (s *Share) AddN(hit bool, n uint64) bool {
	if n > math.MaxUint64-s.Total {
		return false
	}
	s.Total += n
	if hit {
		s.Hits += n
	}
	return true
}

// AddSlice counts a column, all or none: it is false on overflow.
func (s *Share) AddSlice(hits []bool) bool {
	if uint64(len(hits)) > math.MaxUint64-s.Total {
		return false
	}
	for _, hit := range hits {
		s.Add(hit)
	}
	return true
}

// Merge adds the counts of o; it is false and adds nothing on overflow.
func (s *Share) Merge(o Share) bool {
	if o.Total > math.MaxUint64-s.Total {
		return false
	}
	s.Hits += o.Hits
	s.Total += o.Total
	return true
}

// Unmerge takes the counts of o out again, or nothing where they are not there, which is
// kpi.ErrRange; counted says in the error what they are.
func (s *Share) Unmerge(op, counted string, o Share) error {
	mine, theirs := []uint64{s.Hits, s.Total - s.Hits}, []uint64{o.Hits, o.Total - o.Hits}
	if err := TakeCounts(op, counted, mine, theirs); err != nil {
		return err
	}
	*s = Share{mine[0], s.Total - o.Total}
	return nil
}

// Append appends the two counts.
func (s Share) Append(b []byte) []byte {
	return wire.AppendUint(wire.AppendUint(b, s.Hits), s.Total)
}

// ReadShare reads what [Share.Append] wrote.
func ReadShare(r *wire.Reader) Share {
	s := Share{Hits: r.Uint(), Total: r.Uint()}
	if s.Hits > s.Total {
		r.Fail("%d of %d", s.Hits, s.Total)
	}
	return s
}
