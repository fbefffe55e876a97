package sentiment

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"math/bits"
	"slices"

	"github.com/customerkpi/kpi"
)

// A Labelled text is one that people have judged.
type Labelled struct {
	Text string `json:"text"`
	// Polarity is their judgement, from -1 to 1: float64(Positive) and the other
	// classes, (stars - 3) / 2, or a mean of several people. From 0.05 on a text
	// is positive, as in an [Analysis].
	Polarity float64 `json:"polarity"`
}

// What a fit needs: so many texts, and so many that are positive and negative.
const leastTexts, leastOfClass = 50, 10

// A cross-validation has so many parts. The penalty is chosen within what it trains
// on, in parts of its own.
const outerFolds, innerFolds = 10, 5

// gramPenalties are those that a fit chooses from. The list, as the penalty of the
// cues, was chosen on English tweets and comments.
var gramPenalties = [...]float64{3, 1, 0.3}

// Fit learns from labelled texts of your domain what the lexicon of New(l, o) does not
// know, and returns a [Model] that reads texts with both. [Model.Report] says by
// cross-validation whether it beats the lexicon: look at it, and label more texts or
// stay with the lexicon if not.
//
// Fewer than 50 texts, or than 10 positive or negative ones, are a [*kpi.RangeError],
// as are a polarity outside -1..1 and a text that the lexicon does not read, which say
// the input; l and o have the errors of [New], and a context that ends has its own. The
// order of the texts makes no difference. The time is that of some 170 fits: about half
// a second for 800 texts of 20 words.
func Fit(ctx context.Context, texts []Labelled, l Language, o Options) (*Model, error) {
	o.Words = maps.Clone(o.Words) // the caller may go on with them
	lexicon, err := New(l, o)
	if err != nil {
		return nil, err
	}
	if err := checkLabels(texts); err != nil {
		return nil, err
	}
	examples, err := examplesOf(lexicon, texts)
	if err != nil {
		return nil, err
	}
	f := newFitting(examples)
	report, err := f.validate(ctx)
	if err != nil {
		return nil, err
	}
	found, err := f.choose(ctx, f.examples)
	if err != nil {
		return nil, err
	}
	report.Penalty = found.penalty
	report.Warnings = f.warnings(found.converged)
	m := f.model(found, report)
	m.lexicon, m.language, m.options = lexicon, l, o
	return m, nil
}

// checkLabels reports labels that nothing can be learned from.
func checkLabels(texts []Labelled) error {
	var n [3]int
	for i, t := range texts {
		if !(-1 <= t.Polarity && t.Polarity <= 1) {
			return fmt.Errorf("input %d: %w", i, &kpi.RangeError{Op: "sentiment", Name: "polarity", Value: t.Polarity, Min: -1, Max: 1})
		}
		n[classOf(t.Polarity)-Negative]++
	}
	for _, c := range []struct {
		name     string
		n, least int
	}{{"labelled texts", len(texts), leastTexts}, {"negative texts", n[0], leastOfClass}, {"positive texts", n[2], leastOfClass}} {
		if c.n < c.least {
			return &kpi.RangeError{Op: "sentiment", Name: "number of " + c.name, Value: c.n, Min: c.least, Max: "any number"}
		}
	}
	return nil
}

// examplesOf reads the texts with the lexicon.
func examplesOf(l *Lexicon, texts []Labelled) ([]*example, error) {
	all := make([]*example, len(texts))
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	for i, one := range texts {
		text := unescape(one.Text, nil)
		t := l.table(text)
		if t == nil {
			return nil, fmt.Errorf("input %d: %w", i, &kpi.RangeError{Op: "sentiment", Name: "language of a labelled text", Value: Unread, Min: English, Max: French})
		}
		x := &example{label: one.Polarity, target: (1 + one.Polarity) / 2}
		x.lexicon, _ = s.analyze(t, text, nil, &x.evidence)
		x.end(&x.lexicon)
		x.share = share(x.n)
		all[i] = x
	}
	// In an order of their own, whatever order they came in.
	slices.SortStableFunc(all, func(a, b *example) int {
		return cmp.Or(cmp.Compare(a.label, b.label), slices.Compare(a.grams, b.grams))
	})
	return all, nil
}

// A fitting is what the fits to parts of the texts share.
type fitting struct {
	examples []*example
	grams    []gram
	shared   int  // grams of two texts or more
	table    int  // the size of the model's table
	neutral  bool // a label is neutral
}

// A gram is a place in the table of the model.
type gram struct {
	at   uint32
	text int // the only one that has it, from 1; 0 where several have it
	n    int // how often it has it
	rank int // among those of several texts
}

func newFitting(examples []*example) *fitting {
	f := &fitting{examples: examples}
	var all []uint32
	for _, x := range examples {
		all = append(all, x.grams...)
		f.neutral = f.neutral || classOf(x.label) == Neutral
	}
	slices.Sort(all)
	f.table = tableOf(len(slices.Compact(all)))
	f.count(uint32(f.table - 1))
	for i, x := range examples {
		x.own, x.alone = int32(cues+f.shared+i), 0
		for _, at := range x.grams {
			if g := f.gramAt(at); g.text == 0 {
				x.places = append(x.places, int32(cues+g.rank))
			} else if g.n > 0 {
				x.alone += float64(g.n) // n times, each time n
			}
		}
		x.alone = math.Sqrt(x.alone) * x.share
	}
	return f
}

