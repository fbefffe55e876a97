package sentiment_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment"
)

// figures is every figure of a result, as text.
func figures(r sentiment.Result) string {
	var b strings.Builder
	for c := sentiment.Negative; c <= sentiment.Positive; c++ {
		share, err := r.Share(c)
		fmt.Fprint(&b, r.Count(c), " ", share.Count(), " of ", share.Total(), " ", err == nil, "; ")
	}
	net, err1 := r.Net()
	opinions, err2 := r.NetOpinions()
	fmt.Fprint(&b, r.N(), " ", net.Decimal(1).StringFixed(1), " ", err1 == nil, " ", opinions.Decimal(1).StringFixed(1), " ", err2 == nil, ";")
	percents, err := r.Percentages(1)
	for _, p := range percents {
		fmt.Fprint(&b, " ", p.StringFixed(1))
	}
	fmt.Fprint(&b, " ", err == nil)
	return b.String()
}

func TestEveryFigureOfAResult(t *testing.T) {
	for _, tc := range []struct {
		positive, neutral, negative uint64
		want, text                  string
	}{
		// 5/8, 2/8 and 1/8; (5-1)/8; (5-1)/6.
		{5, 2, 1, "1 1 of 8 true; 2 2 of 8 true; 5 5 of 8 true; 8 50.0 true 66.7 true; 62.5 25.0 12.5 true", "50.0 (62.5% positive, 12.5% negative of 8)"},
		// 3/12, 7/12 and 2/12 are 25, 58.33... and 16.66...; 1/12; 1/5.
		{3, 7, 2, "2 2 of 12 true; 7 7 of 12 true; 3 3 of 12 true; 12 8.3 true 20.0 true; 25.0 58.3 16.7 true", "8.3 (25.0% positive, 16.7% negative of 12)"},
		// Rounded once: 66.446, 21.205 and 12.349; 54.097; 54.097/0.78795.
		{66446, 21205, 12349, "12349 12349 of 100000 true; 21205 21205 of 100000 true; 66446 66446 of 100000 true; 100000 54.1 true 68.7 true; 66.4 21.2 12.4 true", "54.1 (66.4% positive, 12.3% negative of 100000)"},
		{0, 0, 1, "1 1 of 1 true; 0 0 of 1 true; 0 0 of 1 true; 1 -100.0 true -100.0 true; 0.0 0.0 100.0 true", "-100.0 (0.0% positive, 100.0% negative of 1)"},
		{1, 0, 0, "0 0 of 1 true; 0 0 of 1 true; 1 1 of 1 true; 1 100.0 true 100.0 true; 100.0 0.0 0.0 true", "100.0 (100.0% positive, 0.0% negative of 1)"},
		{0, 5, 0, "0 0 of 5 true; 5 5 of 5 true; 0 0 of 5 true; 5 0.0 true 0.0 false; 0.0 100.0 0.0 true", "0.0 (0.0% positive, 0.0% negative of 5)"},
		{0, 0, 0, "0 0 of 1 false; 0 0 of 1 false; 0 0 of 1 false; 0 0.0 false 0.0 false; false", "sentiment: net sentiment undefined: no mention"},
	} {
		r, err := sentiment.FromCounts(tc.positive, tc.neutral, tc.negative)
		if err != nil || r != (sentiment.Result{Positive: tc.positive, Neutral: tc.neutral, Negative: tc.negative}) {
			t.Fatalf("%v, %v", r, err)
		}
		if got := figures(r); got != tc.want {
			t.Errorf("%+v: %s, want %s", tc, got, tc.want)
		}
		if r.String() != tc.text {
			t.Errorf("%s, want %s", r, tc.text)
		}
	}
	for _, none := range []sentiment.Class{-2, 2, 127, -128} {
		if n := (sentiment.Result{Positive: 5, Neutral: 2, Negative: 1}).Count(none); n != 0 {
			t.Errorf("Count(%d) = %d", none, n)
		}
	}
}

// The sum of three counts ends at 2^64-1, wherever the large one is.
func TestCountsThatOverflow(t *testing.T) {
	const top = math.MaxUint64
	for _, tc := range []struct {
		positive, neutral, negative uint64
		ok                          bool
	}{
		{top, 0, 0, true},
		{0, top, 0, true},
		{0, 0, top, true},
		{top - 2, 1, 1, true},
		{1, top - 2, 1, true},
		{1, 1, top - 2, true},
		{top, 1, 0, false},
		{top, 0, 1, false},
		{1, top, 0, false},
		{0, top, 1, false},
		{1, 0, top, false},
		{0, 1, top, false},
		{1 << 63, 1 << 63, 0, false},
		{1 << 63, 0, 1 << 63, false},
		{0, 1 << 63, 1 << 63, false},
		{top - 2, 2, 1, false},
		{1, top - 2, 2, false},
		{2, 1, top - 2, false},
	} {
		r, err := sentiment.FromCounts(tc.positive, tc.neutral, tc.negative)
		if tc.ok {
			if err != nil || r.N() != top {
				t.Errorf("%v: %v, %v", tc, r, err)
			}
			continue
		}
		// Counts that a caller put into a result are looked at, too.
		own := sentiment.Result{Positive: tc.positive, Neutral: tc.neutral, Negative: tc.negative}
		for name, err := range map[string]error{
			"FromCounts": err, "Net": second(own.Net()), "Percentages": second(own.Percentages(1)), "Share": second(own.Share(sentiment.Neutral)),
		} {
			if !errors.Is(err, kpi.ErrOverflow) {
				t.Errorf("%s of %v: %v, want ErrOverflow", name, tc, err)
			}
		}
		if r != (sentiment.Result{}) || own.String() != "sentiment: mentions overflow" {
			t.Errorf("%v, %s", r, own)
		}
	}
}

