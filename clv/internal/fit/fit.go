// Package fit is what the fits of all models share.
package fit

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/newton"
)

// Numbers are those of the customers of a fit: who were fitted, who say nothing to
// the model and were left out, and the distinct rows.
type Numbers struct {
	Customers, LeftOut uint64
	Rows               int
}

// Count adds the customers of a row, weight or 1 of them.
func (n *Numbers) Count(op string, weight uint64, fitted bool) error {
	weight = max(1, weight)
	if total := n.Customers + n.LeftOut; total+weight < total {
		return fmt.Errorf("%s: %w: more than 2^64-1 customers", op, kpi.ErrOverflow)
	}
	if fitted {
		n.Customers += weight
	} else {
		n.LeftOut += weight
	}
	return nil
}

// Of returns the Fit of a search.
func Of(names []string, r newton.Result, n Numbers) clv.Fit {
	f := clv.Fit{
		Cov: r.Cov, LogLikelihood: r.Value,
		Iterations: r.Iterations, Customers: n.Customers, LeftOut: n.LeftOut, Rows: n.Rows, Status: clv.Stopped,
	}
	for i, name := range names {
		p := clv.Param{Name: name, Value: r.Params[i]}
		if !slices.ContainsFunc(r.Flat, func(d []float64) bool { return math.Abs(d[i]) > alike }) {
			p.StdErr = math.Sqrt(max(0, r.Cov[i][i]))
		}
		f.Params = append(f.Params, p)
	}
	if r.Converged {
		f.Status = clv.Converged
	} else {
		Warn(&f, fmt.Sprintf("stopped after %d steps with a gradient of %.2g", r.Iterations, r.Gradient))
	}
	ends(&f, names, r)
	return f
}

// ends changes the status of a fit whose search has no top inside, or no single one,
// and warns of it.
func ends(f *clv.Fit, names []string, r newton.Result) {
	for i, side := range r.Bound {
		if side == 0 {
			continue
		}
		f.Status = clv.Boundary
		way := "grows without end"
		if side < 0 {
			way = "falls to 0"
		}
		Warn(f, fmt.Sprintf("%s %s: the likelihood has no maximum inside", names[i], way))
	}
	for _, direction := range r.Flat {
		with, far := along(names, r.Logs, direction)
		if far {
			if f.Status != clv.NotIdentified {
				f.Status = clv.Boundary
			}
			Warn(f, "the likelihood rises along "+with+" without end: the customers do not differ in what they stand for")
			continue
		}
		f.Status, f.Cov = clv.NotIdentified, nil
		for i := range f.Params {
			f.Params[i].StdErr = 0
		}
		Warn(f, "the likelihood does not change along "+with+": there is no single best set of parameters")
	}
}

// Warn adds a warning, once: two directions may be flat along the same parameters.
func Warn(f *clv.Fit, warning string) {
	if !slices.Contains(f.Warnings, warning) {
		f.Warnings = append(f.Warnings, warning)
	}
}

// alike is the part of a direction that a parameter has to have to belong to it.
const alike = 0.05

// along words a flat direction like "r and alpha", and says whether one of its
// parameters has gone a thousand times above or below the usual.
func along(names []string, logs, direction []float64) (with string, far bool) {
	var found []string
	for i, x := range direction {
		if math.Abs(x) > alike {
			found = append(found, names[i])
			far = far || math.Abs(logs[i]) > math.Log(1000)
		}
	}
	return strings.Join(found, " and "), far
}
