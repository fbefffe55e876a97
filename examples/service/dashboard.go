package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"

	"github.com/customerkpi/kpi/examples/internal/svg"
)

//go:embed dashboard.html
var dashboardHTML string

var dashboard = template.Must(template.New("dashboard").Funcs(template.FuncMap{"number": number, "delta": delta, "chart": chart, "sure": sure}).Parse(dashboardHTML))

// A panel of the page is a KPI with its segments.
type panel struct {
	KPI      string
	Title    string
	Segments []segment
}

// A segment has its figures by month.
type segment struct {
	Name   string
	Last   figure
	Months []figure
}

var titles = map[string]string{
	"nps": "Net Promoter Score", "satisfied": "Satisfied customers (CSAT)", "effort": "Customer Effort Score",
	"order_value": "Average order", "customer_value": "Revenue per buyer", "first_contact": "Resolved at first contact",
	"within_hour": "Answered within the hour", "sentiment": "Net sentiment", "conversion": "Conversion of visits",
}

// getDashboard serves a page without scripts and without anything from elsewhere.
func (s *server) getDashboard(w http.ResponseWriter, _ *http.Request) {
	var page bytes.Buffer
	if err := dashboard.Execute(&page, panels(s.figures())); err != nil {
		s.log.Error("dashboard", "error", err)
		fail(w, http.StatusInternalServerError, "internal error")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	_, _ = page.WriteTo(w)
}

// panels groups figures, which come by KPI, segment and month.
func panels(all []figure) []panel {
	var out []panel
	last := figure{}
	for _, f := range all {
		if f.KPI != last.KPI {
			out = append(out, panel{KPI: f.KPI, Title: titles[f.KPI]})
		}
		p := &out[len(out)-1]
		if f.KPI != last.KPI || f.Segment != last.Segment {
			p.Segments = append(p.Segments, segment{Name: f.Segment})
		}
		s := &p.Segments[len(p.Segments)-1]
		s.Months, s.Last = append(s.Months, f), f
		last = f
	}
	return out
}

// number writes a value of a unit.
func number(unit string, v float64) string {
	switch unit {
	case "share":
		return fmt.Sprintf("%.1f%%", 100*v)
	case "points":
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// delta writes a change: that of a share in percentage points.
func delta(unit string, v float64) string {
	switch unit {
	case "share":
		return fmt.Sprintf("%+.1f pt", 100*v)
	case "points":
		return fmt.Sprintf("%+.1f", v)
	}
	return fmt.Sprintf("%+.2f", v)
}

// sure reports whether a change is known to be more than noise.
func sure(significant *bool) bool { return significant != nil && *significant }

// Size of a chart in pixels.
const chartWidth, chartHeight = 220, 48

// chart draws the months of a segment with the intervals around them.
func chart(months []figure) template.HTML {
	low, high := months[0].Value, months[0].Value
	for _, f := range months {
		low, high = min(low, f.Value), max(high, f.Value)
		if f.Interval != nil {
			low, high = min(low, f.Interval.Low), max(high, f.Interval.High)
		}
	}
	if high == low {
		high++
	}
	at := func(i int, v float64) [2]float64 {
		step := float64(chartWidth-12) / float64(max(len(months)-1, 1))
		return [2]float64{6 + step*float64(i), 4 + (chartHeight-8)*(high-v)/(high-low)}
	}
	var line, above, below [][2]float64
	for i, f := range months {
		line = append(line, at(i, f.Value))
		band := interval{Low: f.Value, High: f.Value}
		if f.Interval != nil {
			band = *f.Interval
		}
		above = append(above, at(i, band.High))
		below = append([][2]float64{at(i, band.Low)}, below...)
	}
	var b bytes.Buffer
	d := svg.Begin(&b, chartWidth, chartHeight)
	d.Area(append(above, below...), "#cfe0f5", "95% interval")
	d.Line(line, "#1f5fa8", "", "value by month")
	for i, f := range months {
		d.Dot(line[i][0], line[i][1], "#1f5fa8", f.Month+": "+number(f.Unit, f.Value))
	}
	d.End()
	return template.HTML(b.String()) // #nosec G203 -- package svg escapes its texts, and numbers are numbers
}
