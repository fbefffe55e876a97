package kpi

import (
	"database/sql/driver"
	"fmt"
	"reflect"
)

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