func TestClassesThatAreNone(t *testing.T) {
	for _, classes := range [][]sentiment.Class{{2}, {1, -2}, {0, 0, 127}} {
		var e *kpi.RangeError
		r, err := sentiment.Of(classes...)
		want := &kpi.RangeError{Op: "sentiment", Name: "class", Value: int8(classes[len(classes)-1]), Min: int8(-1), Max: int8(1)}
		if !errors.As(err, &e) || !cmp.Equal(e, want) || r != (sentiment.Result{}) {
			t.Errorf("Of(%v) = %v, %v", classes, r, err)
		}
	}
	for _, tc := range []struct{ got, want string }{
		{sentiment.Class(2).String(), "Class(2)"},
		{sentiment.Class(-2).String(), "Class(-2)"},
		{sentiment.Emotion(6).String(), "Emotion(6)"},
		{sentiment.Effect(7).String(), "Effect(7)"},
		{sentiment.Language(4).String(), "Language(4)"},
		{sentiment.Detect.String(), "Detect"},
		{sentiment.Length.String(), "length"},
		{sentiment.Span{Text: "not good", Valence: -1.409, Effects: []sentiment.Effect{sentiment.Negation}}.String(), `"not good" -1.41 [negation]`},
		{sentiment.Span{Text: "good", Valence: 2}.String(), `"good" +2.00`},
		{sentiment.Analysis{Polarity: 0.6446, Class: sentiment.Positive, Emotions: sentiment.EmotionScores{sentiment.Joy: 0.5}}.String(), "positive 0.64, joy 0.50"},
		{sentiment.EmotionScores{sentiment.Admiration: 0.1, sentiment.Anger: 1}.String(), "admiration 0.10, anger 1.00"},
		{sentiment.EmotionScores{}.String(), "none"},
		{sentiment.Analysis{Polarity: -0.64445}.Decimal().String(), "-0.6445"}, // half away from zero
		{sentiment.PolarityResult{Mentions: 3, Sum: kpi.ValueOf(big.NewRat(-2, 1)), Squares: kpi.ValueOf(big.NewRat(2, 1))}.String(), "mean -0.67 of 3 mentions"},
	} {
		if tc.got != tc.want {
			t.Errorf("%q, want %q", tc.got, tc.want)
		}
	}
	var r sentiment.Effect
	if err := r.UnmarshalText([]byte("Contrast")); err != nil || r != sentiment.Contrast {
		t.Errorf("%v, %v", r, err)
	}
	if err := r.UnmarshalText([]byte("irony")); fmt.Sprint(err) != `sentiment: effect "irony" outside negation..length` || r != sentiment.Contrast {
		t.Errorf("%v, %v", r, err)
	}
}

// An interval of a mean polarity lies within -1..1: of five texts that are
// wholly positive but for one, the mean is 0.6 and Student's interval of 95% goes
// to 1.71.
func TestThePolarityIntervalStaysInItsRange(t *testing.T) {
	for _, sign := range []int64{1, -1} {
		var ps []decimal.Decimal
		for i := range int64(5) {
			p := decimal.New(sign, 0)
			if i == 0 {
				p = p.Neg()
			}
			ps = append(ps, p)
		}
		m := laws.Must(laws.Must(sentiment.PolarityOf(ps...)).Mean())
		i := laws.Must(m.Interval(0.95))
		if i.Low < -1 || i.High > 1 || max(-i.Low, i.High) != 1 {
			t.Errorf("%v: %v", m, i)
		}
		// 0.6 - 2.776 √(0.8/5), by hand.
		if inner := float64(sign) * (i.Low + i.High - float64(sign)); inner > -0.5 || inner < -0.511 {
			t.Errorf("%v: %v, want an end at %d x -0.5106", m, i, sign)
		}
	}
	if _, err := (sentiment.PolarityResult{Mentions: 2, Sum: kpi.ValueOf(big.NewRat(3, 1)), Squares: kpi.ValueOf(big.NewRat(5, 1))}).Mean(); err == nil {
		t.Error("a mean of 1.5")
	}
}

