package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
)

// shownSegments is the number of segments that a table has room for.
const shownSegments = 5

// writeText writes the tables, which the eye reads: rounded, the last periods
// only.
func (d *document) writeText(w io.Writer) error {
	out := bufio.NewWriter(w)
	d.writeInputs(out)
	for _, t := range d.tables {
		d.writeTable(out, t)
	}
	fmt.Fprintf(out, "\n%s\n", text{"24  Period comparison", "24  Comparaison de périodes"}.in(d.lang))
	for _, s := range d.summary {
		fmt.Fprintf(out, "    %s\n", s)
	}
	fmt.Fprintf(out, "\n%s\n", text{
		"-  not defined, as a rate of nobody     ~  the change may be noise (95%)     *  the data cover a part of the period",
		"-  non défini, comme un taux de personne     ~  peut-être du bruit (95 %)     *  les données couvrent une partie de la période",
	}.in(d.lang))
	return out.Flush() // bufio.Writer keeps its first error
}

// writeInputs says which lines count.
func (d *document) writeInputs(w io.Writer) {
	fmt.Fprintln(w, text{"Input", "Données"}.in(d.lang))
	var rows [][]string
	for _, in := range d.inputs {
		file := "  " + in.file
		for _, t := range d.tallies(in) {
			row := []string{file, d.count(t.lines), t.label.in(d.lang), ""}
			if t.amount != nil {
				row[3] = d.sum(*t.amount)
			}
			rows = append(rows, row)
			file = ""
		}
	}
	writeAligned(w, rows, "lrlr")
}

func (d *document) count(n int) string { return quantity.show(countFigure(uint64(n)), d.lang) }

func (d *document) sum(s decimal.Decimal) string { return amount.show(kpi.ValueOf(s.Rat()), d.lang) }

// writeTable writes a table: the last periods, of the last two that are complete
// the interval of the later and the change, the total, and that of each segment.
func (d *document) writeTable(w io.Writer, t *table) {
	shown := d.calendar.periods
	if d.columns > 0 && len(shown) > d.columns {
		shown = shown[len(shown)-d.columns:]
	}
	segments := t.segments(d.segmentRows)
	more := len(segments) - shownSegments
	segments = segments[:min(len(segments), shownSegments)]

	rows := [][]string{d.header(t, shown, segments)}
	for i, l := range t.lines {
		number, label := "", l.label.in(d.lang)
		first := i == 0 || t.lines[i-1].kpi != l.kpi
		if first {
			number = fmt.Sprintf("%2d", l.kpi)
		}
		switch {
		case l.missing == "":
			rows = append(rows, append([]string{number, label}, d.cells(l, shown, segments)...))
		case first || l.missing != t.lines[i-1].missing || !strings.HasPrefix(label, " "): // the others would repeat it
			rows = append(rows, []string{number, label, text{"missing: ", "manque : "}.in(d.lang) + l.missing})
		}
	}
	fmt.Fprintln(w)
	writeAligned(w, rows, "ll")
	for _, n := range t.notes {
		fmt.Fprintf(w, "    %s\n", n.in(d.lang))
	}
	if more > 0 {
		fmt.Fprintf(w, text{"    %d smaller segments are in -format json and csv.\n", "    %d segments plus petits sont dans -format json et csv.\n"}.in(d.lang), more)
	}
}

func (d *document) header(t *table, shown []kpi.Period, segments []string) []string {
	header := []string{" #", t.title.in(d.lang)}
	if t.empty() {
		return append(header, "", "") // place for what is missing
	}
	for _, p := range shown {
		mark := "*"
		if d.calendar.complete(p) {
			mark = ""
		}
		header = append(header, p.String()+mark)
	}
	interval, change := text{"95% interval", "intervalle 95 %"}.in(d.lang), text{"change", "écart"}.in(d.lang)
	if _, after, ok := d.calendar.latest(); ok && after != shown[len(shown)-1] {
		interval, change = interval+" "+after.String(), change+" "+after.String()
	}
	header = append(header, interval, change+"  ", "total")
	return append(header, segments...)
}

// cells returns the figures of a line.
func (d *document) cells(l *line, shown []kpi.Period, segments []string) []string {
	var row []string
	for _, p := range shown {
		row = append(row, d.cell(l, slot{"", p.Index()}))
	}
	interval, change := "", ""
	if before, after, ok := d.calendar.latest(); ok {
		interval = l.unit.showInterval(l.cells[slot{"", after.Index()}].figure, d.lang)
		if c, ok := l.change("", before.Index(), after.Index()); ok {
			change = l.unit.showChange(c, d.lang)
		}
	}
	if !strings.HasSuffix(change, "~") {
		change += "  " // so that the numbers stand under each other
	}
	row = append(row, interval, change, d.cell(l, slot{"", whole}))
	for _, s := range segments {
		row = append(row, d.cell(l, slot{s, whole}))
	}
	return row
}

// cell shows a cell: blank where the figure is not made.
func (d *document) cell(l *line, s slot) string {
	c, ok := l.cells[s]
	switch {
	case !ok:
		return ""
	case c.figure == nil:
		return "-"
	}
	return l.unit.show(c.figure, d.lang)
}

// writeAligned writes rows in columns. align has a letter a column, l or r;
// columns beyond it are right-aligned. A row shorter than the first stands
// for itself: its last cell may run over the columns.
func writeAligned(w io.Writer, rows [][]string, align string) {
	if len(rows) == 0 {
		return
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			if len(row) == len(widths) || i < len(row)-1 {
				widths[i] = max(widths[i], utf8.RuneCountInString(cell))
			}
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			if i > 0 {
				b.WriteString("  ")
			}
			pad := strings.Repeat(" ", max(widths[i]-utf8.RuneCountInString(cell), 0))
			if len(row) < len(widths) && i == len(row)-1 {
				pad = ""
			}
			if i < len(align) && align[i] == 'l' {
				b.WriteString(cell + pad)
			} else {
				b.WriteString(pad + cell)
			}
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}
