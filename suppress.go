package kpi

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/customerkpi/kpi/internal/hide"
)

// A Count is a number to be shown, or one that is hidden: then N is 0.
type Count struct {
	N      uint64 `json:"n"`
	Hidden bool   `json:"hidden,omitempty"`
}

// String returns the number, or "*" where it is hidden.
func (c Count) String() string {
	if c.Hidden {
		return "*"
	}
	return fmt.Sprint(c.N)
}

// Counts returns a number for each group, such as its answers:
//
//	answers := kpi.Counts(&byChannel, func(a *nps.Accumulator) uint64 { return a.Result().N() })
//
// as [Suppress], [PostStratify] and other functions of counts by key take them.
func Counts[K Key, A Accumulator[A]](g *Groups[K, A], n func(A) uint64) map[K]uint64 {
	counts := make(map[K]uint64, g.Len())
	for key, a := range g.All() {
		counts[key] = n(a)
	}
	return counts
}

// A SuppressedList is counts by key, with their total, of which some are hidden.
type SuppressedList[K Key] struct {
	Keys   []K     `json:"keys"` // ascending
	Counts []Count `json:"counts"`
	Total  Count   `json:"total"`
}

// Suppress hides small counts, so that nobody can tell few customers from the figures
// of a segment: those from 1 to least-1, and as many others as it takes so that no hidden
// count follows from the total and the shown ones (complementary suppression).
// Zeros are shown. Hide also the figures of what is hidden: they subtract like counts.
//
//	counts, err := kpi.Suppress(kpi.Counts(&byChannel, answers), 5)
//
// What it promises: a reader who sees the list, and who knows that hidden counts are 1 or
// more, cannot work out any hidden count; each has at least two possible values. The
// total is hidden only if it is small itself, or if there is no other way. The promise
// holds for one list. Two that overlap, such as counts by month and by quarter, or the
// same counts a day later, can give hidden ones away.
//
// A least of 0 or 1 hides nothing. A total above 2^64-1 is [ErrOverflow].
func Suppress[K Key](counts map[K]uint64, least uint64) (SuppressedList[K], error) {
	s := SuppressedList[K]{Keys: slices.Sorted(maps.Keys(counts))}
	row := make([]uint64, 0, len(counts))
	total := uint64(0)
	for _, key := range s.Keys {
		n := counts[key]
		row = append(row, n)
		var over uint64
		if total, over = bits.Add64(total, n, 0); over > 0 {
			return SuppressedList[K]{}, fmt.Errorf("kpi: total of counts: %w", ErrOverflow)
		}
	}
	hidden, hideTotal := hide.List(row, total, least)
	s.Counts, s.Total = shown(row, hidden), shown([]uint64{total}, []bool{hideTotal})[0]
	return s, nil
}

// shown returns counts without the hidden ones.
func shown(counts []uint64, hidden []bool) []Count {
	all := make([]Count, len(counts))
	for i, n := range counts {
		if hidden[i] {
			all[i].Hidden = true
		} else {
			all[i].N = n
		}
	}
	return all
}

// Count returns the count of a key; that of another key is 0.
func (s SuppressedList[K]) Count(key K) Count {
	if i, ok := slices.BinarySearch(s.Keys, key); ok && i < len(s.Counts) {
		return s.Counts[i]
	}
	return Count{}
}

// String returns a text like "app *, shop 31, web *; 45 in total".
func (s SuppressedList[K]) String() string {
	parts := make([]string, min(len(s.Keys), len(s.Counts)))
	for i := range parts {
		parts[i] = fmt.Sprintf("%v %v", s.Keys[i], s.Counts[i])
	}
	return fmt.Sprintf("%s; %v in total", strings.Join(parts, ", "), s.Total)
}

// A SuppressedTable is counts by two keys, with the totals of rows and columns and that
// of all, of which some are hidden.
type SuppressedTable[R, C Key] struct {
	Rows         []R       `json:"rows"`    // ascending
	Columns      []C       `json:"columns"` // ascending
	Counts       [][]Count `json:"counts"`  // by row, then column
	RowTotals    []Count   `json:"row_totals"`
	ColumnTotals []Count   `json:"column_totals"`
	Total        Count     `json:"total"`
}

