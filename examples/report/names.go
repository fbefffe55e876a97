package main

import "strings"

// names gives every customer, product and other identity a number, and keeps their text
// once: the strings of a row share the memory of its line.
type names struct {
	numbers map[string]uint32
	all     []string // by number; 0 is no name
	last    string   // the lines of an order follow each other
	number  uint32   // of last
}

func newNames() *names { return &names{numbers: map[string]uint32{"": 0}, all: []string{""}} }

// of returns the number of a name, which is 0 for none.
func (n *names) of(name string) uint32 {
	if name == n.last {
		return n.number
	}
	number, ok := n.numbers[name]
	if !ok {
		kept := strings.Clone(name)
		number = uint32(len(n.all)) // memory holds no 2^32 names
		n.numbers[kept], n.all = number, append(n.all, kept)
	}
	n.last, n.number = n.all[number], number
	return number
}

// keep returns a name that does not share the memory of a line.
func (n *names) keep(name string) string {
	if name == "" {
		return ""
	}
	return n.all[n.of(name)]
}
