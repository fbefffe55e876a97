package sheet

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"
)

// A canvas is one drawing in SVG. Colours are classes of the page's style, so that
// one drawing serves light, dark and print.
type canvas struct {
	b             strings.Builder
	width, height float64
}

func (c *canvas) rect(x, y, w, h float64, class, title string) {
	fmt.Fprintf(&c.b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="%s">%s</rect>`, x, y, max(w, 0), max(h, 0), class, tooltip(title))
}

func (c *canvas) line(x1, y1, x2, y2 float64, class string) {
	fmt.Fprintf(&c.b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>`, x1, y1, x2, y2, class)
}

func (c *canvas) dot(x, y, r float64, class, title string) {
	fmt.Fprintf(&c.b, `<circle cx="%.1f" cy="%.1f" r="%.1f" class="%s">%s</circle>`, x, y, r, class, tooltip(title))
}

// text writes from, to or around x: the anchor is start, end or middle.
func (c *canvas) text(x, y float64, anchor, class, s string) {
	fmt.Fprintf(&c.b, `<text x="%.1f" y="%.1f" text-anchor="%s" class="%s">%s</text>`, x, y, anchor, class, html.EscapeString(s))
}

// A point is a place on the canvas.
type point struct{ x, y float64 }

func (c *canvas) path(points []point, class string, closed bool) {
	if len(points) < 2 {
		return
	}
	c.b.WriteString(`<path d="`)
	for i, p := range points {
		fmt.Fprintf(&c.b, "%c%.1f %.1f", "ML"[min(i, 1)], p.x, p.y)
	}
	if closed {
		c.b.WriteByte('Z')
	}
	fmt.Fprintf(&c.b, `" class="%s"/>`, class)
}

// tooltip is what is shown where the mouse rests.
func tooltip(title string) string {
	if title == "" {
		return ""
	}
	return "<title>" + html.EscapeString(title) + "</title>"
}

// svg returns the drawing. What it says is said by the label and the table below it,
// so that for a screen reader it is one picture.
func (c *canvas) svg(class, label string) string {
	return fmt.Sprintf(`<svg class="%s" viewBox="0 0 %.0f %.0f" role="img" aria-label="%s">%s</svg>`, class, c.width, c.height, html.EscapeString(label), c.b.String())
}

// widthOf is about the width of a text of the size of the labels.
func widthOf(s string) float64 { return 7.9 * float64(utf8.RuneCountInString(s)) }

// clipped cuts a text to about a width.
func clipped(s string, width float64) string {
	if widthOf(s) <= width {
		return s
	}
	runes := []rune(s)
	return string(runes[:max(int(width/7.9)-1, 1)]) + "…"
}
