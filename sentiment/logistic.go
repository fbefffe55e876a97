package sentiment

import (
	"context"
	"math"
)

// An example is a labelled text as a fit sees it.
type example struct {
	evidence
	places  []int32 // in the weights, of its grams that other texts have too
	own     int32   // that of all other grams together
	share   float64 // of a gram
	alone   float64 // of the other grams
	label   float64
	target  float64 // the label as a chance of praise, 0 to 1
	lexicon Analysis
}

// score is the logit of praise with weights w.
func (x *example) score(w []float64) float64 {
	sum := 0.0
	for _, at := range x.places {
		sum += w[at]
	}
	z := sum*x.share + w[x.own]*x.alone
	for i, c := range x.cues {
		z += c * w[i]
	}
	return z
}

// spread adds c times the evidence to sums.
func (x *example) spread(c float64, sums []float64) {
	for i, cue := range x.cues {
		sums[i] += c * cue
	}
	sums[x.own] += c * x.alone
	c *= x.share
	for _, at := range x.places {
		sums[at] += c
	}
}

// A logistic is a logistic regression with a penalty:
//
//	Σ cross entropy of target and 1 / (1 + e^-score) + Σ penalty weight² / 2
//
// It has one least value, which Newton's method finds; each step is solved by conjugate
// gradients, which need no matrix.
type logistic struct {
	examples []*example
	penalty  []float64 // by weight
	curve    []float64 // p (1-p) of each example, at the weights of the gradient
}

const (
	// The weights of the lexicon's cues are hardly held back, those of the intercept
	// and of the polarity not at all.
	cuePenalty, freePenalty = 0.1, 1e-6
	maxNewton, maxConjugate = 30, 50
	// A fit ends where the gradient is this small per text, and the equations of a
	// step are solved to this share of the gradient.
	gradientEnd, stepEnd = 1e-4, 0.1
)

// penalties are those of the cues and of n grams.
func penalties(n int, gram float64) []float64 {
	all := make([]float64, cues+n)
	for i := range all {
		switch {
		case i == always || i == polarityCue:
			all[i] = freePenalty
		case i < cues:
			all[i] = cuePenalty
		default:
			all[i] = gram
		}
	}
	return all
}

// fit returns the weights of the least value, which it finds from a start on; converged
// is false where the steps ran out.
func (l *logistic) fit(ctx context.Context, start []float64) (w []float64, converged bool, err error) {
	l.curve = make([]float64, len(l.examples))
	w = start
	gradient := make([]float64, len(w))
	value := l.at(w, gradient)
	end := gradientEnd * float64(len(l.examples))
	end *= end
	for range maxNewton {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		if dot(gradient, gradient) <= end {
			return w, true, nil
		}
		next, lower := l.search(w, l.step(gradient), value)
		if !lower { // rounding is all that is left
			return w, true, nil
		}
		w = next
		value = l.at(w, gradient)
	}
	return w, false, nil
}

// at returns the value and fills the gradient and the curve.
func (l *logistic) at(w, gradient []float64) (value float64) {
	for i := range w {
		gradient[i] = l.penalty[i] * w[i]
		value += gradient[i] * w[i] / 2
	}
	for i, x := range l.examples {
		z := x.score(w)
		p := chance(z)
		l.curve[i] = p * (1 - p)
		value += entropy(z, x.target)
		x.spread(p-x.target, gradient)
	}
	return value
}

// step solves H step = -gradient by conjugate gradients.
func (l *logistic) step(gradient []float64) []float64 {
	n := len(gradient)
	x, r, d, hd := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i, g := range gradient {
		r[i], d[i] = -g, -g
	}
	rr := dot(r, r)
	end := stepEnd * stepEnd * rr
	for range maxConjugate {
		if rr <= end {
			break
		}
		l.times(d, hd)
		a := rr / dot(d, hd)
		for i := range x {
			x[i] += a * d[i]
			r[i] -= a * hd[i]
		}
		next := dot(r, r)
		for i := range d {
			d[i] = r[i] + next/rr*d[i]
		}
		rr = next
	}
	return x
}

// times multiplies the second derivatives with v.
func (l *logistic) times(v, product []float64) {
	for i := range v {
		product[i] = l.penalty[i] * v[i]
	}
	for i, x := range l.examples {
		x.spread(l.curve[i]*x.score(v), product)
	}
}

// search halves a step until it leads lower.
func (l *logistic) search(w, step []float64, value float64) (next []float64, lower bool) {
	next = make([]float64, len(w))
	for length := 1.0; length > 1e-6; length /= 2 {
		sum := 0.0
		for i := range w {
			next[i] = w[i] + length*step[i]
			sum += l.penalty[i] * next[i] * next[i] / 2
		}
		for _, x := range l.examples {
			sum += entropy(x.score(next), x.target)
		}
		if sum < value {
			return next, true
		}
	}
	return w, false
}

// chance is 1 / (1 + e^-z).
func chance(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// entropy is that of a target and the chance of z: ln (1 + e^z) - target z.
func entropy(z, target float64) float64 {
	return max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) - target*z
}

func dot(a, b []float64) (sum float64) {
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}
