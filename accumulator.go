package kpi

import (
	"database/sql/driver"
	"encoding"
	"fmt"
	"iter"
	"reflect"
)

// An Accumulator is a streaming KPI whose partial states merge. Every KPI of this
// module has one; A is its pointer type, such as
// [*github.com/customerkpi/kpi/nps.Accumulator].
//
// Beside these methods each has Result, MarshalBinary, JSON both ways, and Add (and
// AddN for input that is counted already); those with two kinds of input have a
// method for each, such as AddSpend and AddCustomers. A copy of the struct shares
// its state: copy by Clone. All keep these laws:
//
//  1. The zero value is ready, with the default configuration; another
//     configuration comes from New.
//  2. The zero value is the identity of Merge on both sides, and takes over the
//     other's configuration; nil is a no-op; unequal configurations are
//     [ErrIncompatible].
//  3. Merge is associative and commutative exactly: any partition of a stream,
//     merged in any order, has the same bytes as one pass.
//  4. Result is pure: a snapshot that changes nothing, not even what is hidden.
//  5. A failed Add, AddN, Merge or UnmarshalBinary leaves the state as it was.
//  6. Merge neither changes nor aliases its source. a.Merge(a) counts everything
//     once more, but a customer on a list stays on it once. A Clone is independent;
//     the Clone of nil is a new zero value.
//  7. UnmarshalBinary of an encoding gives an equal state, equal states have
//     equal bytes, and every release reads the encodings of older ones. The state
//     and the configuration of the receiver are replaced; only [Groups] and
//     [Series] that were made with a configuration of their own refuse another
//     one with [ErrIncompatible].
//  8. A foreign or damaged encoding is [ErrCorrupt]; memory stays within a
//     small multiple of its length.
//  9. Counters never wrap: [ErrOverflow].
//  10. Amounts with a hostile exponent are refused at the door, see
//     [CheckAmount].
//  11. Any number of goroutines may read at once while none writes: Result and
//     other queries, Clone, Merge from it, and the encodings. The tests run all of
//     them at once under the race detector.
//  12. Values and pointers encode alike, by encoding/gob and encoding/json, in
//     structs and in maps.
//  13. Where customers are keys, Forget(c) gives the bytes of one pass without c, and
//     Alias(from, to) those of one pass with the name changed; a forgotten key is in no
//     encoding. What cannot keep this returns [ErrIrreversible].
//  14. Where a state is a sum, Remove gives the bytes before the Add, and Unmerge those
//     before the Merge.
//
// Nothing else may happen during a write: use one accumulator per goroutine and
// then Merge, or a [Shared], whose readers do not wait for one another.
type Accumulator[A any] interface {
	Merge(A) error
	Clone() A
	encoding.BinaryAppender
	encoding.BinaryUnmarshaler
}

// A Key identifies a customer, a segment or a source. It is any type that is an
// integer or a string underneath. Keys are encoded, so a struct is not a Key; take
// string(id[:]) of a UUID. Encodings do not tell signed from unsigned keys: decode
// into the key type that was encoded.
type Key interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 |
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr |
		~string
}

// AddSeq adds every input of seq to an accumulator. It stops at the first
// input that is refused and returns the number of inputs added before it,
// which stay counted; the error says which input it was, counted from 0, and
// wraps its error.
func AddSeq[In any](acc interface{ Add(In) error }, seq iter.Seq[In]) (n int, err error) {
	for in := range seq {
		if err := acc.Add(in); err != nil {
			return n, fmt.Errorf("input %d: %w", n, err)
		}
		n++
	}
	return n, nil
}

// AddSeq2 is [AddSeq] for accumulators of pairs, such as (customer, product).
func AddSeq2[K, V any](acc interface{ Add(K, V) error }, seq iter.Seq2[K, V]) (n int, err error) {
	for k, v := range seq {
		if err := acc.Add(k, v); err != nil {
			return n, fmt.Errorf("input %d: %w", n, err)
		}
		n++
	}
	return n, nil
}

// AddRows is [AddSeq] for inputs whose reading may fail, such as the rows of a
// database or the lines of a file. It stops at the first error of rows too, and
// returns it like that of a refused input. So the error that ends a query early,
// Rows.Err of [database/sql], is not lost, if rows yields it last:
//
//	func scores(rows *sql.Rows) iter.Seq2[int, error] {
//		return func(yield func(int, error) bool) {
//			for rows.Next() {
//				var score int
//				if err := rows.Scan(&score); !yield(score, err) || err != nil {
//					return
//				}
//			}
//			if err := rows.Err(); err != nil {
//				yield(0, err)
//			}
//		}
//	}
func AddRows[In any](acc interface{ Add(In) error }, rows iter.Seq2[In, error]) (n int, err error) {
	for in, err := range rows {
		if err == nil {
			err = acc.Add(in)
		}
		if err != nil {
			return n, fmt.Errorf("input %d: %w", n, err)
		}
		n++
	}
	return n, nil
}

// A Column is an accumulator as a column of a database, of a type that holds bytes: BLOB,
// BYTEA, VARBINARY. It is a [driver.Valuer] and a [database/sql.Scanner] over the
// encoding of the accumulator, so that states are stored beside their day or segment, and
// merged when they are read.
//
//	_, err := db.Exec("INSERT INTO daily (day, nps) VALUES (?, ?)", day, kpi.Column[*nps.Accumulator]{V: &a})
//
//	var c kpi.Column[*nps.Accumulator]
//	err := rows.Scan(&day, &c)
//	err = total.Merge(c.V)
//
// No accumulator is NULL in both directions: V is nil in the zero value and after
// NULL was scanned. Merge takes nil as nothing, so that NULL needs no case of its
// own.
type Column[A Accumulator[A]] struct {
	V A `json:"v"`
}

// Value returns the encoding of the accumulator, or nil, which is NULL.
func (c Column[A]) Value() (driver.Value, error) {
	if v := reflect.ValueOf(c.V); !v.IsValid() || v.IsZero() {
		return nil, nil
	}
	return c.V.AppendBinary(nil)
}

// Scan makes c the accumulator of a column, which shares nothing with the one that
// c had before: one Column reads row after row, and each V may be kept. The bytes of
// another type of accumulator, and a column that holds neither bytes nor text, are
// [ErrCorrupt], and c stays as it was.
func (c *Column[A]) Scan(column any) error {
	var none A
	switch column := column.(type) {
	case nil:
		c.V = none
		return nil
	case []byte:
		return c.decode(column)
	case string: // how some drivers hand over bytes
		return c.decode([]byte(column))
	}
	return fmt.Errorf("kpi: column: %w: %T is not an encoding", ErrCorrupt, column)
}

func (c *Column[A]) decode(data []byte) error {
	var none A
	state := none.Clone()
	if err := state.UnmarshalBinary(data); err != nil {
		return err
	}
	c.V = state
	return nil
}
