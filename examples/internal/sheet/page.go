package sheet

import (
	_ "embed"
	"fmt"
	"html"
	"html/template"
	"io"
	"slices"
	"strings"
)

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
)

// A page is what the template shows.
type page struct {
	Lang, Title, Subtitle string
	Style                 template.CSS
	Words                 map[string]string
	Tiles                 []tile
	Summary               []string
	Sections              []section
	Inputs                []Input
	Legend                []legend
}

type section struct {
	ID, Title string
	Charts    []picture
	Header    []heading
	Rows      []row
	Notes     []note
}

type heading struct{ Text, Below, Class string }

type note struct {
	Text string
	Why  bool
}

// A row is one line of a table.
type row struct {
	Lead    bool // the first of its KPI
	KPI     int
	Name    string
	Missing string
	Span    int
	Cells   []entry
}

// An entry is a cell of a table: Data says where it stands in the JSON.
type entry struct {
	Text, Class string
	Data        template.HTMLAttr
}

type picture struct {
	ID, Title, About string
	Whole            bool
	Wide, Narrow     template.HTML
	Legend           []legend
	Header           []string
	Rows             [][]entry
}

type legend struct{ Class, Label string }

// A tile is the last figure of a KPI.
type tile struct {
	Name, Period, Text, Range, Change, Mood string
	Data                                    template.HTMLAttr
	Spark                                   template.HTML
}

// WriteHTML writes the document as one page that needs neither script nor another file.
// The tables show the last periods (0: all).
func (d *Document) WriteHTML(w io.Writer, periods int) error {
	t, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return err
	}
	p := page{
		Lang: d.word("en", "fr"), Title: d.Title, Subtitle: d.subtitle(), Style: template.CSS(pageCSS), Words: d.words(),
		Tiles: d.tiles(), Summary: d.Summary, Inputs: d.Inputs, Legend: d.legend(),
	}
	if p.Title == "" {
		p.Title = d.word("Customer KPIs", "Indicateurs de la relation client")
	}
	for i := range d.Tables {
		p.Sections = append(p.Sections, d.section(&d.Tables[i], periods))
	}
	return t.Execute(w, p)
}

func (d *Document) words() map[string]string {
	return map[string]string{
		"Skip":     d.word("Skip to the figures", "Aller aux chiffres"),
		"Contents": d.word("Contents", "Sommaire"),
		"Changed":  d.word("At a glance", "En bref"),
		"Compared": d.word("What changed", "Ce qui a changé"),
		"Interval": d.word("95%:", "95\u00a0%\u00a0:"),
		"Figures":  d.word("Figures of this chart", "Chiffres de ce graphique"),
		"All":      d.word("all figures", "tous les chiffres"),
		"Input":    d.word("Input", "Données"),
		"File":     d.word("file", "fichier"),
		"Lines":    d.word("lines", "lignes"),
		"Amount":   d.word("amount", "montant"),
	}
}

// subtitle says which time the figures are of.
func (d *Document) subtitle() string {
	var parts []string
	if d.Simulated {
		parts = append(parts, d.word("An invented shop", "Une boutique inventée"))
	}
	if n := len(d.Periods); n > 0 {
		parts = append(parts, fmt.Sprintf(d.word("%s to %s", "de %s à %s"), d.Periods[0].Name, d.Periods[n-1].Name))
	}
	grain := map[string]string{"day": "par jour", "week": "par semaine", "month": "par mois", "quarter": "par trimestre", "year": "par an"}[d.Grain]
	return strings.Join(append(parts, d.word("by "+d.Grain, grain), d.word("zone ", "fuseau ")+d.Zone), " · ")
}

func (d *Document) legend() []legend {
	return []legend{
		{d.word("95%", "95\u00a0%"), d.word("the interval that holds the true figure in 95 of 100 samples", "l'intervalle qui contient le vrai chiffre dans 95 échantillons sur 100")},
		{"~", d.word("the change may be noise: its interval holds 0", "l'écart est peut-être du bruit\u00a0: son intervalle contient 0")},
		{"-", d.word("not defined, such as a rate of nobody", "non défini, comme un taux de personne")},
		{"*", d.word("the data cover a part of the period", "les données couvrent une partie de la période")},
	}
}

