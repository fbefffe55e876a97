package sentiment

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// naiveValue is what a fit makes least, written from its page: every gram of the table
// has a weight of its own.
func naiveValue(examples []*example, cueWeights []float64, grams map[uint32]float64, penalty float64) float64 {
	value := 0.0
	for i, w := range cueWeights {
		p := 0.1
		if i < 2 {
			p = 1e-6
		}
		value += p * w * w / 2
	}
	for _, w := range grams {
		value += penalty * w * w / 2
	}
	for _, x := range examples {
		z := 0.0
		for i, c := range x.cues {
			z += c * cueWeights[i]
		}
		for _, g := range x.grams {
			z += grams[g] / math.Sqrt(float64(len(x.grams)))
		}
		p := 1 / (1 + math.Exp(-z))
		y := (1 + x.label) / 2
		value -= y*math.Log(p) + (1-y)*math.Log(1-p)
	}
	return value
}

// No change of a weight, of a word of one text or of many, makes the value less.
func TestFitIsTheLeastValue(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	words := []string{"good", "bad", "alpha", "beta", "gamma", "delta", "epsilon", "zeta"}
	var texts []Labelled
	for range 60 {
		text := ""
		for range 1 + r.IntN(6) {
			text += words[r.IntN(len(words))] + " "
		}
		texts = append(texts, Labelled{text, []float64{-1, -0.5, 0, 0.5, 1}[r.IntN(5)]})
	}
	lexicon, err := New(English, Options{})
	if err != nil {
		t.Fatal(err)
	}
	examples, err := examplesOf(lexicon, texts)
	if err != nil {
		t.Fatal(err)
	}
	f := newFitting(examples)
	w, converged, err := f.fit(context.Background(), examples, 0.3, nil)
	if err != nil || !converged {
		t.Fatal(converged, err)
	}
	cueWeights, grams := slices.Clone(w[:cues]), map[uint32]float64{}
	alone := 0
	for _, g := range f.grams {
		grams[g.at] = f.weightOf(&g, w)
		if g.text > 0 {
			alone++
		}
	}
	if alone < 10 || len(f.grams) < 40 {
		t.Fatalf("%d of %d grams are of one text", alone, len(f.grams))
	}
	slope := func(weight func(by float64)) float64 {
		const h = 1e-4
		weight(h)
		up := naiveValue(examples, cueWeights, grams, 0.3)
		weight(-2 * h)
		down := naiveValue(examples, cueWeights, grams, 0.3)
		weight(h)
		return (up - down) / (2 * h)
	}
	// A gradient of gradientEnd per text is left.
	for i := range cueWeights {
		if s := slope(func(by float64) { cueWeights[i] += by }); math.Abs(s) > 60*gradientEnd {
			t.Errorf("cue %d: slope %g", i, s)
		}
	}
	for at := range grams {
		if s := slope(func(by float64) { grams[at] += by }); math.Abs(s) > 60*gradientEnd {
			t.Errorf("gram %d: slope %g", at, s)
		}
	}
}

// By hand: with cuts at -1 and 1, t(z) = tanh(z/2) and t(1) = 0.46212, a score of 2 is
// 0.05 + 0.95 (0.76159 - 0.46212) / 0.53788 = 0.57893, and 0.5 is 0.0995/4.
func TestPolarityOfAScore(t *testing.T) {
	c := cuts{-1, 1}
	for _, one := range []struct{ z, want float64 }{
		{2, 0.57893}, {-2, -0.57893}, {1, 0.05}, {-1, -0.04975}, {0, 0}, {0.5, 0.024875}, {math.Inf(1), 1}, {math.Inf(-1), -1},
	} {
		if got := c.polarity(one.z); math.Abs(got-one.want) > 1e-5 {
			t.Errorf("%v is %v, want %v", one.z, got, one.want)
		}
	}
	if got := (cuts{-50, 50}).polarity(60); got != 1 {
		t.Errorf("beyond a cut that is far out: %v", got)
	}
}
