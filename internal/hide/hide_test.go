package hide

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// A line is counts that add up to the last of them.
type line []int

// tableLines returns the lines of a table whose counts are numbered row by row.
func tableLines(rows, columns int) []line {
	var lines []line
	for i := range rows {
		var l line
		for j := range columns {
			l = append(l, i*columns+j)
		}
		lines = append(lines, l)
	}
	for j := range columns {
		var l line
		for i := range rows {
			l = append(l, i*columns+j)
		}
		lines = append(lines, l)
	}
	return lines
}

// An attacker knows the lines, the shown counts, and that hidden ones are 1 or more. It
// looks for whole numbers by trying: it knows nothing of graphs.
type attacker struct {
	lines     []line
	low, high []int // of each count
}

// newAttacker returns one that tries hidden counts up to 4 above the true ones, which
// it does not know; that it tries no more can only make it find fewer.
func newAttacker(lines []line, counts []uint64, hidden []bool) *attacker {
	a := &attacker{lines: lines}
	for i, n := range counts {
		low, high := int(n), int(n)
		if hidden[i] {
			low, high = 1, int(n)+4
		}
		a.low, a.high = append(a.low, low), append(a.high, high)
	}
	return a
}

// knows reports whether a hidden count can only be n.
func (a *attacker) knows(i, n int) bool {
	for v := a.high[i]; v >= a.low[i]; v-- {
		if v != n && solvable(a.lines, slices.Clone(a.low), slices.Clone(a.high), i, v) {
			return false
		}
	}
	return true
}

// solvable reports whether the lines hold with count i being v.
func solvable(lines []line, low, high []int, i, v int) bool {
	low[i], high[i] = v, v
	if !narrow(lines, low, high) {
		return false
	}
	open := -1
	for j := range low {
		if low[j] < high[j] && (open < 0 || high[j]-low[j] < high[open]-low[open]) {
			open = j
		}
	}
	if open < 0 {
		return true
	}
	for v := low[open]; v <= high[open]; v++ {
		if solvable(lines, slices.Clone(low), slices.Clone(high), open, v) {
			return true
		}
	}
	return false
}

// narrow lowers and raises bounds by the lines until nothing changes. It is false
// where nothing is left.
func narrow(lines []line, low, high []int) bool {
	for changed := true; changed; {
		changed = false
		for _, l := range lines {
			sign := func(k int) int { // Σ sign × count = 0
				if k == len(l)-1 {
					return -1
				}
				return 1
			}
			least, most := 0, 0
			for k, i := range l {
				if sign(k) > 0 {
					least, most = least+low[i], most+high[i]
				} else {
					least, most = least-high[i], most-low[i]
				}
			}
			for k, i := range l {
				from, to := low[i], high[i]
				if sign(k) > 0 { // it is minus the others
					from, to = max(from, -(most-high[i])), min(to, -(least-low[i]))
				} else {
					from, to = max(from, least+high[i]), min(to, most+low[i])
				}
				if from > to {
					return false
				}
				if from != low[i] || to != high[i] {
					low[i], high[i], changed = from, to, true
				}
			}
		}
	}
	return true
}

// randomTable returns a table with its totals.
func randomTable(r *rand.Rand, rows, columns, most int) [][]uint64 {
	table := make([][]uint64, rows+1)
	for i := range table {
		table[i] = make([]uint64, columns+1)
	}
	zeros := r.Float64() / 2
	for i := range rows {
		for j := range columns {
			n := uint64(r.IntN(most + 1))
			if r.Float64() < zeros {
				n = 0
			}
			for _, at := range [][2]int{{i, j}, {rows, j}, {i, columns}, {rows, columns}} {
				table[at[0]][at[1]] += n
			}
		}
	}
	return table
}

func flat[T any](rows [][]T) []T { return slices.Concat(rows...) }

