// Package svg writes simple drawings of the examples.
package svg

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// A Drawing is written part by part; its writer keeps the errors.
type Drawing struct{ w io.Writer }

// Begin begins a drawing of a size, on white: its texts are dark.
func Begin(w io.Writer, width, height int) Drawing {
	fmt.Fprintf(w, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\" style=\"background:#fff\">\n", width, height)
	return Drawing{w}
}

// End ends the drawing.
func (d Drawing) End() { fmt.Fprintln(d.w, "</svg>") }

// Rect draws a rectangle; the title is shown where the mouse rests.
func (d Drawing) Rect(x, y, width, height int, fill, title string) {
	fmt.Fprintf(d.w, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"><title>%s</title></rect>\n", x, y, width, height, fill, escaped(title))
}

// Text writes a text from, to or around x: the anchor is start, end or middle.
func (d Drawing) Text(x, y int, anchor, fill, text string) {
	fmt.Fprintf(d.w, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n", x, y, anchor, fill, escaped(text))
}

// Line draws a line through points.
func (d Drawing) Line(points [][2]float64, stroke, dashes, title string) {
	fmt.Fprintf(d.w, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\" points=\"", stroke, dashes)
	for _, p := range points {
		fmt.Fprintf(d.w, "%.1f,%.1f ", p[0], p[1])
	}
	fmt.Fprintf(d.w, "\"><title>%s</title></polyline>\n", escaped(title))
}

// Area fills what points surround.
func (d Drawing) Area(points [][2]float64, fill, title string) {
	fmt.Fprintf(d.w, "<polygon fill=\"%s\" points=\"", fill)
	for _, p := range points {
		fmt.Fprintf(d.w, "%.1f,%.1f ", p[0], p[1])
	}
	fmt.Fprintf(d.w, "\"><title>%s</title></polygon>\n", escaped(title))
}

// Dot draws a point.
func (d Drawing) Dot(x, y float64, fill, title string) {
	fmt.Fprintf(d.w, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"%s\"><title>%s</title></circle>\n", x, y, fill, escaped(title))
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder has no error
	return b.String()
}

// WriteFile writes a file by draw.
func WriteFile(path string, draw func(io.Writer)) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(file)
	draw(out)
	if err := out.Flush(); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

// Elements counts the elements of a name in a drawing. One that is not well-formed
// is an error.
func Elements(path, name string) (n int, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	for d := xml.NewDecoder(file); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return 0, fmt.Errorf("%s: %w", path, err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == name {
			n++
		}
	}
}
