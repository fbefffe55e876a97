package rows

import "bytes"

// A quoted is the fields of a record that has quotes, line by line.
type quoted struct {
	comma  byte
	inside bool   // a field goes on in the next line
	line   int    // number of lines so far
	text   []byte // of all fields, without their quotes
	ends   []int  // of the fields in text
	lines  []int  // where the fields begin, counted from the first line
}

func (q *quoted) begin(comma byte) {
	*q = quoted{comma: comma, text: q.text[:0], ends: q.ends[:0], lines: q.lines[:0]}
}

// add takes the next line, without its end.
func (q *quoted) add(line []byte) error {
	if q.inside {
		q.text = append(q.text, '\n')
	}
	defer func() { q.line++ }()
	for {
		if !q.inside {
			q.lines = append(q.lines, q.line)
			rest, more, err := q.plain(line)
			if err != nil || !more {
				return err
			}
			line = rest
		}
		if q.inside {
			rest, more, err := q.toQuote(line)
			if err != nil || !more {
				return err
			}
			line = rest
		}
	}
}

// plain takes a field that may begin with a quote: then its inside follows.
func (q *quoted) plain(line []byte) (rest []byte, more bool, err error) {
	if len(line) > 0 && line[0] == '"' {
		q.inside = true
		return line[1:], true, nil
	}
	field, rest, more := cut(line, q.comma)
	if bytes.IndexByte(field, '"') >= 0 {
		return nil, false, errBareQuote
	}
	q.text = append(q.text, field...)
	q.ends = append(q.ends, len(q.text))
	return rest, more, nil
}

// toQuote takes the inside of a field up to its end, or up to that of the line.
func (q *quoted) toQuote(line []byte) (rest []byte, more bool, err error) {
	for {
		field, rest, found := cut(line, '"')
		q.text = append(q.text, field...)
		switch {
		case !found: // the field goes on in the next line
			return nil, false, nil
		case len(rest) == 0 || rest[0] == q.comma:
			q.inside = false
			q.ends = append(q.ends, len(q.text))
			if len(rest) == 0 {
				return nil, false, nil
			}
			return rest[1:], true, nil
		case rest[0] != '"':
			return nil, false, errStrayQuote
		}
		q.text = append(q.text, '"')
		line = rest[1:]
	}
}

// cut splits a line at a sign.
func cut(line []byte, at byte) (before, after []byte, found bool) {
	if n := bytes.IndexByte(line, at); n >= 0 {
		return line[:n], line[n+1:], true
	}
	return line, nil, false
}
