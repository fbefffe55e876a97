package main

import (
	"fmt"
	"io"
	"math"

	"github.com/customerkpi/kpi/examples/internal/svg"
	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/retention/cohort"
)

// drawFunnel draws a bar a step.
func drawFunnel(w io.Writer, r event.Result) {
	const left, height, most = 80, 36, 400
	s := svg.Begin(w, left+most+220, height*len(r.Steps)+8)
	defer s.End()
	for i, bar := range r.Steps {
		y, length := 4+height*i, 0
		if all := r.Steps[0].Count; all > 0 {
			length = int(float64(most)*float64(bar.Count)/float64(all) + 0.5)
		}
		s.Text(left-8, y+20, "end", "#222", bar.Name)
		s.Rect(left, y, length, height-8, "#2b6cb0", waits(bar.Wait))
		s.Text(left+length+8, y+20, "start", "#222", fmt.Sprint(bar.Count, " ", waits(bar.Wait)))
	}
}

// drawCohorts draws the triangle as a heat map: a darker cell has a higher rate,
// an open one is grey, for it may still grow.
func drawCohorts(w io.Writer, t cohort.Table) {
	const left, top, width, height = 120, 24, 48, 24
	s := svg.Begin(w, left+width*t.Ages(), top+height*len(t.Cohorts))
	defer s.End()
	for age := range t.Ages() {
		s.Text(left+width*age+width/2, top-8, "middle", "#222", fmt.Sprint(age))
	}
	for row, c := range t.Cohorts {
		y := top + height*row
		s.Text(left-8, y+16, "end", "#222", fmt.Sprintf("%v (%d)", c.Period, c.Size))
		for age, cell := range c.Cells {
			x := left + width*age
			rate, err := c.Rate(age)
			if err != nil {
				s.Rect(x, y, width-1, height-1, "#ddd", fmt.Sprintf("%d so far", cell.Retained))
				continue
			}
			// from white to blue, by the square root: low rates differ more
			share := rate.Float64()
			light := 97 - 57*math.Sqrt(share)
			ink := "#222"
			if light < 60 {
				ink = "#fff"
			}
			s.Rect(x, y, width-1, height-1, fmt.Sprintf("hsl(210,60%%,%.0f%%)", light), rate.String())
			s.Text(x+width/2, y+16, "middle", ink, rate.Percent(0).StringFixed(0)+"%")
		}
	}
}
