package sentiment

import "math"

// The cues are what the lexicon says of a text, in the order of their weights. The
// emotions follow the named ones.
const (
	always      = iota // 1
	polarityCue        // of the text
	praiseCue          // of the praise alone
	blameCue           // of the complaints alone
	lastCue            // of the last sentence
	firstCue           // of the first one
	classCue
	lengthCue
	namedCues
	cues = namedCues + int(Anger) + 1
)

// An evidence is what a model knows of a text: the cues, and one gram per word and per
// two words that follow each other in a sentence, by its hash.
type evidence struct {
	cues          [cues]float64
	praise, blame float64 // sums of valences
	n             int     // grams
	grams         []uint32
	weights       []float32 // nil where the grams are kept
	sum           float64   // of the weights of the grams
}

// add adds a sentence, the valences of which sum to part.
func (e *evidence) add(s *scratch, part float64) {
	for i := range s.units {
		if v := s.units[i].valence; v > 0 {
			e.praise += v
		} else {
			e.blame -= v
		}
	}
	if e.n == 0 {
		e.cues[firstCue] = bent(part)
	}
	e.cues[lastCue] = bent(part)
	before := uint32(1) // the beginning of a sentence
	for i := range s.tokens {
		h := s.tokens[i].hash
		e.gram(scatter(h))
		e.gram(scatter(before*31 ^ h))
		before = h
	}
}

func (e *evidence) gram(hash uint32) {
	e.n++
	if e.weights == nil {
		e.grams = append(e.grams, hash)
		return
	}
	e.sum += float64(e.weights[hash&uint32(len(e.weights)-1)])
}

// end fills the cues from the analysis.
func (e *evidence) end(a *Analysis) {
	c := &e.cues
	c[always], c[polarityCue], c[praiseCue], c[blameCue] = 1, a.Polarity, bent(e.praise), bent(e.blame)
	c[classCue], c[lengthCue] = float64(a.Class), math.Log1p(float64(e.n))/5
	copy(c[namedCues:], a.Emotions[:])
}

// share is the weight of one of n grams: a long text says no more than a short one.
func share(n int) float64 { return 1 / math.Sqrt(float64(max(n, 1))) }

// scatter spreads a hash over all bits, as the finalizer of MurmurHash3 does: tables of
// grams take the low ones.
func scatter(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85EBCA6B
	h ^= h >> 13
	h *= 0xC2B2AE35
	return h ^ h>>16
}
