package sheet

import "strings"

// A part is one line of stacked columns, and its colour.
type part struct {
	class string
	line  *Line
}

// parts returns the lines of keys such as "good:promoters"; nil if one is missing.
func (t *Table) parts(keys []string) []part {
	var all []part
	for _, k := range keys {
		class, of, _ := strings.Cut(k, ":")
		l := t.find(of)
		if l == nil {
			return nil
		}
		all = append(all, part{class, l})
	}
	return all
}

// stack draws columns over the periods, whose parts add up.
func (d *Document) stack(t *Table, title string, keys ...string) *chart {
	return d.stacked(title, t.parts(keys))
}

// columns draws one line as columns from 0.
func (d *Document) columns(t *Table, of string) *chart {
	parts := t.parts([]string{"s1:" + of})
	if parts == nil {
		return nil
	}
	ch := d.stacked(parts[0].line.name(), parts)
	if ch != nil {
		ch.legend = nil
	}
	return ch
}

func (d *Document) stacked(title string, parts []part) *chart {
	if len(parts) == 0 || len(d.Periods) < 2 {
		return nil
	}
	ch := &chart{title: title, about: d.aboutStack(), header: []string{d.word("period", "période")}}
	for _, p := range parts {
		ch.legend = append(ch.legend, key{p.class, p.line.name()})
		ch.header = append(ch.header, p.line.name())
	}
	high := 0.0
	for _, p := range d.charted() {
		row, sum := []figure{plain(p.Name + mark(p))}, 0.0
		for _, of := range parts {
			sum += of.line.Cells[Slot{"", p.Name}].Number
			row = append(row, of.line.cellFigure(Slot{"", p.Name}))
		}
		high = max(high, sum)
		ch.rows = append(ch.rows, row)
	}
	if high == 0 {
		return nil
	}
	if parts[0].line.Unit == "share" && high > 0.999 {
		high = 1
	}
	return ch.draw(func(c *canvas) {
		d.drawStack(d.newFrame(c, 0, high, parts[0].line.Unit, 4), parts)
	})
}

func (d *Document) aboutStack() string {
	for _, p := range d.charted() {
		if !p.Complete {
			return d.word("* a period that the data cover in part.", "* une période que les données couvrent en partie.")
		}
	}
	return ""
}

func (d *Document) drawStack(f frame, parts []part) {
	w := min(f.slot()*0.7, 40)
	for i, p := range d.charted() {
		from := 0.0
		for _, of := range parts {
			c, ok := of.line.Cells[Slot{"", p.Name}]
			if !ok || c.Value == "" {
				continue
			}
			top, bottom := f.y.at(from+c.Number), f.y.at(from)
			f.rect(f.x(i)-w/2, top, w, bottom-top, "fill "+of.class, d.tip(p.Name+", "+of.line.name(), c))
			from += c.Number
		}
	}
}

// voice draws the share of voice of the brands: that of the report first.
func (d *Document) voice(t *Table) *chart {
	own := t.find("share_of_voice")
	if own == nil {
		return nil
	}
	parts := []part{{"s1", own}}
	for i := range t.Lines {
		if l := &t.Lines[i]; strings.HasPrefix(l.Key, "share_of_voice_of_") {
			parts = append(parts, part{series(len(parts)), l})
		}
	}
	ch := d.stacked(d.word("Share of voice", "Part de voix"), parts)
	if ch == nil {
		return nil
	}
	for i, p := range parts {
		ch.legend[i].label = t.Brand
		if i > 0 {
			ch.legend[i].label = strings.TrimPrefix(p.line.Key, "share_of_voice_of_")
		}
		ch.header[i+1] = ch.legend[i].label
	}
	return ch
}
