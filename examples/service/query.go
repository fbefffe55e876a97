package main

import (
	"net/http"
)

// kpis is the answer to a query.
type kpis struct {
	Figures []figure `json:"figures"`
}

// getKPIs serves figures, all or those of a KPI, a segment, a month.
func (s *server) getKPIs(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	for name := range q {
		if name != "kpi" && name != "segment" && name != "month" {
			fail(w, http.StatusBadRequest, "a parameter that is none of kpi, segment, month")
			return
		}
	}
	all := kpis{Figures: []figure{}}
	for _, f := range s.figures() {
		if wanted(q, "kpi", f.KPI) && wanted(q, "segment", f.Segment) && wanted(q, "month", f.Month) {
			all.Figures = append(all.Figures, f)
		}
	}
	writeJSON(w, http.StatusOK, all)
}

// wanted reports whether a query asks for a value, or for all.
func wanted(q map[string][]string, name, value string) bool {
	return len(q[name]) == 0 || q[name][0] == value
}
