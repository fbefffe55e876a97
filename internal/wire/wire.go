// Package wire is the encoding that every accumulator of this module shares.
//
// An encoding is a 4-byte magic (three letters that name the type and a
// version byte) followed by the fields:
//
//	uint    unsigned varint, shortest form only
//	bool    uint 0 or 1
//	int     zigzag varint, shortest form only
//	bytes   uint length, then the bytes
//	big     int sign (-1, 0, 1), then bytes, big-endian magnitude without leading zeros
//	float   8 bytes, IEEE 754, big-endian; never NaN
//
// It is canonical: a value has exactly one encoding, so equal states have
// equal bytes, and a reader refuses every other form of the same value.
// It is bounded: a reader never allocates more than a small multiple of the
// input's length, whatever lengths the input claims.
package wire

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/bits"
)

// ErrCorrupt is the root package's ErrCorrupt.
var ErrCorrupt = errors.New("corrupt encoding")

// MagicLen is the length of a magic.
const MagicLen = 4

// AppendUint appends v.
func AppendUint(b []byte, v uint64) []byte { return binary.AppendUvarint(b, v) }

// AppendInt appends v.
func AppendInt(b []byte, v int64) []byte { return binary.AppendVarint(b, v) }

// AppendBool appends 1 for true, 0 for false.
func AppendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 1)
	}
	return append(b, 0)
}

// AppendBytes appends a length and the bytes of v.
func AppendBytes[T []byte | string](b []byte, v T) []byte {
	b = AppendUint(b, uint64(len(v)))
	return append(b, v...)
}

// AppendBig appends v.
func AppendBig(b []byte, v *big.Int) []byte {
	b = AppendInt(b, int64(v.Sign()))
	return AppendBytes(b, v.Bytes())
}

// AppendShort is AppendBig for an integer of 64 bits, without one of package big.
func AppendShort(b []byte, v int64) []byte {
	size := (bits.Len64(magnitude(v)) + 7) / 8
	b = AppendUint(AppendInt(b, int64(cmp.Compare(v, 0))), uint64(size))
	for i := size - 1; i >= 0; i-- {
		b = append(b, byte(magnitude(v)>>(8*i)))
	}
	return b
}

// magnitude returns |v|, which an int64 does not always hold.
func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

// Reader reads the fields of one encoding. The first fault sticks: from then
// on every read returns a zero value and Close returns the fault, so that a
// decoder reads all its fields first and checks once.
type Reader struct {
	op  string
	b   []byte
	err error
}

// Open starts reading data, as [Reader.Expect] does.
func Open(op, magic string, data []byte) *Reader {
	r := &Reader{b: data}
	r.Expect(op, magic)
	return r
}

// Expect begins a state: its encoding begins with the magic of its type, and op, such
// as "nps", is the prefix of the error texts.
func (r *Reader) Expect(op, magic string) {
	r.op = op
	if got := r.take(len(magic)); r.err == nil && string(got) != magic {
		r.Fail("magic %q, want %q", got, magic)
	}
}

// Decode makes into the state that read reads, which has to be all of data; with an
// error into stays as it was. A type's UnmarshalBinary is one call of it.
func Decode[T any](data []byte, into *T, read func(*Reader) T) error {
	return DecodeOver(data, into, func(r *Reader, _ *T) T { return read(r) })
}

// DecodeOver is [Decode] for a read that looks at the state it replaces: a location
// that is the same is not loaded again.
func DecodeOver[T any](data []byte, into *T, read func(r *Reader, have *T) T) error {
	r := &Reader{b: data}
	state := read(r, into)
	if err := r.Close(); err != nil {
		return err
	}
	*into = state
	return nil
}

// Fail records a fault that the decoder itself found.
func (r *Reader) Fail(format string, args ...any) {
	r.Refuse(fmt.Errorf("%s: %w: %s", r.op, ErrCorrupt, fmt.Sprintf(format, args...)))
}