// TestStates is a table of encodings: one that is valid, and those one step beyond
// what is.
func TestStatesOneStepBeyond(t *testing.T) {
	const top = "\xff\xff\xff\xff\xff\xff\xff\xff\x01" // 2^57-1
	const over = "\x80\x80\x80\x80\x80\x80\x80\x80\x02"
	type state interface {
		UnmarshalBinary([]byte) error
		MarshalBinary() ([]byte, error)
	}
	for _, tc := range []struct {
		name string
		to   state
		data string
		ok   bool
	}{
		{"classes", new(sentiment.Accumulator), "sen\x01\x01\x02\x03", true},
		{"full classes", new(sentiment.Accumulator), "sen\x01" + top + top + top, true},
		{"a class above 2^57-1", new(sentiment.Accumulator), "sen\x01\x01\x02" + over, false},
		{"the first class above 2^57-1", new(sentiment.Accumulator), "sen\x01" + over + "\x02\x03", false},
		{"two classes", new(sentiment.Accumulator), "sen\x01\x01\x02", false},
		{"four classes", new(sentiment.Accumulator), "sen\x01\x01\x02\x03\x04", false},
		{"a longer number", new(sentiment.Accumulator), "sen\x01\x81\x00\x02\x03", false},
		{"the magic of emotions", new(sentiment.Accumulator), "emo\x01\x01\x02\x03", false},
		{"another version", new(sentiment.Accumulator), "sen\x02\x01\x02\x03", false},
		{"emotions", new(sentiment.Emotions), "emo\x01\x01\x02\x03\x04\x05\x06", true},
		{"full emotions", new(sentiment.Emotions), "emo\x01" + top + top + top + top + top + top, true},
		{"an emotion above 2^57-1", new(sentiment.Emotions), "emo\x01\x01\x02\x03\x04\x05" + over, false},
		{"five emotions", new(sentiment.Emotions), "emo\x01\x01\x02\x03\x04\x05", false},
		{"seven emotions", new(sentiment.Emotions), "emo\x01\x01\x02\x03\x04\x05\x06\x07", false},
		{"the magic of classes", new(sentiment.Emotions), "sen\x01\x01\x02\x03\x04\x05\x06", false},
	} {
		err := tc.to.UnmarshalBinary([]byte(tc.data))
		if tc.ok && (err != nil || string(laws.Must(tc.to.MarshalBinary())) != tc.data) || !tc.ok && !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
	// Polarities: as many squares of 1 as there are mentions, and not one more.
	var p sentiment.Polarity
	if err := errors.Join(p.AddN(decimal.New(-1, 0), 3), p.Add(decimal.New(5, -1))); err != nil {
		t.Fatal(err)
	}
	data := laws.Must(p.MarshalBinary())
	at := len("pol\x01")
	if data[at] != 4 {
		t.Fatalf("%x does not begin with 4 mentions", data)
	}
	for n, ok := range map[byte]bool{3: false, 4: true, 5: true, 0: false} {
		data[at] = n
		if err := new(sentiment.Polarity).UnmarshalBinary(data); (err == nil) != ok {
			t.Errorf("%d mentions of 3.25 in squares: %v", n, err)
		}
	}
}

// A state that is full by another way than Add refuses one more.
func TestFullStatesRefuseOneMore(t *testing.T) {
	const top = 1<<57 - 1
	for name, full := range map[string]func(a *sentiment.Accumulator) error{
		"AddN": func(a *sentiment.Accumulator) error { return a.AddN(sentiment.Neutral, top) },
		"AddSlice": func(a *sentiment.Accumulator) error {
			return errors.Join(a.AddN(0, top-1), a.AddSlice([]sentiment.Class{0}))
		},
		"Merge": func(a *sentiment.Accumulator) error {
			var b sentiment.Accumulator
			return errors.Join(b.AddN(0, top), a.Merge(&b))
		},
		"Unmarshal": func(a *sentiment.Accumulator) error {
			return a.UnmarshalBinary([]byte("sen\x01\x00\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00"))
		},
	} {
		var a sentiment.Accumulator
		if err := full(&a); err != nil {
			t.Fatal(err)
		}
		before := a.Result()
		for way, err := range map[string]error{
			"Add": a.Add(sentiment.Neutral), "AddN": a.AddN(sentiment.Neutral, 1), "AddSlice": a.AddSlice([]sentiment.Class{1, 0}), "Merge": a.Merge(a.Clone()),
		} {
			if !errors.Is(err, kpi.ErrOverflow) || a.Result() != before {
				t.Errorf("%s after %s: %v, %v", way, name, err, a.Result())
			}
		}
		if err := a.Add(sentiment.Positive); err != nil || a.Result() != (sentiment.Result{Positive: 1, Neutral: top}) {
			t.Errorf("after %s: %v, %v", name, a.Result(), err)
		}
	}
}

func TestPercentagesBelowNoPlaces(t *testing.T) {
	// To hundreds: 62.5, 25 and 12.5 of 100 are 0 each, and the largest remainder
	// takes the 100.
	p := laws.Must(sentiment.Result{Positive: 5, Neutral: 2, Negative: 1}.Percentages(-9))
	if len(p) != 3 || p[0].StringFixed(0) != "100" || p[1].StringFixed(0) != "0" || p[2].StringFixed(0) != "0" {
		t.Error(p)
	}
}
