package rows

import (
	"slices"
	"strings"
	"unicode"
)

// A kind tells how the lines of one kind of file become rows of type T.
type kind[T any] struct {
	columns []column[T]
	oneOf   []string                 // names of columns of which the header must have one
	blank   T                        // the row before any cell is read: the defaults
	finish  func(*T) (reason string) // what needs several cells, or nil
}

// A column tells how one column of a file becomes one field of a row.
type column[T any] struct {
	name    string
	aliases []string
	need    need
	set     func(row *T, text string) (reason string)
}

// A need says what a file must hold of a column.
type need uint8

const (
	optional need = iota // nothing: an absent column and an empty cell leave the default
	nullable             // the column; an empty cell leaves the default
	required             // the column, and a value on each line
)

// A parser reads the text of a cell, which is never empty. The reason says
// what is wrong with the text, and is empty if nothing is.
type parser[V any] func(text string) (v V, reason string)

// field is the column that parse reads into the field that at points to.
func field[T, V any](name string, need need, parse parser[V], at func(*T) *V, aliases ...string) column[T] {
	return column[T]{name, aliases, need, func(row *T, text string) string {
		v, reason := parse(text)
		if reason == "" {
			*at(row) = v
		}
		return reason
	}}
}

// segmentName is the column that [Options].By redirects.
const segmentName = "segment"

// A bound column is one that the header has.
type bound[T any] struct {
	column[T]
	index  int
	header string // its name in the file
}

// bind finds the columns of k in the header. A segment column that by
// redirects but the header lacks is left out.
func (k *kind[T]) bind(file string, header []string, by string, called map[string]string) ([]bound[T], error) {
	places := make(map[string]int, len(header))
	for i, name := range header {
		key := fold(name)
		if _, seen := places[key]; seen && key != "" && k.knows(key, by) {
			return nil, &HeaderError{File: file, Header: header, Reason: "column " + strings.TrimSpace(name) + " appears twice in the header"}
		} else if !seen {
			places[key] = i
		}
	}

	var found []bound[T]
	for _, c := range k.columns {
		names := c.names()
		if name, ok := called[c.name]; ok {
			names = []string{name}
		}
		if c.name == segmentName && by != "" {
			names = k.namesOf(by)
		}
		if i, ok := lookup(places, names); ok {
			found = append(found, bound[T]{c, i, strings.TrimSpace(header[i])})
		} else if c.need != optional {
			return nil, &HeaderError{File: file, Column: c.name, Aliases: c.aliases, Header: header}
		}
	}

	var others []string
	for _, c := range k.columns {
		if name, ok := called[c.name]; ok && slices.Contains(k.oneOf, c.name) {
			others = append(others, name)
		} else if slices.Contains(k.oneOf, c.name) {
			others = append(others, c.names()...)
		}
	}
	if _, ok := lookup(places, others); !ok && len(others) > 0 {
		return nil, &HeaderError{File: file, Column: others[0], Aliases: others[1:], Header: header}
	}
	return found, nil
}

// knows reports whether a folded name may be read: only then does it matter
// that the header has it twice.
func (k *kind[T]) knows(key, by string) bool {
	if key == fold(by) {
		return true
	}
	for _, c := range k.columns {
		for _, name := range c.names() {
			if key == fold(name) {
				return true
			}
		}
	}
	return false
}

// namesOf returns the names to look for when a user asks for a column: the
// name itself and, if it is a documented one, the column's other names.
func (k *kind[T]) namesOf(asked string) []string {
	names := []string{asked}
	for _, c := range k.columns {
		for _, name := range c.names() {
			if fold(name) == fold(asked) {
				return append(names, c.names()...)
			}
		}
	}
	return names
}

func (c *column[T]) names() []string { return append([]string{c.name}, c.aliases...) }

// lookup returns the place of the first of the names that the header has.
func lookup(places map[string]int, names []string) (int, bool) {
	for _, name := range names {
		if i, ok := places[fold(name)]; ok {
			return i, true
		}
	}
	return 0, false
}

// fold keeps the letters and digits of a name, in lower case.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
