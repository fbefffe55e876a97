package rows

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"
)

// Options of a reader. The zero value reads times as UTC and segments from the
// column "segment" or "channel".
type Options struct {
	// By names the column whose text is each row's Segment: any column of the
	// file, by its own name or by a documented one.
	By string

	// Location is the zone of times that are written without one; nil is UTC.
	// Times with a zone are converted to it.
	Location *time.Location

	// What follows says how the file is written, where its beginning does not.
	Comma      rune              // between fields; 0: what the header has most of, of , ; | and tab
	Decimal    rune              // before decimals, '.' or ','; the other may stand between thousands. 0: a point, and no other sign
	Encoding   string            // one of Encodings; empty: by the first bytes
	TimeFormat string            // such as dd/mm/yyyy hh:mm, a layout of package time, or excel
	Columns    map[string]string // names in the file, by documented name
}

// A Reader reads the lines of one file as rows of type T.
type Reader[T any] struct {
	Encoding string // of the file, one of Encodings
	Comma    rune   // between its fields

	file      string
	records   records
	kind      kind[T]
	columns   []bound[T]
	line      int // where the last record began
	segmented bool
	row       T // the row being filled, here so that it is allocated once
	done      bool
	tail      bool // something is behind the end of a gzip
}

// open reads the header. The error is a *HeaderError.
func open[T any](in io.Reader, file string, o Options, k kind[T]) (*Reader[T], error) {
	r := &Reader[T]{file: file, kind: k, line: 1, Comma: o.Comma}
	text, encoding, err := plainText(in, o, func() { r.tail = true })
	if err != nil {
		return nil, &HeaderError{File: file, Reason: "not readable: " + err.Error(), Err: err}
	}
	r.Encoding = encoding
	r.records = records{window: window{in: text}, line: 1, good: r.good}
	if o.Comma == 0 {
		r.Comma = rune(separator(r.records.start()))
	}
	if r.Comma >= utf8.RuneSelf || r.Comma < ' ' && r.Comma != '\t' || r.Comma == '"' {
		return nil, &HeaderError{File: file, Reason: fmt.Sprintf("%q cannot stand between fields", r.Comma)}
	}
	r.records.comma = byte(r.Comma)
	_, bad, err := r.records.next()
	switch {
	case bad != nil:
		return nil, &HeaderError{File: file, Reason: fmt.Sprintf("no header line: line %d: %s", bad.Line, bad.Reason), Err: bad.Err}
	case err == io.EOF:
		return nil, &HeaderError{File: file, Reason: "empty file, a header line is needed"}
	case err != nil:
		return nil, &HeaderError{File: file, Reason: "no header line: " + err.Error(), Err: err}
	}
	header := append([]string(nil), r.records.fields...)
	if r.columns, err = k.bind(file, header, o.By, o.Columns); err != nil {
		return nil, err
	}
	r.records.width = len(header)
	for _, c := range r.columns {
		r.segmented = r.segmented || c.name == segmentName
	}
	return r, nil
}

// Segmented reports whether the file has the column that [Options].By names,
// or by default a segment column. If not, the Segment of each row is empty.
func (r *Reader[T]) Segmented() bool { return r.segmented }

// Has reports whether the file has a column, by its documented name: without
// it each row holds the default, which is nobody's answer.
func (r *Reader[T]) Has(column string) bool {
	for _, c := range r.columns {
		if c.name == column {
			return true
		}
	}
	return false
}

// Tail reports whether, behind what was read of a gzip, there are bytes that are none. They
// are not read.
func (r *Reader[T]) Tail() bool { return r.tail }

// Line returns the line where the last row began.
func (r *Reader[T]) Line() int { return r.line }

// All returns the rows that are left, each once. A line that is not a row
// comes as an *[Error] with a zero row, and reading goes on, except after one
// that is Fatal: a damaged or truncated file.
//
// The strings of a row share the memory of its line: clone those that are kept
// for long.
func (r *Reader[T]) All() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		for !r.done {
			switch err := r.next(); {
			case r.done && err == nil:
				return
			case err != nil:
				if !yield(zero, err) {
					return
				}
			case !yield(r.row, nil):
				return
			}
		}
	}
}

// next fills r.row from the next record, or sets r.done at the end.
func (r *Reader[T]) next() *Error {
	line, bad, err := r.records.next()
	switch {
	case err == io.EOF:
		r.done = true
		return nil
	case bad != nil:
		r.line, bad.File = bad.Line, r.file
		return bad
	case err != nil:
		return r.unreadable(line, err)
	}
	r.line = line
	return r.fill(r.records.fields)
}

// fill makes r.row that of the fields.
func (r *Reader[T]) fill(fields []string) *Error {
	r.row = r.kind.blank
	for i := range r.columns {
		c := &r.columns[i]
		text := strings.TrimSpace(fields[c.index])
		if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
			return r.bad(c, text, "not text in "+r.Encoding)
		}
		if text == "" {
			if c.need == required {
				return r.bad(c, text, "empty")
			}
			continue
		}
		if reason := c.set(&r.row, text); reason != "" {
			return r.bad(c, text, reason)
		}
	}
	if r.kind.finish != nil {
		if reason := r.kind.finish(&r.row); reason != "" {
			return &Error{File: r.file, Line: r.line, LastLine: r.line, Reason: reason}
		}
	}
	return nil
}

// good reports whether fields are a row.
func (r *Reader[T]) good(fields []string) bool { return r.fill(fields) == nil }

func (r *Reader[T]) bad(c *bound[T], text, reason string) *Error {
	line := r.records.lineOf(c.index, r.line)
	return &Error{File: r.file, Line: line, LastLine: line, Column: c.header, Value: text, Reason: reason}
}

// unreadable reports an input that failed, after which reading cannot go on.
func (r *Reader[T]) unreadable(line int, err error) *Error {
	r.done = true
	out := &Error{File: r.file, Line: line, LastLine: line, Reason: err.Error(), Fatal: true, Err: err}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		out.Reason = "the file is cut off here: " + out.Reason
	}
	return out
}

// plainText undoes compression and encoding.
func plainText(r io.Reader, o Options, tail func()) (io.Reader, string, error) {
	in, err := unpacked(r, tail)
	if err != nil {
		return nil, "", err
	}
	return decoded(in, o.Encoding)
}
