package rows

import (
	"bufio"
	"bytes"
	"encoding/csv"
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
	csv       *csv.Reader
	guard     *guard
	kind      kind[T]
	columns   []bound[T]
	width     int // fields of the header
	line      int // where the last record began
	segmented bool
	row       T // the row being filled, here so that it is allocated once
	done      bool
}

// open reads the header. The error is a *HeaderError.
func open[T any](r io.Reader, file string, o Options, k kind[T]) (*Reader[T], error) {
	text, guard, encoding, err := plainText(r, o)
	if err != nil {
		return nil, &HeaderError{File: file, Reason: "not readable: " + err.Error(), Err: err}
	}
	lines := csv.NewReader(text)
	lines.FieldsPerRecord = -1 // counted in next, for a better message
	lines.ReuseRecord = true
	if lines.Comma = o.Comma; o.Comma == 0 {
		lines.Comma = separator(text)
	}
	record, err := lines.Read()
	switch {
	case err == io.EOF:
		return nil, &HeaderError{File: file, Reason: "empty file, a header line is needed"}
	case err != nil:
		return nil, &HeaderError{File: file, Reason: "no header line: " + err.Error(), Err: err}
	}
	header := append([]string(nil), record...)
	columns, err := k.bind(file, header, o.By, o.Columns)
	if err != nil {
		return nil, err
	}
	out := &Reader[T]{file: file, csv: lines, guard: guard, kind: k, columns: columns, width: len(header), line: 1, Encoding: encoding, Comma: lines.Comma}
	for _, c := range columns {
		out.segmented = out.segmented || c.name == segmentName
	}
	return out, nil
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
	r.guard.left = maxRecord
	record, err := r.csv.Read()
	if err == io.EOF {
		r.done = true
		return nil
	}
	if err != nil {
		return r.unreadable(record, err)
	}
	r.line, _ = r.csv.FieldPos(0)
	if len(record) != r.width {
		last, _ := r.csv.FieldPos(len(record) - 1)
		return &Error{File: r.file, Line: r.line, LastLine: last, Reason: fmt.Sprintf("%d fields, the header has %d", len(record), r.width)}
	}

	r.row = r.kind.blank
	for i := range r.columns {
		c := &r.columns[i]
		text := strings.TrimSpace(record[c.index])
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

func (r *Reader[T]) bad(c *bound[T], text, reason string) *Error {
	line, _ := r.csv.FieldPos(c.index)
	return &Error{File: r.file, Line: line, LastLine: line, Column: c.header, Value: text, Reason: reason}
}

// unreadable reports a record that is not CSV, after which reading goes on,
// or an input that failed, after which it cannot.
func (r *Reader[T]) unreadable(record []string, err error) *Error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return &Error{File: r.file, Line: parse.StartLine, LastLine: parse.Line, Reason: parse.Err.Error(), Err: parse.Err}
	}
	r.done = true
	line := r.line + 1
	if len(record) > 0 { // the start of a record came before the failure
		line, _ = r.csv.FieldPos(0)
	}
	out := &Error{File: r.file, Line: line, LastLine: line, Reason: err.Error(), Fatal: true, Err: err}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		out.Reason = "the file is cut off here: " + out.Reason
	}
	return out
}

// plainText undoes compression and encoding.
func plainText(r io.Reader, o Options) (*bufio.Reader, *guard, string, error) {
	in, err := unpacked(r)
	if err != nil {
		return nil, nil, "", err
	}
	decoded, encoding, err := decoded(in, o.Encoding)
	if err != nil {
		return nil, nil, "", err
	}
	g := &guard{r: decoded, left: maxRecord}
	return bufio.NewReaderSize(g, bufferSize), g, encoding, nil
}

// separator is the sign that the header line has most of, outside quotes.
func separator(text *bufio.Reader) rune {
	start, _ := text.Peek(bufferSize)
	counts, quoted := make(map[byte]int), false
	for _, b := range bytes.TrimLeft(start, "\r\n") {
		if b == '"' {
			quoted = !quoted
		}
		if b == '\n' && !quoted {
			break
		}
		if !quoted {
			counts[b]++
		}
	}
	best := byte(',')
	for _, b := range []byte{';', '\t', '|'} {
		if counts[b] > counts[best] {
			best = b
		}
	}
	return rune(best)
}

const (
	bufferSize = 64 << 10
	maxRecord  = 1 << 20 // and up to a buffer more
)

var errLongRecord = errors.New("a line of more than 1 MiB, or a quote that is not closed")

// A guard stops a reader that asks for more than maxRecord bytes for one
// record: a quote that nobody closes would otherwise load the rest of the
// file into memory.
type guard struct {
	r    io.Reader
	left int
}

func (g *guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errLongRecord
	}
	if len(p) > g.left {
		p = p[:g.left]
	}
	n, err := g.r.Read(p)
	g.left -= n
	return n, err
}
