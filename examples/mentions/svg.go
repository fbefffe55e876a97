package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/customerkpi/kpi/sentiment/mention"
)

// The drawing.
const (
	width  = 960
	height = 240
	left   = 48
	top    = 16
	bottom = 24
)

// drawVolume draws the volume as a line over the band that was expected, and
// the alarms as dots with their sentence.
func drawVolume(w io.Writer, reports []mention.Report) {
	fmt.Fprintf(w, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n", width, height)
	defer fmt.Fprintln(w, "</svg>")
	if len(reports) < 2 {
		return
	}
	s := newScale(reports)
	var low, high, line []string
	for i, r := range reports {
		from, to := r.Range()
		low = append(low, s.point(i, from))
		high = append(high, s.point(i, to))
		line = append(line, s.point(i, r.Count))
	}
	slices.Reverse(low)
	fmt.Fprintf(w, "<polygon points=\"%s %s\" fill=\"#bee3f8\"><title>expected range</title></polygon>\n", strings.Join(high, " "), strings.Join(low, " "))
	fmt.Fprintf(w, "<polyline points=\"%s\" fill=\"none\" stroke=\"#2b6cb0\"/>\n", strings.Join(line, " "))
	for i, r := range reports {
		if r.Alarm {
			x, y := s.place(i, r.Count)
			fmt.Fprintf(w, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"#c53030\"><title>%s</title></circle>\n", x, y, escaped(r.English()))
		}
	}
	fmt.Fprintf(w, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#222\">%d</text>\n", left-6, top+4, s.most)
	fmt.Fprintf(w, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#222\">0</text>\n", left-6, height-bottom+4)
	first, last := reports[0].From, reports[len(reports)-1].From
	fmt.Fprintf(w, "<text x=\"%d\" y=\"%d\" fill=\"#222\">%s</text>\n", left, height-6, first.Format("2 Jan 2006"))
	fmt.Fprintf(w, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#222\">%s</text>\n", width, height-6, last.Format("2 Jan 2006"))
}

// A scale places counts.
type scale struct {
	buckets int
	most    uint64
}

// newScale goes up to the largest count. What is expected beyond it, as on the
// first days, is cut.
func newScale(reports []mention.Report) scale {
	s := scale{buckets: len(reports), most: 1}
	for _, r := range reports {
		s.most = max(s.most, r.Count)
	}
	return s
}

func (s scale) place(bucket int, count uint64) (x, y float64) {
	x = left + float64(bucket)*(width-left)/float64(s.buckets-1)
	return x, height - bottom - float64(min(count, s.most))*(height-top-bottom)/float64(s.most)
}

func (s scale) point(bucket int, count uint64) string {
	x, y := s.place(bucket, count)
	return fmt.Sprintf("%.1f,%.1f", x, y)
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder has no error
	return b.String()
}
