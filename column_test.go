package kpi_test

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/nps"
)

var (
	_ driver.Valuer = kpi.Column[*nps.Accumulator]{}
	_ sql.Scanner   = (*kpi.Column[*nps.Accumulator])(nil)
)

// A table is a database of one table with one column: what is executed goes in, and
// a query gives all of it back. It hands over one buffer for every row, which it
// overwrites, as drivers may.
type table struct{ rows []driver.Value }

func (t *table) Connect(context.Context) (driver.Conn, error) { return conn{t}, nil }
func (t *table) Driver() driver.Driver                        { return nil }

type conn struct{ *table }

func (c conn) Prepare(string) (driver.Stmt, error) { return stmt(c), nil }
func (c conn) Close() error                        { return nil }
func (c conn) Begin() (driver.Tx, error)           { return nil, errors.ErrUnsupported }

type stmt struct{ *table }

func (s stmt) Close() error  { return nil }
func (s stmt) NumInput() int { return -1 }

func (s stmt) Exec(args []driver.Value) (driver.Result, error) {
	s.rows = append(s.rows, args...)
	return driver.RowsAffected(len(args)), nil
}

func (s stmt) Query([]driver.Value) (driver.Rows, error) {
	return &cursor{left: s.rows, buffer: make([]byte, 1000)}, nil
}

type cursor struct {
	left   []driver.Value
	buffer []byte
}

func (c *cursor) Columns() []string { return []string{"state"} }
func (c *cursor) Close() error      { return nil }

func (c *cursor) Next(dest []driver.Value) error {
	if len(c.left) == 0 {
		return io.EOF
	}
	dest[0], c.left = c.left[0], c.left[1:]
	if b, ok := dest[0].([]byte); ok {
		clear(c.buffer)
		dest[0] = c.buffer[:copy(c.buffer, b)]
	}
	return nil
}

func fedNPS(t testing.TB, scores ...int) *nps.Accumulator {
	t.Helper()
	a := new(nps.Accumulator)
	if _, err := kpi.AddSeq(a, slices.Values(scores)); err != nil {
		t.Fatal(err)
	}
	return a
}

// States go through a database and come back, row after row; NULL is no state.
func TestColumnsComeBack(t *testing.T) {
	db := sql.OpenDB(&table{})
	defer db.Close()
	want := []*nps.Accumulator{fedNPS(t, 9, 3), nil, new(nps.Accumulator), fedNPS(t, 10)}
	for _, a := range want {
		if _, err := db.Exec("INSERT", kpi.Column[*nps.Accumulator]{V: a}); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := db.Query("SELECT")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var c kpi.Column[*nps.Accumulator] // one for all rows
	var got []*nps.Accumulator
	for rows.Next() {
		if err := rows.Scan(&c); err != nil {
			t.Fatal(err)
		}
		got = append(got, c.V)
	}
	if err := rows.Err(); err != nil || len(got) != len(want) {
		t.Fatalf("%d rows, %v", len(got), err)
	}
	for i := range got {
		if (got[i] == nil) != (want[i] == nil) || !bytes.Equal(bytesOf(got[i]), bytesOf(want[i])) {
			t.Errorf("row %d: %v, want %v", i, got[i], want[i])
		}
	}
}

func bytesOf(a *nps.Accumulator) []byte { return laws.Must(a.Clone().AppendBinary(nil)) }

// The zero value is NULL, and so is what was scanned from NULL.
func TestColumnsOfNothing(t *testing.T) {
	c := kpi.Column[*nps.Accumulator]{V: fedNPS(t, 9)}
	if err := c.Scan(nil); err != nil || c.V != nil {
		t.Errorf("NULL is %v, %v", c.V, err)
	}
	if v, err := c.Value(); v != nil || err != nil {
		t.Errorf("nothing is %v, %v, want NULL", v, err)
	}
	if v, err := (kpi.Column[*kpi.Groups[string, *nps.Accumulator]]{}).Value(); v != nil || err != nil {
		t.Errorf("no groups are %v, %v, want NULL", v, err)
	}
}

// Scan takes bytes and text, refuses everything else, and then leaves the column as
// it was.
func TestColumnsOfSomethingElse(t *testing.T) {
	a := fedNPS(t, 9, 3)
	var c kpi.Column[*nps.Accumulator]
	if err := c.Scan(string(bytesOf(a))); err != nil || !bytes.Equal(bytesOf(c.V), bytesOf(a)) {
		t.Errorf("a text: %v, %v", c.V, err)
	}
	kept := c.V
	for _, column := range []any{int64(7), 0.5, true, []byte{}, "", []byte("nps\x02"), bytesOf(a)[:5]} {
		if err := c.Scan(column); !errors.Is(err, kpi.ErrCorrupt) || c.V != kept || !bytes.Equal(bytesOf(kept), bytesOf(a)) {
			t.Errorf("%T %v: %v, and %v", column, column, err, c.V)
		}
	}
	if err := c.Scan(int64(7)); err.Error() != "kpi: column: corrupt encoding: int64 is not an encoding" {
		t.Errorf("%v", err)
	}
}

// A column is read into a state of its own: the one before stays as it was.
func TestColumnsShareNothing(t *testing.T) {
	first, second := fedNPS(t, 9), fedNPS(t, 3, 3)
	c := kpi.Column[*nps.Accumulator]{V: first}
	if err := c.Scan(bytesOf(second)); err != nil || c.V == first || !bytes.Equal(bytesOf(first), bytesOf(fedNPS(t, 9))) {
		t.Errorf("%v, and the one before %v, %v", c.V, first, err)
	}
}

// The states of two days are kept in a database and merged as they are read.
func ExampleColumn() {
	db := sql.OpenDB(&table{}) // any database with a column of bytes
	defer db.Close()
	for _, scores := range [][]int{{9, 10, 3}, {10, 7}} {
		var day nps.Accumulator
		if _, err := kpi.AddSeq(&day, slices.Values(scores)); err != nil {
			fmt.Println(err)
		}
		if _, err := db.Exec("INSERT INTO daily (state) VALUES (?)", kpi.Column[*nps.Accumulator]{V: &day}); err != nil {
			fmt.Println(err)
		}
	}

	rows, err := db.Query("SELECT state FROM daily")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer rows.Close()
	var total nps.Accumulator
	for rows.Next() {
		var day kpi.Column[*nps.Accumulator]
		if err := rows.Scan(&day); err != nil {
			fmt.Println(err)
		}
		if err := total.Merge(day.V); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(total.Result(), rows.Err())
	// Output: 40.0 (60.0% promoters, 20.0% detractors of 5) <nil>
}

// The rows of a query, with the error that ends it early.
func ExampleAddRows() {
	lines := func(yield func(int, error) bool) {
		for _, score := range []int{9, 10, 3} {
			if !yield(score, nil) {
				return
			}
		}
		yield(0, errors.New("the connection was lost"))
	}
	var a nps.Accumulator
	n, err := kpi.AddRows(&a, lines)
	fmt.Println(n, err)
	fmt.Println(a.Result())
	// Output:
	// 3 input 3: the connection was lost
	// 33.3 (66.7% promoters, 33.3% detractors of 3)
}
