package kpi_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// Nobody recovers a hidden count by subtraction: in 10,000 random tables, the attacker
// solves the linear equations of rows and columns for what is hidden. (That whole
// numbers of 1 or more do not help either is tested in internal/hide.)
func TestNoHiddenCountIsRecovered(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	hidden := 0
	for range 10_000 {
		counts := make(map[int]map[int]uint64)
		rows, columns := 1+r.IntN(6), 1+r.IntN(6)
		for i := range rows {
			counts[i] = make(map[int]uint64)
			for j := range columns {
				if n := uint64(r.IntN(15)); n > 2 {
					counts[i][j] = n
				}
			}
		}
		table, err := kpi.SuppressTable(counts, 6)
		if err != nil {
			t.Fatal(err)
		}
		all := withMargins(table)
		known := recovered(all)
		for i, row := range all {
			for j, c := range row {
				if c.Hidden {
					hidden++
				}
				if c.Hidden && (c.N != 0 || known[i][j]) {
					t.Fatalf("%v tells row %d, column %d", table, i, j)
				}
				if !c.Hidden && c.N > 0 && c.N < 6 {
					t.Fatalf("%v shows %d", table, c.N)
				}
			}
		}
	}
	if hidden < 10_000 {
		t.Errorf("only %d hidden counts", hidden)
	}
}

func withMargins(t kpi.SuppressedTable[int, int]) [][]kpi.Count {
	var all [][]kpi.Count
	for i, row := range t.Counts {
		all = append(all, append(append([]kpi.Count(nil), row...), t.RowTotals[i]))
	}
	return append(all, append(append([]kpi.Count(nil), t.ColumnTotals...), t.Total))
}

// recovered returns which hidden counts the equations determine: those that are a
// pivot without free unknowns, by Gauss and Jordan with whole numbers of -1, 0, 1
// (the matrix of a two-way table is totally unimodular).
func recovered(table [][]kpi.Count) [][]bool {
	rows, columns := len(table), len(table[0])
	var equations [][]int
	for i := range rows {
		e := make([]int, rows*columns)
		for j := range columns {
			e[i*columns+j] = sign(j, columns)
		}
		equations = append(equations, e)
	}
	for j := range columns {
		e := make([]int, rows*columns)
		for i := range rows {
			e[i*columns+j] = sign(i, rows)
		}
		equations = append(equations, e)
	}
	for _, e := range equations { // what is shown is known, and goes to the other side
		for k := range e {
			if !table[k/columns][k%columns].Hidden {
				e[k] = 0
			}
		}
	}
	next := 0
	for k := range rows * columns {
		p := next
		for p < len(equations) && equations[p][k] == 0 {
			p++
		}
		if p == len(equations) {
			continue
		}
		equations[next], equations[p] = equations[p], equations[next]
		pivot := equations[next]
		for i, e := range equations {
			if f := e[k] * pivot[k]; i != next && f != 0 {
				for m := range e {
					e[m] -= f * pivot[m]
				}
			}
		}
		next++
	}
	known := make([][]bool, rows)
	for i := range known {
		known[i] = make([]bool, columns)
	}
	for _, e := range equations[:next] {
		unknowns, last := 0, 0
		for k, f := range e {
			if f != 0 {
				unknowns, last = unknowns+1, k
			}
		}
		if unknowns == 1 {
			known[last/columns][last%columns] = true
		}
	}
	return known
}

// sign is that of a count among those that add up to the last.
func sign(i, n int) int {
	if i == n-1 {
		return -1
	}
	return 1
}

// The attack itself finds what one hidden count per row gives away.
func TestTheAttackWorks(t *testing.T) {
	n, h := kpi.Count{N: 7}, kpi.Count{Hidden: true}
	known := recovered([][]kpi.Count{{h, h, n}, {n, h, n}, {n, n, n}})
	if d := cmp.Diff([][]bool{{true, true, false}, {false, true, false}, {false, false, false}}, known); d != "" {
		t.Error(d)
	}
	known = recovered([][]kpi.Count{{h, h, n}, {h, h, n}, {n, n, n}})
	if d := cmp.Diff([][]bool{{false, false, false}, {false, false, false}, {false, false, false}}, known); d != "" {
		t.Error(d)
	}
}

