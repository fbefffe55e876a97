// Package fit is what the fits of all models share.
package fit

import (
	"fmt"
	"math"
	"strings"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/newton"
)

// Of returns the Fit of a search.
func Of(names []string, r newton.Result, customers uint64, rows int) clv.Fit {
	f := clv.Fit{
		Cov: r.Cov, LogLikelihood: r.Value, Gradient: r.Gradient,
		Iterations: r.Iterations, Customers: customers, Rows: rows, Status: clv.Stopped,
	}
	for i, name := range names {
		p := clv.Param{Name: name, Value: r.Params[i]}
		if r.Cov != nil {
			p.StdErr = math.Sqrt(max(0, r.Cov[i][i]))
		}
		f.Params = append(f.Params, p)
	}
	if r.Converged {
		f.Status = clv.Converged
	} else {
		f.Warnings = append(f.Warnings, fmt.Sprintf("stopped after %d steps with a gradient of %.2g", r.Iterations, r.Gradient))
	}
	for i, side := range r.Bound {
		if side == 0 {
			continue
		}
		f.Status = clv.Boundary
		way := "grows without end"
		if side < 0 {
			way = "falls to 0"
		}
		f.Warnings = append(f.Warnings, fmt.Sprintf("%s %s: the likelihood has no maximum inside", names[i], way))
	}
	if r.Flat != nil {
		f.Status = clv.NotIdentified
		f.Warnings = append(f.Warnings, "the likelihood does not change along "+direction(names, r.Flat)+": there is no single best set of parameters")
	}
	return f
}

// direction words a direction like "r and alpha".
func direction(names []string, flat []float64) string {
	var with []string
	for i, x := range flat {
		if math.Abs(x) > 0.1 {
			with = append(with, names[i])
		}
	}
	return strings.Join(with, " and ")
}
