package sentiment

import (
	"encoding/json"
	"maps"
	"math"
	"math/bits"
	"slices"

	"github.com/customerkpi/kpi/internal/wire"
)

// A Model is an [Analyzer] that was fitted to labelled texts: it knows the words of a
// [Lexicon] and what one and two words said in those texts. [Fit] makes one. It is
// safe for concurrent use. The zero value is the zero Lexicon.
//
// It has 4 bytes per place of a table of 2^k weights, the least k that leaves half of
// them free: 32 KiB for 200 tweets and comments, 128 KiB for 800, at most 256 KiB. Its
// encoding, 6 to 8 bytes per word and pair, holds the words of its lexicon's [Options],
// but not the embedded ones: after a change of those, fit again.
type Model struct {
	lexicon  *Lexicon
	language Language // of the lexicon
	options  Options
	cues     [cues]float64
	cuts     cuts
	weights  []float32 // of grams, by the low bits of their hash
	report   FitReport
}

var _ Analyzer = (*Model)(nil)

func (f *fitting) model(found finding, report FitReport) *Model {
	m := &Model{cuts: found.cuts, report: report}
	copy(m.cues[:], found.weights)
	m.weights = make([]float32, f.table)
	for _, g := range f.grams {
		m.weights[g.at] = float32(f.weightOf(&g, found.weights))
	}
	return m
}

// Analyze returns what a text says. The emotions are those of the lexicon; polarity and
// class follow from
//
//	score = Σ weight of what the lexicon says + Σ weights of its n words and pairs / √n
//
// The score parts the classes so that each is as frequent as among the labels, and
// its polarity, -1 to 1, is 0.05 or more where it is positive. A text that the lexicon
// does not read is Unread. It does not allocate.
func (m *Model) Analyze(text string) Analysis {
	if m.weights == nil {
		return new(Lexicon).Analyze(text)
	}
	plain := unescape(text, nil)
	t := m.lexicon.table(plain)
	if t == nil {
		return Analysis{Unread: true}
	}
	s := scratches.Get().(*scratch)
	e := evidence{weights: m.weights}
	a, _ := s.analyze(t, plain, nil, &e)
	scratches.Put(s)
	e.end(&a)
	z := e.sum * share(e.n)
	for i, c := range e.cues {
		z += c * m.cues[i]
	}
	a.Polarity = m.cuts.polarity(z)
	a.Class = classOf(a.Polarity)
	return a
}

// Report returns what the cross-validation of the fit found.
func (m *Model) Report() FitReport { return m.report }

// modelMagic begins the encoding: whether it was fitted, the lexicon, the cues, the cuts,
// the table of weights and the report.
const modelMagic = "smo\x01"

// MarshalBinary returns the encoding of m.
func (m Model) MarshalBinary() ([]byte, error) { return m.append(nil), nil }

func (m *Model) append(b []byte) []byte {
	b = wire.AppendBool(append(b, modelMagic...), m.weights != nil)
	if m.weights == nil {
		return b
	}
	b = m.appendLexicon(b)
	for _, w := range append(m.cues[:], m.cuts.low, m.cuts.high) {
		b = appendFloat(b, w)
	}
	b = wire.AppendUint(b, uint64(bits.Len(uint(len(m.weights)))-1))
	used := 0
	for _, w := range m.weights {
		if w != 0 {
			used++
		}
	}
	b = wire.AppendUint(b, uint64(used))
	before := 0
	for i, w := range m.weights {
		if w != 0 {
			b = wire.AppendUint(wire.AppendUint(b, uint64(i-before)), uint64(math.Float32bits(w)))
			before = i
		}
	}
	return m.report.append(b)
}

// UnmarshalBinary makes m the model that was encoded, or returns [kpi.ErrCorrupt].
func (m *Model) UnmarshalBinary(data []byte) error { return wire.Decode(data, m, readModel) }

// MarshalJSON returns the encoding of m as a string in base64.
func (m Model) MarshalJSON() ([]byte, error) {
	b, err := m.MarshalBinary()
	if err != nil {
		return nil, err
	}
	return json.Marshal(b)
}

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (m *Model) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, m) }

func readModel(r *wire.Reader) Model {
	r.Expect("sentiment", modelMagic)
	if !r.Bool() {
		return Model{}
	}
	var m Model
	m.readLexicon(r)
	for i := range m.cues {
		m.cues[i] = readFloat(r)
	}
	m.cuts = cuts{readFloat(r), readFloat(r)}
	if m.cuts.low > m.cuts.high {
		r.Fail("cuts %v", m.cuts)
	}
	m.weights = readWeights(r)
	m.report = readReport(r)
	return m
}

// readWeights reads the table: its size, then the weights that are not 0, each with the
// way from the one before.
func readWeights(r *wire.Reader) []float32 {
	size := r.Uint()
	if size > uint64(bits.Len(maxTable)-1) {
		r.Fail("a table of 2^%d weights", size)
		return nil
	}
	weights := make([]float32, 1<<size)
	at := uint64(0)
	for i := range r.Len(2) {
		step, w := r.Uint(), r.Uint()
		at += min(step, maxTable)
		f := math.Float32frombits(uint32(min(w, math.MaxUint32)))
		if step == 0 && i > 0 || at >= uint64(len(weights)) || f == 0 || !(math.Abs(float64(f)) <= math.MaxFloat32) {
			r.Fail("weight %d at %d", w, at)
			return nil
		}
		weights[at] = f
	}
	return weights
}

// appendLexicon appends what the lexicon is made of.
func (m *Model) appendLexicon(b []byte) []byte {
	b = wire.AppendUint(b, uint64(m.language))
	b = wire.AppendBool(b, m.options.Bare)
	b = wire.AppendBytes(b, m.options.Lexicon)
	b = wire.AppendUint(b, uint64(len(m.options.Words)))
	for _, word := range slices.Sorted(maps.Keys(m.options.Words)) {
		b = appendFloat(wire.AppendBytes(b, word), m.options.Words[word])
	}
	return b
}

func (m *Model) readLexicon(r *wire.Reader) {
	m.language = Language(min(r.Uint(), math.MaxUint8))
	m.options = Options{Bare: r.Bool(), Lexicon: string(r.Bytes())}
	n := r.Len(2)
	if n > 0 {
		m.options.Words = make(map[string]float64, n)
	}
	before := ""
	for i := range n {
		word := string(r.Bytes())
		if i > 0 && word <= before {
			r.Fail("word %.40q after %.40q", word, before)
		}
		m.options.Words[word] = readFloat(r)
		before = word
	}
	if r.Err() != nil {
		return
	}
	var err error
	if m.lexicon, err = New(m.language, m.options); err != nil {
		r.Fail("%v", err)
	}
}

// appendFloat appends a finite number.
func appendFloat(b []byte, f float64) []byte { return wire.AppendUint(b, math.Float64bits(f)) }

func readFloat(r *wire.Reader) float64 {
	f := math.Float64frombits(r.Uint())
	if math.IsNaN(f) || math.IsInf(f, 0) {
		r.Fail("number %v", f)
		return 0
	}
	return f
}