// Refuse records the error of a state that is not damaged, but not wanted either, as
// it is.
func (r *Reader) Refuse(err error) {
	if r.err == nil {
		r.err = err
	}
	r.b = nil
}

// Err returns the first fault so far.
func (r *Reader) Err() error { return r.err }

// Left returns the number of bytes that were not read yet.
func (r *Reader) Left() int { return len(r.b) }

// Close returns the first fault, or a fault if bytes are left over.
func (r *Reader) Close() error {
	if len(r.b) > 0 {
		r.Fail("%d trailing bytes", len(r.b))
	}
	return r.err
}

// Len reads the number of elements that follow, each of at least size bytes,
// and refuses a number that the rest of the input cannot hold. So a slice of
// that length may be allocated.
func (r *Reader) Len(size int) int {
	n := r.Uint()
	if n > uint64(len(r.b)/max(size, 1)) {
		r.Fail("%d elements in %d bytes", n, len(r.b))
		return 0
	}
	return int(n)
}

// Uint reads what AppendUint wrote.
func (r *Reader) Uint() uint64 {
	v, n := binary.Uvarint(r.b)
	if !r.varint(n) {
		return 0
	}
	return v
}

// Int reads what AppendInt wrote.
func (r *Reader) Int() int64 {
	v, n := binary.Varint(r.b)
	if !r.varint(n) {
		return 0
	}
	return v
}

// Small reads what AppendInt wrote, of at most 32 bits: a setting, not a count.
func (r *Reader) Small() int {
	v := r.Int()
	if v != int64(int32(v)) {
		r.Fail("number %d of more than 32 bits", v)
		return 0
	}
	return int(v)
}

// Bool reads what AppendBool wrote.
func (r *Reader) Bool() bool {
	v := r.Uint()
	if v > 1 {
		r.Fail("flag %d", v)
	}
	return v == 1
}

// varint takes the n bytes of a varint off the input. A last byte of zero is
// a longer form of a shorter varint.
func (r *Reader) varint(n int) bool {
	if n <= 0 || n > 1 && r.b[n-1] == 0 {
		r.Fail("bad number")
		return false
	}
	r.b = r.b[n:]
	return true
}

// Bytes reads what AppendBytes wrote. The result aliases the input.
func (r *Reader) Bytes() []byte { return r.take(r.Len(1)) }

// Big reads what AppendBig wrote.
func (r *Reader) Big() *big.Int {
	sign, mag := r.Int(), r.Bytes()
	v := new(big.Int).SetBytes(mag)
	if sign < 0 {
		v.Neg(v)
	}
	if int64(v.Sign()) != sign || len(mag) > 0 && mag[0] == 0 {
		r.Fail("bad big number")
		return new(big.Int)
	}
	return v
}

// Short reads what AppendBig wrote of an integer below 2^63 in magnitude, without one of
// package big. Whatever else comes it leaves for Big, and returns false.
func (r *Reader) Short() (int64, bool) {
	// The sign is one byte, 0, 1 or 2 for 0, -1 and 1, and so is the length.
	if len(r.b) < 2 || r.b[0] > 2 || r.b[1] > 8 || len(r.b) < 2+int(r.b[1]) {
		return 0, false
	}
	size := int(r.b[1])
	var v uint64
	for _, digit := range r.b[2 : 2+size] {
		v = v<<8 | uint64(digit)
	}
	if v > math.MaxInt64 || size != (bits.Len64(v)+7)/8 || (v == 0) != (r.b[0] == 0) {
		return 0, false
	}
	negative := r.b[0] == 1
	r.b = r.b[2+size:]
	if negative {
		return -int64(v), true
	}
	return int64(v), true
}

// take takes n bytes off the input.
func (r *Reader) take(n int) []byte {
	if n > len(r.b) {
		r.Fail("truncated")
		return nil
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b
}
