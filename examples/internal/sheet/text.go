package sheet

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// shownSegments is the number of segments that a table has room for.
const shownSegments = 5

// WriteText writes the tables, which the eye reads: rounded, the last periods
// only (0: all).
func (d *Document) WriteText(w io.Writer, periods int) error {
	out := bufio.NewWriter(w)
	d.writeInputs(out)
	for i := range d.Tables {
		d.writeTable(out, &d.Tables[i], periods)
	}
	fmt.Fprintf(out, "\n%s\n", d.word("24  Period comparison", "24  Comparaison de périodes"))
	for _, s := range d.Summary {
		fmt.Fprintf(out, "    %s\n", s)
	}
	fmt.Fprintf(out, "\n%s\n", d.word(
		"-  not defined, as a rate of nobody     ~  the change may be noise (95%)     *  the data cover a part of the period",
		"-  non défini, comme un taux de personne     ~  peut-être du bruit (95\u00a0%)     *  les données couvrent une partie de la période",
	))
	return out.Flush() // bufio.Writer keeps its first error
}

// writeInputs says which lines count.
func (d *Document) writeInputs(w io.Writer) {
	fmt.Fprintln(w, d.word("Input", "Données"))
	var rows [][]string
	for _, in := range d.Inputs {
		file := "  " + in.File
		for _, t := range in.Tallies {
			rows = append(rows, []string{file, t.Text, t.Label, t.AmountText})
			file = ""
		}
	}
	writeAligned(w, rows, "lrlr")
}

// writeTable writes a table: the last periods, of the last two that are complete
// the interval of the later and the change, the total, and that of each segment.
func (d *Document) writeTable(w io.Writer, t *Table, periods int) {
	shown := d.Periods
	if periods > 0 && len(shown) > periods {
		shown = shown[len(shown)-periods:]
	}
	segments := t.Segments[:min(len(t.Segments), shownSegments)]

	rows := [][]string{d.header(t, shown, segments)}
	var above Line // the last line that is shown
	for _, l := range t.Lines {
		if l.Detail {
			continue
		}
		number := ""
		first := above.KPI != l.KPI
		if first {
			number = fmt.Sprintf("%2d", l.KPI)
		}
		switch {
		case l.Missing == "":
			rows = append(rows, append([]string{number, l.Label}, d.cells(l, shown, segments)...))
		case first || l.Missing != above.Missing || !strings.HasPrefix(l.Label, " "): // the others would repeat it
			rows = append(rows, []string{number, l.Label, d.word("missing: ", "manque\u00a0: ") + l.Missing})
		}
		above = l
	}
	fmt.Fprintln(w)
	writeAligned(w, rows, "ll")
	for _, n := range t.Notes {
		fmt.Fprintf(w, "    %s\n", n)
	}
	d.writeMore(w, len(t.Segments)-len(segments))
}

// writeMore says that there are more segments than a table shows.
func (d *Document) writeMore(w io.Writer, more int) {
	switch {
	case more == 1:
		fmt.Fprintln(w, d.word("    1 smaller segment is in -format json and csv.", "    1 segment plus petit est dans -format json et csv."))
	case more > 1:
		fmt.Fprintf(w, d.word("    %d smaller segments are in -format json and csv.\n", "    %d segments plus petits sont dans -format json et csv.\n"), more)
	}
}

func (d *Document) header(t *Table, shown []Period, segments []string) []string {
	header := []string{" #", t.Title}
	if t.Empty() {
		return append(header, "", "") // place for what is missing
	}
	for _, p := range shown {
		mark := "*"
		if p.Complete {
			mark = ""
		}
		header = append(header, p.Name+mark)
	}
	interval, change := d.word("95% interval", "intervalle 95\u00a0%"), d.word("change", "écart")
	if d.Latest != "" && d.Latest != shown[len(shown)-1].Name {
		interval, change = interval+" "+d.Latest, change+" "+d.Latest
	}
	header = append(header, interval, change+"  ", "total")
	for _, s := range segments {
		header = append(header, d.name(s))
	}
	return header
}

// cells returns the figures of a line.
func (d *Document) cells(l Line, shown []Period, segments []string) []string {
	var row []string
	for _, p := range shown {
		row = append(row, l.cell(Slot{"", p.Name}))
	}
	interval, change := "", ""
	if d.Latest != "" {
		latest := l.Cells[Slot{"", d.Latest}]
		if latest.Interval != nil {
			interval = latest.Interval.Text
		}
		if latest.Change != nil {
			change = latest.Change.Text
		}
	}
	if !strings.HasSuffix(change, "~") {
		change += "  " // so that the numbers stand under each other
	}
	row = append(row, interval, change, l.cell(Slot{"", ""}))
	for _, s := range segments {
		row = append(row, l.cell(Slot{s, ""}))
	}
	return row
}

// cell shows a cell: blank where the figure is not made.
func (l Line) cell(s Slot) string {
	c, ok := l.Cells[s]
	if ok && c.Value == "" {
		return "-"
	}
	return c.Text
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
