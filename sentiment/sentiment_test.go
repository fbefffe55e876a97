package sentiment_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/sentiment"
)

func TestNetSentiment(t *testing.T) {
	for _, tc := range []struct {
		name                        string
		positive, neutral, negative uint64
		net, opinions               string // points, one place
	}{
		// (80 - 20) / 200 = 30 and (80 - 20) / 100 = 60: the example of Black
		// Box Intelligence for the first, of codingace for the second.
		{"both definitions", 80, 100, 20, "30.0", "60.0"},
		// 35% positive, 6% negative: +29, the example of All Ears. Of the
		// opinions, 29 / 41 = 70.73...
		{"shares", 35, 59, 6, "29.0", "70.7"},
		// (1 - 2) / 3 = -33.33...
		{"no neutral mention", 1, 0, 2, "-33.3", "-33.3"},
		{"all positive", 5, 0, 0, "100.0", "100.0"},
		{"all negative", 0, 0, 5, "-100.0", "-100.0"},
		{"all neutral", 0, 5, 0, "0.0", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, err := sentiment.FromCounts(tc.positive, tc.neutral, tc.negative)
			if err != nil {
				t.Fatal(err)
			}
			net, err := r.Net()
			if got := net.Decimal(1).StringFixed(1); err != nil || got != tc.net {
				t.Errorf("Net %s, %v, want %s", got, err, tc.net)
			}
			opinions, err := r.NetOpinions()
			if tc.opinions == "" {
				if !errors.Is(err, kpi.ErrUndefined) {
					t.Errorf("NetOpinions %v, %v, want ErrUndefined", opinions, err)
				}
				return
			}
			if got := opinions.Decimal(1).StringFixed(1); err != nil || got != tc.opinions {
				t.Errorf("NetOpinions %s, %v, want %s", got, err, tc.opinions)
			}
		})
	}
}

func TestFiguresEqualTheFormulas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.OneOf(rapid.Uint64Range(0, 9), rapid.Uint64Range(0, 1<<61))
		p, u, n := count.Draw(t, "positive"), count.Draw(t, "neutral"), count.Draw(t, "negative")
		r, err := sentiment.FromCounts(p, u, n)
		if err != nil {
			t.Fatal(err)
		}
		if p+u+n == 0 {
			if _, err := r.Net(); !errors.Is(err, kpi.ErrUndefined) {
				t.Fatalf("Net of nothing: %v", err)
			}
			return
		}
		net, err := r.Net()
		if want := points(p, n, p+u+n); err != nil || net.Rat().Cmp(want) != 0 {
			t.Fatalf("Net %v, %v, want %v", net, err, want)
		}
		if p+n > 0 {
			opinions, err := r.NetOpinions()
			if want := points(p, n, p+n); err != nil || opinions.Rat().Cmp(want) != 0 {
				t.Fatalf("NetOpinions %v, %v, want %v", opinions, err, want)
			}
			// Leaving out the neutral mentions cannot bring the net nearer to 0.
			if a, b := new(big.Rat).Abs(net.Rat()), new(big.Rat).Abs(opinions.Rat()); a.Cmp(b) > 0 {
				t.Fatalf("net %v beyond net of opinions %v", net, opinions)
			}
		}
		sum := new(big.Rat)
		for _, c := range []sentiment.Class{sentiment.Positive, sentiment.Neutral, sentiment.Negative} {
			share, err := r.Share(c)
			if err != nil {
				t.Fatal(err)
			}
			sum.Add(sum, share.Rat())
		}
		if sum.Cmp(big.NewRat(1, 1)) != 0 {
			t.Fatalf("shares sum to %v", sum)
		}
		percents, err := r.Percentages(2)
		if err != nil {
			t.Fatal(err)
		}
		total := decimal.New(0, 0)
		for _, p := range percents {
			total = total.Add(p)
		}
		if text := total.StringFixed(2); len(percents) != 3 || text != "100.00" {
			t.Fatalf("percentages sum to %s", text)
		}
	})
}

