package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/customerkpi/kpi/examples/internal/svg"
	"github.com/customerkpi/kpi/sentiment/alarm"
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
func drawVolume(w io.Writer, reports []alarm.Report) {
	d := svg.Begin(w, width, height)
	defer d.End()
	if len(reports) < 2 {
		return
	}
	s := newScale(reports)
	var low, band, line [][2]float64
	for i, r := range reports {
		from, to := r.Range()
		low = append(low, s.place(i, from))
		band = append(band, s.place(i, to))
		line = append(line, s.place(i, r.Count))
	}
	slices.Reverse(low)
	d.Area(append(band, low...), "#bee3f8", "expected range")
	d.Line(line, "#2b6cb0", "", "mentions")
	for i, r := range reports {
		if r.Alarm {
			d.Dot(line[i][0], line[i][1], "#c53030", r.English())
		}
	}
	d.Text(left-6, top+4, "end", "#222", fmt.Sprint(s.most))
	d.Text(left-6, height-bottom+4, "end", "#222", "0")
	first, last := reports[0].From, reports[len(reports)-1].From
	d.Text(left, height-6, "start", "#222", first.Format("2 Jan 2006"))
	d.Text(width, height-6, "end", "#222", last.Format("2 Jan 2006"))
}

// A scale places counts.
type scale struct {
	buckets int
	most    uint64
}

// newScale goes up to the largest count. What is expected beyond it, as on the
// first days, is cut.
func newScale(reports []alarm.Report) scale {
	s := scale{buckets: len(reports), most: 1}
	for _, r := range reports {
		s.most = max(s.most, r.Count)
	}
	return s
}

func (s scale) place(bucket int, count uint64) [2]float64 {
	x := left + float64(bucket)*(width-left)/float64(s.buckets-1)
	return [2]float64{x, height - bottom - float64(min(count, s.most))*(height-top-bottom)/float64(s.most)}
}
