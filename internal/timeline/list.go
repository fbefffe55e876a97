package timeline

import (
	"slices"

	"github.com/customerkpi/kpi/internal/wire"
)

// A List is what happened to one customer, ascending by Compare. An entry is an
// [Instant], or a type with an instant and more. Add keeps all entries that are equal,
// and At keeps one of them.
type List[E interface{ Compare(E) int }] []E

// Add puts an entry in its place.
func (l *List[E]) Add(e E) {
	n := len(*l)
	if n == 0 || (*l)[n-1].Compare(e) <= 0 { // most come in order
		*l = append(*l, e)
		return
	}
	i, _ := slices.BinarySearchFunc(*l, e, E.Compare)
	*l = slices.Insert(*l, i, e)
}

// At returns the entry that is equal to e, which is put in its place if there is
// none. The pointer is valid until the next entry.
func (l *List[E]) At(e E) *E {
	i, found := slices.BinarySearchFunc(*l, e, E.Compare)
	if !found {
		*l = slices.Insert(*l, i, e)
	}
	return &(*l)[i]
}

// Merge adds the entries of o, which may be those of l.
func (l *List[E]) Merge(o List[E]) {
	*l = append(*l, o...)
	slices.SortFunc(*l, E.Compare)
}

// Clone returns a copy, of entries that share nothing.
func (l List[E]) Clone() List[E] { return slices.Clone(l) }

// Append appends the number of entries, and each of them by what follows the one
// before; before the first comes the zero value.
func (l List[E]) Append(b []byte, each func(e E, b []byte, before E) []byte) []byte {
	b = wire.AppendUint(b, uint64(len(l)))
	var before E
	for _, e := range l {
		b = each(e, b, before)
		before = e
	}
	return b
}

// ReadList reads what [List.Append] wrote, of entries of size bytes or more. Entries
// that do not ascend are a fault, as are equal ones if they have to be distinct. So is
// an empty list: a customer without an entry is not in a table.
func ReadList[E interface{ Compare(E) int }](r *wire.Reader, size int, distinct bool, each func(r *wire.Reader, before E) E) List[E] {
	n := r.Len(size)
	if n == 0 {
		r.Fail("a customer without an entry")
	}
	var l List[E]
	var before E
	for i := range n {
		e := each(r, before)
		if order := before.Compare(e); i > 0 && (order > 0 || order == 0 && distinct) {
			r.Fail("entry %d out of order", i)
		}
		if r.Err() != nil {
			return nil
		}
		l = append(l, e)
		before = e
	}
	return l
}