// points returns 100 (plus - minus) / total.
func points(plus, minus, total uint64) *big.Rat {
	r := new(big.Rat).Sub(rat(plus), rat(minus))
	return r.Mul(r, big.NewRat(100, 1)).Quo(r, rat(total))
}

func rat(n uint64) *big.Rat { return new(big.Rat).SetInt(new(big.Int).SetUint64(n)) }

func TestEveryWayOfCountingAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		classes := rapid.SliceOf(class()).Draw(t, "classes")
		want, err := sentiment.Of(classes...)
		if err != nil {
			t.Fatal(err)
		}
		var single, slice, counted sentiment.Accumulator
		counts := map[sentiment.Class]uint64{}
		for _, c := range classes {
			if err := single.Add(c); err != nil {
				t.Fatal(err)
			}
			counts[c]++
		}
		if err := slice.AddSlice(classes); err != nil {
			t.Fatal(err)
		}
		for c, n := range counts {
			if err := counted.AddN(c, n); err != nil {
				t.Fatal(err)
			}
			if want.Count(c) != n {
				t.Fatalf("Count(%v) = %d, want %d", c, want.Count(c), n)
			}
		}
		for name, a := range map[string]*sentiment.Accumulator{"Add": &single, "AddSlice": &slice, "AddN": &counted} {
			if diff := cmp.Diff(want, a.Result()); diff != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, diff)
			}
		}
	})
}

func TestErrorTexts(t *testing.T) {
	var a sentiment.Accumulator
	var p sentiment.Polarity
	var e sentiment.Emotions
	full := sentiment.Result{Positive: math.MaxUint64, Neutral: 1}
	for _, tc := range []struct {
		name string
		err  error
		want string
	}{
		{"class", a.Add(2), "sentiment: class 2 outside -1..1"},
		{"class by number", a.AddN(-128, 3), "sentiment: class -128 outside -1..1"},
		{"column", a.AddSlice([]sentiment.Class{1, 127}), "input 1: sentiment: class 127 outside -1..1"},
		{"name of a class", second(sentiment.ParseClass("good")), `sentiment: class "good" outside negative..positive`},
		{"share of no class", second(sentiment.Result{Neutral: 1}.Share(9)), "sentiment: class 9 outside -1..1"},
		{"share of nothing", second(sentiment.Result{}.Share(sentiment.Positive)), "sentiment: positive share undefined: no mention"},
		{"net of nothing", second(sentiment.Result{}.Net()), "sentiment: net sentiment undefined: no mention"},
		{"net of neutral", second(sentiment.Result{Neutral: 3}.NetOpinions()), "sentiment: net sentiment of opinions undefined: no mention"},
		{"percentages", second(sentiment.Result{}.Percentages(2)), "sentiment: percentages undefined: no mention"},
		{"overflow", second(full.Net()), "sentiment: mentions overflow"},
		{"emotion", e.Add(6), "sentiment: emotion 6 outside 0..5"},
		{"marks", second(sentiment.EmotionsOf(sentiment.Joy, 255)), "input 1: sentiment: emotion 255 outside 0..5"},
		{"name of an emotion", second(sentiment.ParseEmotion("")), `sentiment: emotion "" outside admiration..anger`},
		{"emotion share of nothing", second(sentiment.EmotionResult{}.Share(sentiment.Fear)), "sentiment: fear share undefined: no mark"},
		{"emotion overflow", second(sentiment.EmotionResult{Joy: math.MaxUint64, Fear: 1}.Percentages(0)), "sentiment: marks overflow"},
		{"polarity", p.Add(decimal.New(101, -2)), "sentiment: polarity 1.01 outside -1..1"},
		{"hostile polarity", p.Add(decimal.New(1, 1e7)), "sentiment: polarity exponent 10000000 outside -64..64"},
		{"polarities", second(sentiment.PolarityOf(decimal.New(1, 0), decimal.New(-2, 0))), "input 1: sentiment: polarity -2 outside -1..1"},
		{"mean of nothing", second(sentiment.PolarityResult{}.Mean()), "sentiment: mean polarity undefined: no mention"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want {
			t.Errorf("%s: %v, want %s", tc.name, tc.err, tc.want)
		}
	}
	if a.Result().N() != 0 || e.Result().N() != 0 || p.Result().N() != 0 {
		t.Error("refused input was counted")
	}
}

func second[T any](_ T, err error) error { return err }

func TestNamesReadBack(t *testing.T) {
	for c := sentiment.Negative; c <= sentiment.Positive; c++ {
		if got, err := sentiment.ParseClass(c.String()); err != nil || got != c {
			t.Errorf("ParseClass(%q) = %v, %v", c, got, err)
		}
	}
	for e := sentiment.Admiration; e <= sentiment.Anger; e++ {
		if got, err := sentiment.ParseEmotion(e.String()); err != nil || got != e {
			t.Errorf("ParseEmotion(%q) = %v, %v", e, got, err)
		}
	}
	if c, err := sentiment.ParseClass("NeGative"); err != nil || c != sentiment.Negative {
		t.Errorf("letter case: %v, %v", c, err)
	}
	type doc struct {
		Class    sentiment.Class
		Emotions map[sentiment.Emotion]int
	}
	want := doc{sentiment.Negative, map[sentiment.Emotion]int{sentiment.Disgust: 3}}
	text, err := json.Marshal(want)
	if err != nil || string(text) != `{"Class":"negative","Emotions":{"disgust":3}}` {
		t.Fatalf("%s, %v", text, err)
	}
	var got doc
	if err := json.Unmarshal(text, &got); err != nil || !cmp.Equal(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, v := range []any{sentiment.Class(2), sentiment.Emotion(6)} {
		if text, err := json.Marshal(v); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%v: %s, %v, want ErrRange", v, text, err)
		}
	}
	for _, text := range []string{`{"Class":"bad"}`, `{"Emotions":{"love":1}}`} {
		if err := json.Unmarshal([]byte(text), &got); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", text, err)
		}
	}
}

