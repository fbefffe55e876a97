package main

import (
	"bytes"
	"strconv"

	"github.com/shopspring/decimal"
)

// quick reads a line as nearly all are: an object of known fields, without escapes and
// nulls, in UTF-8. It takes a fifth of the time of encoding/json, which reads what quick
// leaves, and says what is wrong with it.
func quick(line []byte) (e event, ok bool) {
	f := fields{line}
	if !f.take('{') {
		return event{}, false
	}
	for {
		name, ok := f.text()
		if !ok || !f.take(':') || !f.value(string(name), &e) {
			return event{}, false
		}
		if !f.take(',') {
			return e, f.take('}') && len(f.rest) == 0
		}
	}
}

// fields reads the fields of an object.
type fields struct{ rest []byte }

// value reads the value of a field into an event.
func (f *fields) value(name string, e *event) (ok bool) {
	switch name {
	case "id":
		return f.string(&e.ID)
	case "kind":
		return f.string(&e.Kind)
	case "segment":
		return f.string(&e.Segment)
	case "customer":
		return f.string(&e.Customer)
	case "survey":
		return f.string(&e.Survey)
	case "sentiment":
		return f.string(&e.Sentiment)
	case "step":
		return f.string(&e.Step)
	case "time":
		from := bytes.TrimLeft(f.rest, " \t")
		text, ok := f.text()
		return ok && e.Time.UnmarshalJSON(from[:len(text)+2]) == nil
	case "score":
		n, ok := f.integer()
		score := int(n)
		e.Score = &score
		return ok && int64(score) == n
	case "response_seconds":
		n, ok := f.integer()
		e.Response = &n
		return ok
	case "amount":
		text, ok := f.text()
		if !ok {
			text, ok = f.number()
		}
		amount, err := decimal.NewFromString(string(text))
		e.Amount = &amount
		return ok && err == nil
	case "resolved":
		resolved := f.word("true")
		e.Resolved = &resolved
		return resolved || f.word("false")
	}
	return false
}

// take reads a character, and what is blank before and after it.
func (f *fields) take(c byte) bool {
	rest := bytes.TrimLeft(f.rest, " \t")
	if len(rest) == 0 || rest[0] != c {
		return false
	}
	f.rest = bytes.TrimLeft(rest[1:], " \t")
	return true
}

func (f *fields) word(word string) (ok bool) {
	rest, ok := bytes.CutPrefix(f.rest, []byte(word))
	if ok {
		f.rest = rest
	}
	return ok
}

// text reads a string that has no escapes.
func (f *fields) text() ([]byte, bool) {
	if len(f.rest) == 0 || f.rest[0] != '"' {
		return nil, false
	}
	for i, c := range f.rest[1:] {
		switch {
		case c == '"':
			text := f.rest[1 : i+1]
			f.rest = f.rest[i+2:]
			return text, true
		case c == '\\' || c < ' ':
			return nil, false
		}
	}
	return nil, false
}

func (f *fields) string(into *string) bool {
	text, ok := f.text()
	*into = string(text)
	return ok
}

// integer reads an integer of 64 bits.
func (f *fields) integer() (int64, bool) {
	text, ok := f.number()
	n, err := strconv.ParseInt(string(text), 10, 64)
	return n, ok && err == nil
}

// number reads a number without exponent: -?(0|[1-9][0-9]*)(\.[0-9]+)?
func (f *fields) number() ([]byte, bool) {
	rest := bytes.TrimPrefix(f.rest, []byte("-"))
	whole := digits(rest)
	if whole == 0 || whole > 1 && rest[0] == '0' {
		return nil, false
	}
	rest = rest[whole:]
	if len(rest) > 0 && rest[0] == '.' {
		part := digits(rest[1:])
		if part == 0 {
			return nil, false
		}
		rest = rest[1+part:]
	}
	text := f.rest[:len(f.rest)-len(rest)]
	f.rest = rest
	return text, true
}

// digits returns how many digits b begins with.
func digits(b []byte) int {
	for i, c := range b {
		if c < '0' || c > '9' {
			return i
		}
	}
	return len(b)
}
