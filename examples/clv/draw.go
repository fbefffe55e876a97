package main

import (
	"fmt"
	"io"
	"math"
	"time"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/examples/internal/svg"
)

// A week is the repeat orders until its end, of all customers, as counted and as
// the first model has it.
type week struct {
	end              time.Time
	fitted           bool
	actual, expected float64
}

// track follows the repeat orders week by week, of the customers of the fit.
func (f *forecast) track(log *orderLog, end time.Time) ([]week, error) {
	known := map[string]bool{}
	births := map[float64]float64{} // customers by weeks before the end
	for _, c := range f.customers {
		known[c.ID] = true
		births[c.T]++
	}
	var weeks []week
	for at := log.first.Add(clv.Week); !at.After(log.last); at = at.Add(clv.Week) {
		rows, err := log.history.Customers(clv.Summary{End: at})
		if err != nil {
			return nil, err
		}
		w := week{end: at, fitted: !at.After(end)}
		for _, r := range rows {
			if known[r.ID] {
				w.actual += float64(r.Frequency)
			}
		}
		after := at.Sub(end).Hours() / clv.Week.Hours()
		for _, t := range sortedKeys(births) {
			if age := t + after; age > 0 {
				e, err := f.models[0].Expected(age)
				if err != nil {
					return nil, err
				}
				w.expected += births[t] * e
			}
		}
		weeks = append(weeks, w)
	}
	return weeks, nil
}

const ink, blue, grey = "#222", "#2b6cb0", "#888"

// drawTracking draws the repeat orders, counted and expected.
func drawTracking(w io.Writer, weeks []week) {
	const left, top, width, height = 70, 20, 640, 300
	d := svg.Begin(w, left+width+20, top+height+50)
	defer d.End()
	highest := 1.0
	for _, k := range weeks {
		highest = max(highest, k.actual, k.expected)
	}
	x := func(i int) float64 { return left + float64(width)*float64(i+1)/float64(len(weeks)) }
	y := func(v float64) float64 { return top + height*(1-v/highest) }
	var actual, expected [][2]float64
	split := 0
	for i, k := range weeks {
		actual = append(actual, [2]float64{x(i), y(k.actual)})
		expected = append(expected, [2]float64{x(i), y(k.expected)})
		if k.fitted {
			split = i
		}
	}
	d.Line([][2]float64{{x(split), top}, {x(split), top + height}}, grey, "4 4", "the models are fitted up to here")
	d.Line(actual, ink, "", "counted")
	d.Line(expected, blue, "6 3", "expected")
	for i := range 5 {
		v := highest * float64(i) / 4
		d.Text(left-8, int(y(v))+4, "end", ink, fmt.Sprintf("%.0f", v))
	}
	for i := 0; i < len(weeks); i += max(1, len(weeks)/6) {
		d.Text(int(x(i)), top+height+18, "middle", ink, weeks[i].end.Format("2 Jan 06"))
	}
	d.Text(left, top+height+40, "start", ink, "repeat orders of the customers, counted (line) and expected (dashes)")
}

// drawAlive draws the chance to be a customer still, by recency and frequency, of
// those who were watched longest.
func (f *forecast) drawAlive(w io.Writer) {
	const left, top, side, cells = 60, 20, 22, 20
	longest, often := 1.0, 1.0
	for _, c := range f.customers {
		longest, often = max(longest, c.T), max(often, float64(c.Frequency))
	}
	often = min(often, 2*cells)
	d := svg.Begin(w, left+side*cells+20, top+side*cells+64)
	defer d.End()
	for i := range cells { // recency
		for j := range cells { // frequency
			c := clv.Customer{Frequency: uint64(math.Ceil(often * float64(j+1) / cells)), Recency: longest * float64(i+1) / cells, T: longest}
			alive, err := f.models[0].Alive(c)
			if err != nil {
				continue
			}
			d.Rect(left+side*j, top+side*(cells-1-i), side-1, side-1, fmt.Sprintf("hsl(210,60%%,%.0f%%)", 97-57*alive),
				fmt.Sprintf("%d orders, the last after %.1f of %.1f weeks: %.0f%%", c.Frequency, c.Recency, c.T, 100*alive))
		}
	}
	for _, i := range []int{0, cells / 2, cells - 1} {
		d.Text(left-8, top+side*(cells-1-i)+15, "end", ink, fmt.Sprintf("%.0f", longest*float64(i+1)/cells))
		d.Text(left+side*i+side/2, top+side*cells+16, "middle", ink, fmt.Sprintf("%.0f", math.Ceil(often*float64(i+1)/cells)))
	}
	d.Text(left, top+side*cells+38, "start", ink, fmt.Sprintf("chance to be a customer still after %.0f weeks,", longest))
	d.Text(left, top+side*cells+54, "start", ink, "by the week of the last order (up) and repeat orders (right)")
}