func TestEmotionSharesAreSharesOfTheMarks(t *testing.T) {
	// Three mentions: admiration and joy, joy, none. 1/3 and 2/3 of the marks.
	r, err := sentiment.EmotionsOf(sentiment.Admiration, sentiment.Joy, sentiment.Joy)
	if err != nil {
		t.Fatal(err)
	}
	if share, err := r.Share(sentiment.Joy); err != nil || share.String() != "66.67% (2 of 3)" {
		t.Errorf("share of joy %v, %v", share, err)
	}
	if r.N() != 3 || r.Count(sentiment.Joy) != 2 || r.Count(sentiment.Anger) != 0 || r.Count(99) != 0 {
		t.Errorf("%+v", r)
	}
	if share, err := r.Share(99); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("share of no emotion %v, %v", share, err)
	}
}

func TestEveryEmotionHasItsCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		marks := rapid.SliceOfN(emotion(), 1, 30).Draw(t, "marks")
		counts := map[sentiment.Emotion]uint64{}
		var counted sentiment.Emotions
		for _, e := range marks {
			counts[e]++
		}
		for e, n := range counts {
			if err := counted.AddN(e, n); err != nil {
				t.Fatal(err)
			}
		}
		r, err := sentiment.EmotionsOf(marks...)
		if err != nil || r != counted.Result() {
			t.Fatalf("%+v, %v, counted %+v", r, err, counted.Result())
		}
		percents, err := r.Percentages(1)
		if err != nil {
			t.Fatal(err)
		}
		total := decimal.New(0, 0)
		for e := sentiment.Admiration; e <= sentiment.Anger; e++ {
			share, err := r.Share(e)
			if err != nil || share.Count() != counts[e] || share.Total() != uint64(len(marks)) || r.Count(e) != counts[e] {
				t.Fatalf("%v: %v, %v, want %d of %d", e, share, err, counts[e], len(marks))
			}
			total = total.Add(percents[e])
		}
		if text := total.StringFixed(1); text != "100.0" {
			t.Fatalf("percentages sum to %s", text)
		}
	})
}

func TestPolarityOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := rapid.SliceOfN(polarity(), 1, 20).Draw(t, "polarities")
		sum, squares := new(big.Rat), new(big.Rat)
		var counted sentiment.Polarity
		for _, p := range ps {
			sum.Add(sum, p.Rat())
			squares.Add(squares, new(big.Rat).Mul(p.Rat(), p.Rat()))
			if err := counted.AddN(p, 3); err != nil {
				t.Fatal(err)
			}
		}
		n := rat(uint64(len(ps)))
		want := new(big.Rat).Quo(sum, n)
		of, err := sentiment.PolarityOf(ps...)
		got, undefined := of.Mean()
		if err != nil || undefined != nil || of.N() != uint64(len(ps)) || got.Rat().Cmp(want) != 0 {
			t.Fatalf("mean %v, %v, want %v", got, err, want)
		}
		if abs := want.Abs(want); abs.Cmp(big.NewRat(1, 1)) > 0 {
			t.Fatalf("mean %v outside -1..1", got)
		}
		tripled, err := counted.Result().Mean()
		if err != nil || !tripled.Equal(got.Value) || tripled.N() != 3*got.N() {
			t.Fatalf("mean of each three times %v, %v, want %v", tripled, err, got)
		}
		if len(ps) > 1 {
			// (Σp² - n mean²) / (n - 1)
			variance := new(big.Rat).Sub(squares, want.Mul(want, want).Mul(want, n))
			variance.Quo(variance, rat(uint64(len(ps)-1)))
			if v, err := got.Variance(); err != nil || v.Rat().Cmp(variance) != 0 {
				t.Fatalf("variance %v, %v, want %v", v, err, variance)
			}
		}
	})
}

func TestPolarityBounds(t *testing.T) {
	for _, tc := range []struct {
		coefficient int64
		exponent    int32
		ok          bool
	}{
		{0, 0, true},
		{1, 0, true},
		{-1, 0, true},
		{2, 0, false},
		{-2, 0, false},
		{1000, -3, true},
		{-1000, -3, true},
		{1001, -3, false},
		{-1001, -3, false},
		{999, -3, true},
		{-999, -3, true},
		{0, 5, true},
		{1, 1, false},
		{1, -64, true},
		{1, -65, false},
		{0, 65, false},
		{1, 1e7, false},
		{1, -1e7, false},
	} {
		var a sentiment.Polarity
		p := decimal.New(tc.coefficient, tc.exponent)
		for name, err := range map[string]error{"Add": a.Add(p), "AddN": a.AddN(p, 2)} {
			if (err == nil) != tc.ok || err != nil && !errors.Is(err, kpi.ErrRange) {
				t.Errorf("%s(%de%d): %v, want accepted %v", name, tc.coefficient, tc.exponent, err, tc.ok)
			}
		}
	}
}

func TestResultTexts(t *testing.T) {
	marks, err := sentiment.EmotionsOf(sentiment.Joy, sentiment.Joy, sentiment.Fear)
	if err != nil {
		t.Fatal(err)
	}
	var polarity sentiment.Polarity
	if err := polarity.Add(decimal.New(-5, -1)); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ got, want string }{
		{marks.String(), "0 admiration, 2 joy, 0 disgust, 0 sadness, 1 fear, 0 anger"},
		{polarity.Result().String(), "mean -0.50 of 1 mentions"},
		{sentiment.PolarityResult{}.String(), "sentiment: mean polarity undefined: no mention"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}