// section lays out a table with its charts.
func (d *Document) section(t *Table, periods int) section {
	s := section{ID: t.Family, Title: t.Title}
	for _, ch := range d.charts(t) {
		s.Charts = append(s.Charts, ch.picture())
	}
	shown := d.Periods
	if periods > 0 && len(shown) > periods {
		shown = shown[len(shown)-periods:]
	}
	segments := t.Segments[:min(len(t.Segments), chartedSegments)]
	s.Header = d.headings(t, shown, segments)
	above := 0
	for i := range t.Lines {
		l := &t.Lines[i]
		s.Rows = append(s.Rows, d.row(l, l.KPI != above, shown, segments))
		above = l.KPI
	}
	for _, n := range t.Notes {
		s.Notes = append(s.Notes, note{n, slices.ContainsFunc(d.Whys, func(w Why) bool { return w.Text == n })})
	}
	if more := len(t.Segments) - len(segments); more > 0 {
		s.Notes = append(s.Notes, note{Text: fmt.Sprintf(d.word("Not shown: %d smaller segments; they are in -format json and csv.", "Non montrés\u00a0: %d segments plus petits, qui sont dans -format json et csv."), more)})
	}
	return s
}

func (d *Document) headings(t *Table, shown []Period, segments []string) []heading {
	all := []heading{{Text: d.word("figure", "chiffre")}}
	if t.Empty() {
		return append(all, heading{})
	}
	for _, p := range shown {
		all = append(all, heading{Text: p.Name + mark(p)})
	}
	if d.Latest != "" {
		all = append(all, heading{Text: d.word("95% interval", "intervalle 95\u00a0%"), Below: d.Latest}, heading{Text: d.word("change", "écart"), Below: d.Latest})
	}
	all = append(all, heading{Text: "total", Class: "total"})
	for _, s := range segments {
		all = append(all, heading{Text: d.name(s)})
	}
	return all
}

func (d *Document) row(l *Line, lead bool, shown []Period, segments []string) row {
	r := row{Lead: lead || !strings.HasPrefix(l.Label, " "), Name: l.name()}
	if lead {
		r.KPI = l.KPI
	}
	if l.Missing != "" {
		r.Missing, r.Span = d.word("missing: ", "manque\u00a0: ")+l.Missing, len(shown)+len(segments)+3
		return r
	}
	for _, p := range shown {
		r.Cells = append(r.Cells, l.cellFigure(Slot{"", p.Name}).entry())
	}
	if d.Latest != "" {
		c := l.Cells[Slot{"", d.Latest}]
		r.Cells = append(r.Cells, entry{Text: l.interval(Slot{"", d.Latest})}, entry{Text: changeText(c), Class: "change " + l.mood(c)})
	}
	total := l.cellFigure(Slot{}).entry()
	total.Class = "total"
	r.Cells = append(r.Cells, total)
	for _, s := range segments {
		r.Cells = append(r.Cells, l.cellFigure(Slot{s, ""}).entry())
	}
	return r
}

func changeText(c Cell) string {
	if c.Change == nil {
		return ""
	}
	return c.Change.Text
}

// mood says whether a change is for the better.
func (l *Line) mood(c Cell) string {
	switch {
	case c.Change == nil || l.Good == 0 || c.Change.Value == "0":
		return ""
	case c.Change.Noise:
		return "noise"
	case strings.HasPrefix(c.Change.Value, "-") == (l.Good < 0):
		return "good"
	}
	return "bad"
}

// entry is the cell of a figure. Where the figure is in the JSON, it says at which place.
func (f figure) entry() entry {
	e := entry{Text: f.text}
	if f.key != "" && f.text != "" {
		e.Data = template.HTMLAttr(fmt.Sprintf(`data-key="%s" data-segment="%s" data-period="%s"`, html.EscapeString(f.key), html.EscapeString(f.Segment), html.EscapeString(f.Period)))
	}
	return e
}

func (ch *chart) picture() picture {
	p := picture{ID: ch.id, Title: ch.title, About: ch.about, Whole: ch.wholeRow, Wide: template.HTML(ch.wide), Narrow: template.HTML(ch.narrow), Header: ch.header}
	for _, k := range ch.legend {
		p.Legend = append(p.Legend, legend{k.class, k.label})
	}
	for _, r := range ch.rows {
		var row []entry
		for _, f := range r {
			row = append(row, f.entry())
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}