// count finds the grams, with the bits of their hashes that the table takes: those that
// meet there are one.
func (f *fitting) count(mask uint32) {
	found := map[uint32]*gram{}
	for i, x := range f.examples {
		for k, h := range x.grams {
			at := h & mask
			x.grams[k] = at
			g := found[at]
			if g == nil {
				g = &gram{at: at, text: i + 1}
				found[at] = g
			}
			if g.n++; g.text != i+1 {
				g.text = 0
			}
		}
	}
	for _, at := range slices.Sorted(maps.Keys(found)) {
		g := found[at]
		if g.text == 0 {
			g.rank = f.shared
			f.shared++
		}
		f.grams = append(f.grams, *g)
	}
}

func (f *fitting) gramAt(at uint32) *gram {
	i, _ := slices.BinarySearchFunc(f.grams, at, func(g gram, at uint32) int { return cmp.Compare(g.at, at) })
	return &f.grams[i]
}

// weightOf returns the weight of a gram. Those that one text alone has share a weight,
// in proportion to how often it has them: the penalty is least so.
func (f *fitting) weightOf(g *gram, w []float64) float64 {
	if g.text == 0 {
		return w[cues+g.rank]
	}
	x := f.examples[g.text-1]
	return w[x.own] * float64(g.n) * x.share / x.alone
}

// maxTable is the largest table of weights: 256 KiB.
const maxTable = 1 << 16

// tableOf is the size of the table for n grams: at most half of it is in use, or it is
// the largest.
func tableOf(n int) int { return min(maxTable, 1<<bits.Len(uint(2*n))) }

// parts deals examples, which are in the order of their labels, into n parts of like
// labels. Equal texts stay together: what one was trained on is no test of the other.
func parts(examples []*example, n int) [][]*example {
	parts := make([][]*example, n)
	at := -1
	for i, x := range examples {
		if i == 0 || x.label != examples[i-1].label || !slices.Equal(x.grams, examples[i-1].grams) {
			at++
		}
		parts[at%n] = append(parts[at%n], x)
	}
	return parts
}

// but returns the examples of all parts but one, in their order.
func but(parts [][]*example, out int) []*example {
	var rest []*example
	for i, part := range parts {
		if i != out {
			rest = append(rest, part...)
		}
	}
	slices.SortStableFunc(rest, func(a, b *example) int {
		return cmp.Or(cmp.Compare(a.label, b.label), slices.Compare(a.grams, b.grams))
	})
	return rest
}

// A finding is what a fit has found.
type finding struct {
	weights   []float64
	penalty   float64
	cuts      cuts
	converged bool
}

// choose fits with the penalty that predicts best, by cross-validation of the examples.
func (f *fitting) choose(ctx context.Context, examples []*example) (finding, error) {
	folds := parts(examples, innerFolds)
	best := finding{converged: true}
	least := math.Inf(1)
	starts := make([][]float64, innerFolds)
	for _, penalty := range gramPenalties {
		loss := 0.0
		var said []float64
		for k, part := range folds {
			w, _, err := f.fit(ctx, but(folds, k), penalty, starts[k])
			if err != nil {
				return finding{}, err
			}
			starts[k] = w
			for _, x := range part {
				z := x.score(w)
				loss += entropy(z, x.target)
				said = append(said, z)
			}
		}
		if loss < least {
			least = loss
			best.penalty, best.cuts = penalty, cutsOf(said, examples)
		}
	}
	var err error
	best.weights, best.converged, err = f.fit(ctx, examples, best.penalty, nil)
	return best, err
}

func (f *fitting) fit(ctx context.Context, examples []*example, penalty float64, start []float64) ([]float64, bool, error) {
	l := logistic{examples: examples, penalty: penalties(f.shared+len(f.examples), penalty)}
	if start == nil {
		start = make([]float64, len(l.penalty))
	}
	return l.fit(ctx, start)
}

// warnings say what to look at.
func (f *fitting) warnings(converged bool) []string {
	var all []string
	var n [3]int
	for _, x := range f.examples {
		n[classOf(x.label)-Negative]++
	}
	if len(f.examples) < 200 {
		all = append(all, fmt.Sprintf("%d texts teach little: label 200 or more", len(f.examples)))
	}
	for c, n := range n {
		if c := Negative + Class(c); n < 30 && (c != Neutral || n > 0) {
			all = append(all, fmt.Sprintf("only %d texts are %v", n, c))
		}
	}
	if !converged {
		all = append(all, "the fit has not converged")
	}
	return all
}

// cuts are the scores that part the classes.
type cuts struct{ low, high float64 }

// cutsOf parts scores so that each class has as many as labels. Where no label is
// neutral, an even chance parts the two.
func cutsOf(scores []float64, examples []*example) cuts {
	slices.Sort(scores)
	negative, positive := 0, 0
	for _, x := range examples {
		switch classOf(x.label) {
		case Negative:
			negative++
		case Positive:
			positive++
		}
	}
	if negative+positive == len(examples) {
		return cuts{}
	}
	at := func(i int) float64 { return (scores[i-1] + scores[i]) / 2 }
	return cuts{at(negative), at(len(scores) - positive)}
}

// polarity makes a score a polarity, of the class that the cuts say:
//
//	high <= z          0.05 + 0.95 (t(z) - t(high)) / (1 - t(high)),  t(z) = tanh(z/2)
//	low <= z < high    between -0.05 and 0.05
//	z < low            as above high, of the other sign
func (c cuts) polarity(z float64) float64 {
	switch {
	case z >= c.high:
		return beyond(z, c.high)
	case z < c.low:
		return -beyond(-z, -c.low)
	}
	return 1.99 * cutOff * ((z-c.low)/(c.high-c.low) - 0.5)
}

func beyond(z, cut float64) float64 {
	least := math.Tanh(cut / 2)
	if least == 1 {
		return 1
	}
	return cutOff + (1-cutOff)*(math.Tanh(z/2)-least)/(1-least)
}
