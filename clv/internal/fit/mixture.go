package fit

import (
	"math"

	"github.com/customerkpi/kpi/internal/newton"
)

// A Mixture is a likelihood that is a sum of parts: who is alive, and who left when.
type Mixture struct {
	Scale  float64       // the logarithm of what all parts are over
	Total  float64       // of the parts
	D      [4]float64    // sums of the parts times the derivatives of their logarithms
	Second [4][4]float64 // and times second derivatives and products of first ones, on and above the diagonal
}

// AddTo adds the logarithm of a mixture and its derivatives to a log-likelihood, w
// times.
func (m *Mixture) AddTo(sum *newton.Point, w float64) {
	sum.Value += w * (m.Scale + math.Log(m.Total))
	d := m.D
	for i := range d {
		d[i] /= m.Total
		sum.Grad[i] += w * d[i]
	}
	for i := range d {
		for j := i; j < len(d); j++ {
			sum.Hess[i][j] += w * (m.Second[i][j]/m.Total - d[i]*d[j])
		}
	}
}
