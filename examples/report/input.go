package main

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"
)

// An input is one file, and what became of its lines.
type input struct {
	kind, file string
	loaded     bool // with a state
	lines, bad int
	errors     int // bad lines that were told; one may stand for several
	left       []*leftOut
}

// A reason says why a line is left out. Its key is stable in JSON and CSV.
type reason struct {
	key string
	text
}

// A leftOut counts the lines that are left out of some figures or of all.
type leftOut struct {
	reason
	of     text
	lines  int
	amount *decimal.Decimal // of order lines
}

// What holds for every kind of file.
var (
	allFigures  = text{"all figures", "de tous les chiffres"}
	outsideTime = reason{"outside_time", text{"outside -from..-to", "hors de -from..-to"}}
)

// leave counts a line that is left out of figures.
func (in *input) leave(of text, why reason) *leftOut {
	for _, l := range in.left {
		if l.key == why.key {
			l.lines++
			return l
		}
	}
	l := &leftOut{reason: why, of: of, lines: 1}
	in.left = append(in.left, l)
	return l
}

func (l *leftOut) addAmount(d decimal.Decimal) {
	if l.amount != nil {
		d = d.Add(*l.amount)
	}
	l.amount = &d
}

// A tally is a number of lines, with their amount where they have one.
type tally struct {
	key    string
	label  text
	lines  int
	amount *decimal.Decimal
}

// merged returns the inputs of a kind as one, in the order in which kinds are read: whether
// lines were in one file or several, and were read today or before, makes no difference.
func (r *report) merged() (all []*input) {
	for _, kind := range []string{"orders", "surveys", "tickets", "mentions", "subscriptions", "visits", "spend"} {
		one := &input{kind: kind}
		n := 0
		for _, in := range r.inputs {
			if in.kind == kind {
				one.merge(in)
				n++
			}
		}
		if n > 0 {
			slices.SortFunc(one.left, (*leftOut).compare)
			all = append(all, one)
		}
	}
	return all
}

// compare orders what is left out of all figures before the rest, and then by key: the order of
// the lines makes no difference.
func (l *leftOut) compare(o *leftOut) int {
	if all := l.of == allFigures; all != (o.of == allFigures) {
		if all {
			return -1
		}
		return 1
	}
	return cmp.Compare(l.key, o.key)
}

// merge adds the lines of another file.
func (in *input) merge(o *input) {
	in.lines, in.bad = in.lines+o.lines, in.bad+o.bad
	for _, l := range o.left {
		mine := in.leave(l.of, l.reason)
		mine.lines += l.lines - 1
		if l.amount != nil {
			mine.addAmount(*l.amount)
		}
	}
}

// tallies say which lines of a file count.
func (r *report) tallies(in *input) []tally {
	all := []tally{{in.kind + "_lines", text{"lines", "lignes"}, in.lines, nil}}
	if in.bad > 0 {
		all = append(all, tally{in.kind + "_bad", text{"bad, see stderr", "erronées, voir stderr"}, in.bad, nil})
	}
	for _, l := range in.left {
		label := text{l.en + ", left out of " + l.of.en, l.fr + ", exclues " + l.of.fr}
		all = append(all, tally{in.kind + "_left_out_" + l.key, label, l.lines, l.amount})
	}
	if in.kind != "orders" {
		return all
	}
	b := r.book
	revenue, sum := b.revenue.decimal(), b.sum.decimal()
	all = append(all,
		tally{"orders_counted", text{"count", "comptent"}, b.counted, &revenue},
		tally{"orders_seen", text{"seen, counted or not", "vues, comptées ou non"}, b.lines, &sum},
		tally{"orders_seen_without_customer", text{"of those seen, without customer", "des vues, sans client"}, b.anonymous, nil})
	if b.free > 0 {
		all = append(all, tally{"orders_counted_free", text{"of those that count, of amount 0", "de celles qui comptent, de montant 0"}, b.free, nil})
	}
	if r := &b.refunded; r.lines > 0 {
		amount := r.amount.decimal().Neg()
		all = append(all, tally{"orders_refunds", text{"with a refund, which revenue is after", "avec un remboursement, déduit du chiffre d'affaires"}, r.lines, &amount})
	}
	return all
}
