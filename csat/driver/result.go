package driver

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/customerkpi/kpi"
)

// A Result is what the answers add up to, exactly. Column 0 is the score, column i
// the predictor i-1.
type Result struct {
	N        uint64        `json:"n"`               // answers
	Names    []string      `json:"names,omitempty"` // of the predictors
	Sums     []kpi.Value   `json:"sums"`            // of each column
	Products [][]kpi.Value `json:"products"`        // Products[i][j] is Σ (column i × column j), j <= i
}

func value(v *big.Int) kpi.Value { return kpi.ValueOf(new(big.Rat).SetInt(v)) }

// nearlyCollinear is the least eigenvalue of the correlations of predictors that are
// not taken for collinear. What float64 leaves of shares then is right to 1e-6 at
// least, and to 1e-12 for eigenvalues above 1e-4.
const nearlyCollinear = 1e-10

// Correlations returns the correlations of the columns with each other, -1 to 1, the
// score first:
//
//	r(x, y) = (n Σxy - Σx Σy) / √((n Σx² - (Σx)²) (n Σy² - (Σy)²))
//
// The sums are exact, and each correlation is within a few units of the last place of
// float64. Without an answer, or where a column is constant, they are
// [kpi.ErrUndefined]. A Result that is not one of an Accumulator may be
// [kpi.ErrRange].
func (r Result) Correlations() ([][]float64, error) {
	m, err := r.moments()
	if err != nil {
		return nil, err
	}
	return m.correlations, nil
}

// moments are the correlations and the standard deviations of the columns.
type moments struct {
	correlations [][]float64
	deviations   []float64 // times n
}

func (r Result) moments() (moments, error) {
	k := len(r.Sums)
	if r.N == 0 {
		return moments{}, undefined("no answer")
	}
	if k < 2 || k > 1+MaxPredictors {
		return moments{}, errCount(k-1, 1, MaxPredictors)
	}
	if len(r.Products) != k || len(r.Names) != 0 && len(r.Names) != k-1 {
		return moments{}, &kpi.RangeError{Op: "driver", Name: "number of products or names", Value: len(r.Products), Min: k, Max: k}
	}
	m := moments{deviations: make([]float64, k)}
	for i := range k {
		if len(r.Products[i]) != i+1 {
			return moments{}, &kpi.RangeError{Op: "driver", Name: "number of products", Value: len(r.Products[i]), Min: i + 1, Max: i + 1}
		}
		square := r.centred(i, i)
		if square.Sign() <= 0 {
			return moments{}, undefined("%s is the same in all %d answers", r.column(i), r.N)
		}
		f, _ := square.Float64()
		m.deviations[i] = math.Sqrt(f)
		row := make([]float64, k)
		row[i] = 1
		for j := range i {
			product, _ := r.centred(i, j).Float64()
			row[j] = product / m.deviations[i] / m.deviations[j]
			if !(math.Abs(row[j]) < 1+1e-9) {
				return moments{}, fmt.Errorf("driver: %w: products of %s and %s", kpi.ErrRange, r.column(i), r.column(j))
			}
			m.correlations[j][i] = row[j]
		}
		m.correlations = append(m.correlations, row)
	}
	return m, nil
}

// centred returns n Σxy - Σx Σy of two columns, j <= i.
func (r Result) centred(i, j int) *big.Rat {
	c := new(big.Rat).SetInt(new(big.Int).SetUint64(r.N))
	c.Mul(c, r.Products[i][j].Rat())
	return c.Sub(c, new(big.Rat).Mul(r.Sums[i].Rat(), r.Sums[j].Rat()))
}

// column returns the name of a column.
func (r Result) column(i int) string {
	if i == 0 {
		return "the score"
	}
	return nameOf(r.Names, i-1)
}

func undefined(why string, args ...any) error {
	return fmt.Errorf("driver: shares %w: %s", kpi.ErrUndefined, fmt.Sprintf(why, args...))
}

// A regression is the score on all predictors, all of them standardised.
type regression struct {
	moments
	n       uint64
	p       int
	eigen   mat.EigenSym // of the predictors' correlations
	beta    []float64
	inverse []float64 // the diagonal of the inverse of these correlations
	r2      float64
}

// regress returns the regression, or why there is none.
func (r Result) regress() (*regression, error) {
	m, err := r.moments()
	if err != nil {
		return nil, err
	}
	p := len(m.deviations) - 1
	if r.N < uint64(p)+2 {
		return nil, undefined("%d answers of %d predictors, fewer than %d", r.N, p, p+2)
	}
	g := &regression{moments: m, n: r.N, p: p, beta: make([]float64, p), inverse: make([]float64, p)}
	predictors := mat.NewSymDense(p, nil)
	for i := range p {
		for j := range i + 1 {
			predictors.SetSym(i, j, m.correlations[i+1][j+1])
		}
	}
	if !g.eigen.Factorize(predictors, true) {
		return nil, undefined("the eigenvalues of the correlations do not converge")
	}
	values, vectors := g.eigen.Values(nil), g.vectors()
	if values[0] < nearlyCollinear {
		return nil, undefined("%s are collinear, one of them follows from the others", r.collinear(vectors))
	}
	for k, d := range values {
		along := 0.0 // the correlation of the score with component k
		for j := range p {
			along += vectors.At(j, k) * m.correlations[0][j+1]
		}
		g.r2 += along * along / d
		for j := range p {
			v := vectors.At(j, k)
			g.beta[j] += v * along / d
			g.inverse[j] += v * v / d
		}
	}
	if !(g.r2 < 1+1e-6) {
		return nil, fmt.Errorf("driver: %w: R² of %v", kpi.ErrRange, g.r2)
	}
	return g, nil
}

// vectors returns the eigenvectors, by ascending eigenvalue.
func (g *regression) vectors() *mat.Dense {
	var v mat.Dense
	g.eigen.VectorsTo(&v)
	return &v
}

// collinear names the predictors of the first eigenvector.
func (r Result) collinear(vectors *mat.Dense) string {
	var names []string
	for j := range len(r.Sums) - 1 {
		if math.Abs(vectors.At(j, 0)) > 1e-3 {
			names = append(names, r.column(j+1))
		}
	}
	return strings.Join(names, ", ")
}

// String returns a text like "32 answers of cyl, disp, hp, gear".
func (r Result) String() string {
	names := slices.Clone(r.Names)
	for i := len(names); i < len(r.Sums)-1; i++ {
		names = append(names, nameOf(r.Names, i))
	}
	return fmt.Sprintf("%d answers of %s", r.N, strings.Join(names, ", "))
}
