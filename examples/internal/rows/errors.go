package rows

import (
	"fmt"
	"strconv"
	"strings"
)

// An Error says why a line of a file is not a row. Reading goes on with the
// next line, unless Fatal is set.
type Error struct {
	File     string
	Line     int    // the line, from 1; the header is usually line 1
	LastLine int    // the last line concerned: above Line when a quoted field runs over several
	Skipped  int    // lines behind Line that are not read because of it
	Column   string // the column's name in the file's header, empty when the whole line is bad
	Value    string // the offending text of that column
	Reason   string // what is wrong with it
	Fatal    bool   // the rest of the file cannot be read
	Err      error  // the cause, if another package found it
}

// Error returns a text like
//
//	orders.csv:17: column quantity: "abc": not a whole number
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d", e.File, e.Line)
	if e.LastLine > e.Line {
		fmt.Fprintf(&b, "-%d", e.LastLine)
	}
	b.WriteString(": ")
	if e.Column != "" {
		fmt.Fprintf(&b, "column %s: %s: ", e.Column, quote(e.Value))
	}
	b.WriteString(e.Reason)
	if e.Fatal {
		b.WriteString("; the rest of the file is not read")
	}
	return b.String()
}

// Unwrap returns the cause, if another package found it.
func (e *Error) Unwrap() error { return e.Err }

// A HeaderError says why a file cannot be read at all: it is empty, is not
// CSV, or lacks a column.
type HeaderError struct {
	File    string
	Column  string   // the missing column, empty when the header itself is bad
	Aliases []string // its other names
	Header  []string // the header that was read
	Reason  string   // what is wrong, when Column is empty
	Err     error    // the cause, if another package found it
}

// Error returns a text like
//
//	orders.csv: no column time (or date, timestamp, created_at) in the header: id, cds, value
func (e *HeaderError) Error() string {
	if e.Column == "" {
		return e.File + ": " + e.Reason
	}
	names := e.Column
	if len(e.Aliases) > 0 {
		names += " (or " + strings.Join(e.Aliases, ", ") + ")"
	}
	return fmt.Sprintf("%s: no column %s in the header: %s", e.File, names, clip(strings.Join(e.Header, ", "), maxShownHeader))
}

// Unwrap returns the cause, if another package found it.
func (e *HeaderError) Unwrap() error { return e.Err }

// A message stays readable whatever the file holds.
const (
	maxShown       = 60
	maxShownHeader = 400
)

func quote(s string) string { return strconv.Quote(clip(s, maxShown)) }

// clip cuts s to about n bytes, between two characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "..."
}
