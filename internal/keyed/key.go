// Package keyed keeps a state per customer, or whatever a key identifies.
//
// A [Table] holds the states. What needs one state calls At; what has a column of
// rows calls [Each]; what has rows one by one calls [Later], which lets the rows of
// a large table wait until there are enough of them to be worth their way into the
// cache. [Group] is for all rows of a key at once, without a state.
//
// Where rows may wait, there are two ways to look at a table:
//
//   - a writer calls At, Remove, Rename, Each or Merge, which add what waits first, or
//     Flush before it looks at all keys;
//   - a reader calls [Read], which changes nothing: it returns the table with the
//     rows in it, made of copies where necessary.
//
// Readers may therefore run in any number of goroutines at once while nobody
// writes: Get, Len, All, Sorted, Clone, Read, [AppendTable], and being the source of
// a Merge. At, Remove, Rename, Flush, Each, Later and Merge into a table need it for
// themselves.
package keyed

import (
	"reflect"

	"github.com/customerkpi/kpi/internal/wire"
)

// Key is the root package's Key.
type Key interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 |
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr |
		~string
}

// AppendKey appends the encoding of a key: a varint or a string.
func AppendKey[K Key](b []byte, k K) []byte {
	if text, ok := any(k).(string); ok { // the usual key, without reflection
		return wire.AppendBytes(b, text)
	}
	switch v := reflect.ValueOf(k); {
	case v.CanInt():
		return wire.AppendInt(b, v.Int())
	case v.CanUint():
		return wire.AppendUint(b, v.Uint())
	default:
		return wire.AppendBytes(b, v.String())
	}
}

// ReadKey reads what AppendKey wrote for the same K.
func ReadKey[K Key](r *wire.Reader) K {
	var k K
	if text, ok := any(&k).(*string); ok { // the usual key, without reflection
		*text = string(r.Bytes())
		return k
	}
	switch v := reflect.ValueOf(&k).Elem(); {
	case v.CanInt():
		i := r.Int()
		if v.OverflowInt(i) {
			r.Fail("key %d does not fit %s", i, v.Type())
			return k
		}
		v.SetInt(i)
	case v.CanUint():
		u := r.Uint()
		if v.OverflowUint(u) {
			r.Fail("key %d does not fit %s", u, v.Type())
			return k
		}
		v.SetUint(u)
	default:
		v.SetString(string(r.Bytes()))
	}
	return k
}