// Nobody who knows the shown counts, and that hidden ones are 1 or more, knows a hidden
// one: brute force over 10,000 random tables. All below the least number are hidden,
// no zero is, and no other without need: shown alone, it would tell a hidden one.
func TestNoHiddenCountIsKnown(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	cells, extra := 0, 0
	for range 10_000 {
		rows, columns := 1+r.IntN(5), 1+r.IntN(5)
		table := randomTable(r, rows, columns, []int{1, 3, 8, 30}[r.IntN(4)])
		least := uint64(2 + r.IntN(6))
		hidden := flat(Table(table, least))
		counts := flat(table)
		lines := tableLines(rows+1, columns+1)
		cells += len(counts)
		extra += check(t, fmt.Sprint(table, " least ", least), lines, counts, hidden, least)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d of %d counts hidden for others", extra, cells)
}

func TestNoHiddenCountOfAListIsKnown(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 10_000 {
		table := randomTable(r, 1, r.IntN(7), []int{1, 3, 8, 30}[r.IntN(4)])
		least := uint64(r.IntN(8))
		counts := table[0]
		n := len(counts) - 1
		hidden, hideTotal := List(counts[:n], counts[n], least)
		var all line
		for i := range counts {
			all = append(all, i)
		}
		check(t, fmt.Sprint(counts, " least ", least), []line{all}, counts, append(hidden, hideTotal), least)
		if t.Failed() {
			return
		}
	}
}

// check returns how many counts are hidden that are not small.
func check(t *testing.T, what string, lines []line, counts []uint64, hidden []bool, least uint64) (extra int) {
	for i, n := range counts {
		switch {
		case n > 0 && n < least && !hidden[i]:
			t.Errorf("%s: count %d is shown", what, i)
		case n == 0 && hidden[i]:
			t.Errorf("%s: zero %d is hidden", what, i)
		case hidden[i] && newAttacker(lines, counts, hidden).knows(i, int(n)):
			t.Errorf("%s: hidden count %d is known: %v", what, i, hidden)
		case hidden[i] && n >= least:
			extra++
			if !needed(lines, counts, hidden, i) {
				t.Errorf("%s: count %d is hidden without need: %v", what, i, hidden)
			}
		}
	}
	return extra
}

// needed reports whether a hidden count would be known if count i were shown.
func needed(lines []line, counts []uint64, hidden []bool, i int) bool {
	shown := slices.Clone(hidden)
	shown[i] = false
	for j, n := range counts {
		if shown[j] && newAttacker(lines, counts, shown).knows(j, int(n)) {
			return true
		}
	}
	return false
}

// What is hidden is near the least that could be, by trying all that may be hidden: of
// tables of 3 × 3, on average.
func TestFewCountsAreHidden(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	lines := tableLines(4, 4)
	got, best := 0, 0
	for range 300 {
		table := randomTable(r, 3, 3, 12)
		counts, hidden := flat(table), flat(Table(table, 5))
		got += number(hidden)
		best += fewest(lines, counts, hidden)
	}
	t.Logf("%d hidden, the least is %d", got, best)
	if float64(got) > 1.05*float64(best) {
		t.Errorf("%d hidden, the least is %d", got, best)
	}
}

func number(hidden []bool) (n int) {
	for _, h := range hidden {
		if h {
			n++
		}
	}
	return n
}

// fewest returns the least number of counts to hide, of tables of 3 × 3.
func fewest(lines []line, counts []uint64, hidden []bool) int {
	least := number(hidden)
	for set := range 1 << len(counts) {
		try := make([]bool, len(counts))
		ok := true
		for i, n := range counts {
			try[i] = set>>i&1 == 1
			small := n > 0 && n < 5
			ok = ok && (try[i] || !small) && (n > 0 || !try[i])
		}
		if ok && number(try) < least && safe(lines, counts, try) {
			least = number(try)
		}
	}
	return least
}

func safe(lines []line, counts []uint64, hidden []bool) bool {
	for i, n := range counts {
		if hidden[i] && newAttacker(lines, counts, hidden).knows(i, int(n)) {
			return false
		}
	}
	return true
}

func TestByHand(t *testing.T) {
	for _, tc := range []struct {
		name   string
		table  [][]uint64
		least  uint64
		hidden string // row by row
	}{
		{"nothing small", [][]uint64{{9, 7, 16}, {8, 0, 8}, {17, 7, 24}}, 5, "........."},
		// 3 needs another in its row and its column, and these one that closes the circle.
		{"one small", [][]uint64{{3, 7, 9, 19}, {8, 6, 20, 34}, {11, 13, 29, 53}}, 5, "##..##......"},
		// Both are 1 or more, and 2 together: their total goes with them.
		{"ones", [][]uint64{{1, 1, 2}, {9, 9, 18}, {10, 10, 20}}, 2, "######..."},
		{"all small", [][]uint64{{1, 1, 2}, {1, 1, 2}, {2, 2, 4}}, 5, "#########"},
		{"one customer", [][]uint64{{1, 1}, {1, 1}}, 5, "####"},
	} {
		got := ""
		for _, h := range flat(Table(tc.table, tc.least)) {
			got += map[bool]string{true: "#", false: "."}[h]
		}
		if got != tc.hidden {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.hidden)
		}
	}
}

func BenchmarkTable(b *testing.B) {
	for _, size := range [][2]int{{30, 12}, {100, 100}} {
		table := randomTable(rand.New(rand.NewPCG(1, 2)), size[0], size[1], 40)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			for b.Loop() {
				Table(table, 5)
			}
		})
	}
}
