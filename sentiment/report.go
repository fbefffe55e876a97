package sentiment

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
)

// A FitReport compares a [Model] with the [Lexicon] that it is built on, on the labelled
// texts: each was read by a model of the other nine tenths of the texts, which chose its
// penalty among those alone.
type FitReport struct {
	// Lexicon and Model are the shares of texts whose class each finds. Where no label
	// is neutral, the class of the lexicon is the sign of its polarity.
	Lexicon kpi.Rate `json:"lexicon"`
	Model   kpi.Rate `json:"model"`
	// Gain is the difference in points, text by text: 100 (the model alone is right -
	// the lexicon alone is right) / texts.
	Gain kpi.Net `json:"gain"`
	// LexiconR and ModelR are the correlations of the polarities with the labels, -1
	// to 1.
	LexiconR float64 `json:"lexicon_r"`
	ModelR   float64 `json:"model_r"`
	// Penalty is that of the words: 0.3, 1 or 3, the larger the less they count.
	Penalty float64 `json:"penalty"`
	// Warnings say what makes the model doubtful.
	Warnings []string `json:"warnings,omitempty"`
}

// Beats reports whether the interval of the gain, of a confidence level in 0.5..1, lies
// above 0. The texts are the unit: the interval is that of more texts of the domain,
// read by models of as many labels. That the ten models have most of their texts in
// common makes it a little too narrow. A level out of range is a [*kpi.RangeError], the
// zero report [kpi.ErrUndefined].
func (r FitReport) Beats(level float64) (bool, error) {
	gain, err := r.Gain.Interval(level)
	return err == nil && gain.Low > 0, err
}

// String returns a text like "model 0.83, lexicon 0.80 of 300 texts right: +3.0 points".
func (r FitReport) String() string {
	return fmt.Sprintf("model %s, lexicon %s of %d texts right: %s points",
		r.Model.Decimal(2).StringFixed(2), r.Lexicon.Decimal(2).StringFixed(2), r.Gain.Total(), signed(r.Gain))
}

func signed(n kpi.Net) string {
	text := n.Decimal(1).StringFixed(1)
	if n.Plus() > n.Minus() {
		text = "+" + text
	}
	return text
}

// validate reads each part of the texts with a model of the others.
func (f *fitting) validate(ctx context.Context) (FitReport, error) {
	var both agreement
	folds := parts(f.examples, outerFolds)
	for k, part := range folds {
		found, err := f.choose(ctx, but(folds, k))
		if err != nil {
			return FitReport{}, err
		}
		for _, x := range part {
			both.add(x, found.cuts.polarity(x.score(found.weights)), f.neutral)
		}
	}
	return both.report()
}

// An agreement counts who is right.
type agreement struct {
	texts, model, lexicon, modelAlone, lexiconAlone uint64
	labels, modelSaid, lexiconSaid                  []float64
}

func (a *agreement) add(x *example, polarity float64, neutral bool) {
	want, lexicon := classOf(x.label), x.lexicon.Class
	if !neutral {
		lexicon = Class(sign(x.lexicon.Polarity))
	}
	model := classOf(polarity)
	a.texts++
	switch {
	case model == want && lexicon == want:
		a.model++
		a.lexicon++
	case model == want:
		a.model++
		a.modelAlone++
	case lexicon == want:
		a.lexicon++
		a.lexiconAlone++
	}
	a.labels = append(a.labels, x.label)
	a.modelSaid, a.lexiconSaid = append(a.modelSaid, polarity), append(a.lexiconSaid, x.lexicon.Polarity)
}

func (a *agreement) report() (FitReport, error) {
	r := FitReport{LexiconR: correlation(a.labels, a.lexiconSaid), ModelR: correlation(a.labels, a.modelSaid)}
	var lexicon, model, gain error
	r.Lexicon, lexicon = kpi.NewRate(a.lexicon, a.texts)
	r.Model, model = kpi.NewRate(a.model, a.texts)
	r.Gain, gain = kpi.NewNet(a.modelAlone, a.lexiconAlone, a.texts)
	return r, errors.Join(lexicon, model, gain)
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// correlation is Pearson's r, 0 where one of them is constant.
func correlation(x, y []float64) float64 {
	var mx, my, xy, xx, yy float64
	for i := range x {
		mx, my = mx+x[i]/float64(len(x)), my+y[i]/float64(len(y))
	}
	for i := range x {
		dx, dy := x[i]-mx, y[i]-my
		xy, xx, yy = xy+dx*dy, xx+dx*dx, yy+dy*dy
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return max(-1, min(1, xy/math.Sqrt(xx*yy)))
}

// append appends the report: the counts, then what follows from none.
func (r FitReport) append(b []byte) []byte {
	for _, n := range []uint64{r.Gain.Total(), r.Model.Count(), r.Gain.Plus(), r.Gain.Minus()} {
		b = wire.AppendUint(b, n)
	}
	for _, f := range []float64{r.LexiconR, r.ModelR, r.Penalty} {
		b = appendFloat(b, f)
	}
	b = wire.AppendUint(b, uint64(len(r.Warnings)))
	for _, w := range r.Warnings {
		b = wire.AppendBytes(b, w)
	}
	return b
}

func readReport(r *wire.Reader) FitReport {
	a := agreement{texts: r.Uint(), model: r.Uint(), modelAlone: r.Uint(), lexiconAlone: r.Uint()}
	if a.modelAlone > a.model || a.model > a.texts || a.lexiconAlone > a.texts-a.model {
		r.Fail("%d texts, %d right, %d and %d alone", a.texts, a.model, a.modelAlone, a.lexiconAlone)
		return FitReport{}
	}
	a.lexicon = a.model - a.modelAlone + a.lexiconAlone
	report, err := a.report()
	if err != nil {
		r.Fail("%v", err)
		return FitReport{}
	}
	report.LexiconR, report.ModelR, report.Penalty = readFloat(r), readFloat(r), readFloat(r)
	if max(math.Abs(report.LexiconR), math.Abs(report.ModelR)) > 1 || !slices.Contains(gramPenalties[:], report.Penalty) {
		r.Fail("correlations %v and %v, penalty %v", report.LexiconR, report.ModelR, report.Penalty)
	}
	for range r.Len(1) {
		report.Warnings = append(report.Warnings, string(r.Bytes()))
	}
	return report
}