func TestSuppress(t *testing.T) {
	h := kpi.Count{Hidden: true}
	for _, tc := range []struct {
		counts map[string]uint64
		want   string
		total  kpi.Count
	}{
		{nil, "; 0 in total", kpi.Count{}},
		{map[string]uint64{"a": 0, "b": 9}, "a 0, b 9; 9 in total", kpi.Count{N: 9}},
		// With 3 alone hidden, 40 - 28 - 9 would tell it: the smallest other goes with it.
		{map[string]uint64{"a": 3, "b": 28, "c": 9}, "a *, b 28, c *; 40 in total", kpi.Count{N: 40}},
		{map[string]uint64{"a": 3, "b": 2, "c": 9}, "a *, b *, c 9; 14 in total", kpi.Count{N: 14}},
		// 1 and 1 are what two of 1 or more are that add up to 2, so c goes with them.
		{map[string]uint64{"a": 1, "b": 1, "c": 9}, "a *, b *, c *; 11 in total", kpi.Count{N: 11}},
		{map[string]uint64{"a": 3}, "a *; * in total", h},
		{map[string]uint64{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}, "a *, b *, c *, d *, e *; * in total", h},
	} {
		s, err := kpi.Suppress(tc.counts, 5)
		if err != nil || s.String() != tc.want || s.Total != tc.total {
			t.Errorf("%v: %v, %v, want %s", tc.counts, s, err, tc.want)
		}
	}
	s := must(kpi.Suppress(map[string]uint64{"a": 3, "b": 28, "c": 9}, 5))
	if s.Count("a") != h || s.Count("b").N != 28 || s.Count("x") != (kpi.Count{}) {
		t.Error(s)
	}
}

func TestSuppressOverflows(t *testing.T) {
	big := uint64(math.MaxUint64)
	if _, err := kpi.Suppress(map[string]uint64{"a": big, "b": 1}, 5); !errors.Is(err, kpi.ErrOverflow) {
		t.Error(err)
	}
	for _, counts := range []map[string]map[string]uint64{
		{"a": {"x": big, "y": 1}}, {"a": {"x": big}, "b": {"x": 1}}, {"a": {"x": big}, "b": {"y": 1}},
	} {
		if _, err := kpi.SuppressTable(counts, 5); !errors.Is(err, kpi.ErrOverflow) {
			t.Error(err)
		}
	}
	if s, err := kpi.Suppress(map[string]uint64{"a": big - 3, "b": 3}, 5); err != nil || !s.Count("a").Hidden || s.Total.N != big {
		t.Error(s, err)
	}
}

func TestSuppressTable(t *testing.T) {
	table := must(kpi.SuppressTable(map[string]map[string]uint64{
		"app": {"de": 3, "fr": 7, "it": 9}, "web": {"de": 8, "fr": 6, "it": 20}, "shop": {"fr": 11},
	}, 5))
	if c := table.Count("app", "de"); !c.Hidden || table.Count("web", "it").N != 20 || table.Count("shop", "de").N != 0 || table.Count("x", "de").Hidden || table.Count("app", "x").Hidden {
		t.Error(table)
	}
	empty := must(kpi.SuppressTable[string, string](nil, 5))
	if len(empty.Counts) != 0 || empty.Total != (kpi.Count{}) || !strings.Contains(empty.String(), "total") {
		t.Error(empty)
	}
	if text := (kpi.SuppressedTable[string, string]{Rows: []string{"a"}}).String(); !strings.Contains(text, "total") {
		t.Error(text)
	}
	if c := (kpi.SuppressedTable[string, string]{Rows: []string{"a"}, Columns: []string{"b"}}).Count("a", "b"); c != (kpi.Count{}) {
		t.Error(c)
	}
	if c := (kpi.SuppressedList[string]{Keys: []string{"a"}}).Count("a"); c != (kpi.Count{}) {
		t.Error(c)
	}
}

func TestCounts(t *testing.T) {
	var groups kpi.Groups[string, *nps.Accumulator]
	if err := errors.Join(groups.At("app").Add(9), groups.At("app").Add(3), groups.At("web").Add(3)); err != nil {
		t.Fatal(err)
	}
	got := kpi.Counts(&groups, func(a *nps.Accumulator) uint64 { return a.Result().N() })
	if d := cmp.Diff(map[string]uint64{"app": 2, "web": 1}, got); d != "" {
		t.Error(d)
	}
}