// SuppressTable is [Suppress] for a table with its totals, of rows and then columns: a
// hidden count can be computed neither from its row nor from its column, nor from
// several of them together. What has no count is 0.
//
// It hides few more than it must, about 3% of what is hidden in small tables: to find
// the fewest takes a time that grows exponentially. It takes about 10 ms for 30 rows
// of 12 columns.
//
// Source: D. Gusfield, SIAM Journal on Computing 17 (1988) 552-571; L. H. Cox, Journal
// of the American Statistical Association 75 (1980) 377-385.
func SuppressTable[R, C Key](counts map[R]map[C]uint64, least uint64) (SuppressedTable[R, C], error) {
	t := SuppressedTable[R, C]{Rows: slices.Sorted(maps.Keys(counts))}
	columns := make(map[C]bool)
	for _, row := range counts {
		for c := range row {
			columns[c] = true
		}
	}
	t.Columns = slices.Sorted(maps.Keys(columns))
	table := make([][]uint64, 0, len(t.Rows)+1)
	for _, r := range t.Rows {
		row := make([]uint64, 0, len(t.Columns)+1)
		for _, c := range t.Columns {
			row = append(row, counts[r][c])
		}
		table = append(table, row)
	}
	table, ok := withTotals(table, len(t.Columns))
	if !ok {
		return SuppressedTable[R, C]{}, fmt.Errorf("kpi: total of counts: %w", ErrOverflow)
	}
	for i, hidden := range hide.Table(table, least) {
		row := shown(table[i], hidden)
		if i == len(t.Rows) {
			t.ColumnTotals, t.Total = row[:len(t.Columns)], row[len(t.Columns)]
			break
		}
		t.Counts = append(t.Counts, row[:len(t.Columns)])
		t.RowTotals = append(t.RowTotals, row[len(t.Columns)])
	}
	return t, nil
}

// withTotals returns a table with the totals of its rows and a row of those of its
// columns, or false where one has more than 64 bits.
func withTotals(table [][]uint64, columns int) ([][]uint64, bool) {
	totals := make([]uint64, columns+1)
	overs := uint64(0)
	add := func(to *uint64, n uint64) {
		sum, over := bits.Add64(*to, n, 0)
		*to, overs = sum, overs|over
	}
	for i, row := range table {
		total := uint64(0)
		for j, n := range row {
			add(&total, n)
			add(&totals[j], n)
		}
		add(&totals[columns], total)
		table[i] = append(row, total)
	}
	return append(table, totals), overs == 0
}

// Count returns the count of a row and a column; that of others is 0.
func (t SuppressedTable[R, C]) Count(row R, column C) Count {
	i, ok := slices.BinarySearch(t.Rows, row)
	j, ok2 := slices.BinarySearch(t.Columns, column)
	if !ok || !ok2 || i >= len(t.Counts) || j >= len(t.Counts[i]) {
		return Count{}
	}
	return t.Counts[i][j]
}

// String returns the table with its totals as aligned text.
func (t SuppressedTable[R, C]) String() string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(name any, counts []Count, total any) {
		fmt.Fprintf(w, "%v\t", name)
		for _, c := range counts {
			fmt.Fprintf(w, "%v\t", c)
		}
		fmt.Fprintf(w, "%v\t\n", total)
	}
	fmt.Fprint(w, "\t")
	for _, c := range t.Columns {
		fmt.Fprintf(w, "%v\t", c)
	}
	fmt.Fprint(w, "total\t\n")
	for i, r := range t.Rows {
		if i < len(t.Counts) && i < len(t.RowTotals) {
			line(r, t.Counts[i], t.RowTotals[i])
		}
	}
	line("total", t.ColumnTotals, t.Total)
	w.Flush()
	return text.String()
}
