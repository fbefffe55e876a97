// Package keyed keeps a state per customer, or whatever a key identifies.
//
// A [Table] holds the states. Rows of a large table that come one by one may wait in
// a [Queue], and a [Stream] is a table with its queue. So there are two ways to look
// at a table with rows that wait:
//
//   - who adds rows, or merges into the table, calls Flush first, which adds those
//     that wait;
//   - who reads calls View, which changes nothing: the [View] has copies of the
//     states that rows wait for, with the rows added.
//
// Readers may therefore run in any number of goroutines at once while nobody adds:
// Get, Len, All, Sorted, View, Clone, IsEmpty, [AppendTable], and being the source of
// a Merge. At, Add, Flush, Each and Merge into a table need it for themselves.
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
	switch v := reflect.ValueOf(&k).Elem(); {
	case v.CanInt():
		i := r.Int()
		if v.OverflowInt(i) {
			r.Fail("key %d is no %s", i, v.Type())
			return k
		}
		v.SetInt(i)
	case v.CanUint():
		u := r.Uint()
		if v.OverflowUint(u) {
			r.Fail("key %d is no %s", u, v.Type())
			return k
		}
		v.SetUint(u)
	default:
		v.SetString(string(r.Bytes()))
	}
	return k
}
