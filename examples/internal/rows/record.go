package rows

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// What is wrong with the quotes of a record.
var (
	errBareQuote  = errors.New(`bare " in non-quoted-field`)
	errStrayQuote = errors.New(`extraneous or missing " in quoted-field`)
	errOpenQuote  = errors.New("a quote that is not closed")
	errWidth      = errors.New("another number of fields")
)

// records reads the records of a file.
//
// A field in quotes may hold line ends, so that a quote which nobody closes would take the
// lines up to the next quote with it, or all of them. A record of several lines is
// therefore one only if its quotes are closed as they should be, if it has the fields of
// the header, and if none of its lines is a row by itself. If not, its first line is
// damaged, and reading goes on behind that: at the next record that has the fields of the
// header.
type records struct {
	window
	comma byte
	width int                 // number of fields of the header; 0: not known yet
	good  func([]string) bool // reports whether the fields are a row
	line  int                 // number of the line where the window begins, from 1

	fields []string
	starts []int // where the fields begin in the record, if that has several lines
	quoted quoted
}

// A record is a part of the window.
type record struct {
	size, lines int   // of the record, or of its first line where it is damaged
	err         error // what is wrong with its quotes
}

// next reads the fields of the next record and returns the line where it begins; the
// fields are good until it is called again. After a record that is bad it can be called
// again, but not after an error of the input.
func (r *records) next() (line int, bad *Error, err error) {
	for {
		rec, err := r.peek()
		if err != nil {
			return r.line, nil, err
		}
		line = r.line
		r.drop(rec)
		switch {
		case len(r.fields) == 0: // a blank line
		case rec.err != nil:
			return line, r.skip(line, rec.err), nil
		case r.width > 0 && len(r.fields) != r.width:
			return line, &Error{Line: line, LastLine: line, Reason: r.fieldsText()}, nil
		default:
			return line, nil, nil
		}
	}
}

func (r *records) fieldsText() string {
	return fmt.Sprintf("%d fields, the header has %d", len(r.fields), r.width)
}

// skip passes over what cannot be a record behind a damaged line.
func (r *records) skip(line int, why error) *Error {
	e := &Error{Line: line, LastLine: line, Reason: why.Error(), Err: why}
	if why == errWidth {
		e.Reason, e.Err = r.fieldsText(), nil
	}
	for r.width > 0 && (why == errOpenQuote || why == errWidth) {
		rec, err := r.peek()
		if err != nil || rec.err == nil && len(r.fields) == r.width {
			break
		}
		if len(r.fields) > 0 {
			e.Skipped++
			e.LastLine = r.line
		}
		r.drop(rec)
	}
	if e.Skipped > 0 {
		e.Reason += fmt.Sprintf("; lines up to %d are skipped with it: they do not have %d fields", e.LastLine, r.width)
	}
	return e
}

func (r *records) drop(rec record) {
	r.advance(rec.size)
	r.line += rec.lines
}

// peek finds the record at the start of the window and splits it. A blank line has no
// fields. The error is that of the input.
func (r *records) peek() (record, error) {
	end, err := r.window.line(0)
	if err != nil {
		return record{}, err
	}
	first := record{size: end, lines: 1}
	text := withoutEnd(r.bytes(0, end))
	if len(text) == 0 {
		r.fields = r.fields[:0]
		return first, nil
	}
	if bytes.IndexByte(text, '"') < 0 {
		r.split(string(text))
		return first, nil
	}
	q := &r.quoted
	q.begin(r.comma)
	if first.err = q.add(text); first.err != nil || !q.inside {
		r.take(q)
		return first, nil
	}
	return r.peekLines(first)
}

// peekLines finds a record of several lines, whose first line is in r.quoted.
func (r *records) peekLines(first record) (record, error) {
	q := &r.quoted
	all, damaged := first, first
	for q.inside {
		end, err := r.window.line(all.size)
		damaged.err = errOpenQuote
		if err != nil || end > maxRecord || q.add(withoutEnd(r.bytes(all.size, end))) != nil {
			r.take(q)
			return damaged, nil
		}
		all.size, all.lines = end, all.lines+1
	}
	if r.width > 0 && r.hidesRow(first.size, all.size) {
		return damaged, nil
	}
	r.take(q)
	if damaged.err = errWidth; r.width > 0 && len(r.fields) != r.width {
		return damaged, nil
	}
	return all, nil
}

// hidesRow reports whether a line of a part of the window is a row by itself.
func (r *records) hidesRow(from, to int) bool {
	var alone quoted
	for from < to {
		end, err := r.window.line(from)
		if err != nil {
			return false
		}
		alone.begin(r.comma)
		err = alone.add(withoutEnd(r.bytes(from, end)))
		if err == nil && !alone.inside && len(alone.ends) == r.width {
			if r.take(&alone); r.good(r.fields) {
				return true
			}
		}
		from = end
	}
	return false
}

// split cuts a line without quotes into its fields.
func (r *records) split(text string) {
	r.fields, r.starts = r.fields[:0], r.starts[:0]
	for from := 0; ; {
		n := strings.IndexByte(text[from:], r.comma)
		if n < 0 {
			r.fields = append(r.fields, text[from:])
			return
		}
		r.fields = append(r.fields, text[from:from+n])
		from += n + 1
	}
}

// take makes the fields those of q.
func (r *records) take(q *quoted) {
	text, from := string(q.text), 0
	r.fields, r.starts = r.fields[:0], append(r.starts[:0], q.lines...)
	for _, end := range q.ends {
		r.fields = append(r.fields, text[from:end])
		from = end
	}
	if len(r.fields) == 0 { // a first field that is damaged is not a blank line
		r.fields = append(r.fields, text)
	}
}

// lineOf returns the line of a field of the record that begins at a line.
func (r *records) lineOf(field, first int) int {
	if field < len(r.starts) {
		return first + r.starts[field]
	}
	return first
}

// separator is the sign that the header line has most of, outside quotes.
func separator(start []byte) byte {
	counts, inside := make(map[byte]int), false
	for _, b := range bytes.TrimLeft(start, "\r\n") {
		if b == '"' {
			inside = !inside
		}
		if b == '\n' && !inside {
			break
		}
		if !inside {
			counts[b]++
		}
	}
	best := byte(',')
	for _, b := range []byte{';', '\t', '|'} {
		if counts[b] > counts[best] {
			best = b
		}
	}
	return best
}
