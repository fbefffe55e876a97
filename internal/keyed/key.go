// Package keyed keeps a state a customer, or whatever a key identifies.
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
