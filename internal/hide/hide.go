// Package hide says which counts of a table to hide, so that small ones are not told,
// and cannot be computed from the others either.
package hide

import (
	"cmp"
	"slices"
)

// List returns which counts to hide of those that add up to a total, and whether to
// hide the total: all from 1 to least-1, and others with them. Zeros are shown. A
// hidden count is one of several that it may be, for all who know that hidden counts
// are 1 or more, and that the shown ones add up.
func List(counts []uint64, total, least uint64) (hidden []bool, hideTotal bool) {
	// From one node to the other and back: a count that grows makes the total grow.
	g := newGraph(2)
	for _, n := range counts {
		g.add(0, 1, n, least, false)
	}
	g.add(1, 0, total, least, true)
	g.protect()
	for i := range counts {
		hidden = append(hidden, g.cells[i].hidden)
	}
	return hidden, g.cells[len(counts)].hidden
}

// Table is List for a table with its margins: the last row and the last column are the
// totals of the others.
//
// Each count is an arc between its row and its column: one that grows is a unit more
// of flow through it. Rows and columns still add up if as much flows into each as out
// of it, with the arcs of totals the other way round. So the counts that may be
// another number are those on a circle of arcs of hidden counts, forwards, or backwards
// where it is above 1.
//
// Source: D. Gusfield, SIAM Journal on Computing 17 (1988) 552-571; L. H. Cox, Journal
// of the American Statistical Association 75 (1980) 377-385.
func Table(counts [][]uint64, least uint64) (hidden [][]bool) {
	rows, columns := len(counts), len(counts[0])
	g := newGraph(rows + columns)
	for i, row := range counts {
		for j, n := range row {
			from, to := i, rows+j
			if (i == rows-1) != (j == columns-1) { // the total of a row or column
				from, to = to, from
			}
			g.add(from, to, n, least, i == rows-1 || j == columns-1)
		}
	}
	g.protect()
	for i := range rows {
		row := make([]bool, columns)
		for j := range row {
			row[j] = g.cells[i*columns+j].hidden
		}
		hidden = append(hidden, row)
	}
	return hidden
}

// A graph has a node per row and column, and an arc per cell.
type graph struct {
	cells []cell
	at    [][]int // the cells of each node
}

type cell struct {
	from, to int
	n        uint64
	total    bool
	small    bool // below the least number
	hidden   bool
}

func newGraph(nodes int) *graph { return &graph{at: make([][]int, nodes)} }

func (g *graph) add(from, to int, n, least uint64, total bool) {
	if n > 0 {
		g.at[from] = append(g.at[from], len(g.cells))
		g.at[to] = append(g.at[to], len(g.cells))
	}
	small := n > 0 && n < least
	g.cells = append(g.cells, cell{from, to, n, total, small, small})
}

// protect hides cells until no hidden one is known, each time those of the cheapest
// circle of one that is. Then it shows those again that are not needed any more.
func (g *graph) protect() {
	for i := range g.cells {
		if g.cells[i].hidden && !g.isProtected(i) {
			for _, j := range g.circle(i, true) {
				g.cells[j].hidden = true
			}
		}
	}
	var extra []int
	for i, c := range g.cells {
		if c.hidden && !c.small {
			extra = append(extra, i)
		}
	}
	slices.SortStableFunc(extra, func(i, j int) int { return g.cells[j].cost().compare(g.cells[i].cost()) })
	for _, i := range extra {
		g.cells[i].hidden = false
		g.cells[i].hidden = !g.areProtected()
	}
}

func (g *graph) areProtected() bool {
	for i := range g.cells {
		if g.cells[i].hidden && !g.isProtected(i) {
			return false
		}
	}
	return true
}

// isProtected reports whether a hidden cell may be another number.
func (g *graph) isProtected(i int) bool { return g.circle(i, false) != nil }

// circle returns the other cells of the cheapest circle through a cell, or nil where
// there is none: of hidden cells only, or also of those that may be hidden.
func (g *graph) circle(i int, more bool) []int {
	c := g.cells[i]
	path, price := g.path(c.to, c.from, i, more)
	if c.n > 1 {
		if back, lower := g.path(c.from, c.to, i, more); path == nil || back != nil && lower.compare(price) < 0 {
			path = back
		}
	}
	return path
}

// path returns the cells of the cheapest way between nodes, without one cell (Dijkstra's
// algorithm).
func (g *graph) path(from, to, without int, more bool) ([]int, cost) {
	reached := make([]reach, len(g.at))
	reached[from].state = seen
	for {
		node := nearest(reached)
		if node < 0 {
			return nil, cost{}
		}
		if node == to {
			return g.back(from, to, reached), reached[to].cost
		}
		reached[node].state = done
		for _, i := range g.at[node] {
			c := g.cells[i]
			next, ok := c.leads(node)
			if i == without || !ok || !c.hidden && !more {
				continue
			}
			price := reached[node].cost
			if !c.hidden {
				price = price.plus(c.cost())
			}
			reached[next].improve(price, i)
		}
	}
}

// A reach is how a node is reached at best, as far as is known.
type reach struct {
	state
	cost cost
	by   int // the last cell on the way
}

type state uint8

const (
	unseen state = iota
	seen
	done
)

func (r *reach) improve(price cost, by int) {
	if r.state == unseen || r.state == seen && price.compare(r.cost) < 0 {
		*r = reach{seen, price, by}
	}
}

// nearest returns the node at the least cost whose neighbours were not looked at, -1
// where there is none.
func nearest(reached []reach) int {
	node := -1
	for v, r := range reached {
		if r.state == seen && (node < 0 || r.cost.compare(reached[node].cost) < 0) {
			node = v
		}
	}
	return node
}

// leads returns where a cell leads from a node, if it does: backwards only if it can
// fall.
func (c cell) leads(node int) (int, bool) {
	if c.from == node {
		return c.to, true
	}
	return c.from, c.n > 1
}

// back returns the cells of a way, from its end.
func (g *graph) back(from, to int, reached []reach) []int {
	path := []int{}
	for node := to; node != from; {
		by := reached[node].by
		c := g.cells[by]
		path = append(path, by)
		if node == c.to {
			node = c.from
		} else {
			node = c.to
		}
	}
	return path
}

// A cost is what is lost by hiding cells: first totals, then the number of cells, then
// what they count.
type cost struct {
	totals, cells int
	n             float64
}

func (c cell) cost() cost {
	k := cost{cells: 1, n: float64(c.n)}
	if c.total {
		k.totals = 1
	}
	return k
}

func (k cost) plus(o cost) cost { return cost{k.totals + o.totals, k.cells + o.cells, k.n + o.n} }

func (k cost) compare(o cost) int {
	return cmp.Or(cmp.Compare(k.totals, o.totals), cmp.Compare(k.cells, o.cells), cmp.Compare(k.n, o.n))
}
