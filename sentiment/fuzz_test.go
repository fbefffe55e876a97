package sentiment_test

import (
	"encoding"
	"errors"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment"
)

// state is what every accumulator here decodes and encodes.
type state interface {
	encoding.BinaryAppender
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// FuzzUnmarshalBinary: any bytes are ErrCorrupt or the encoding of a state.
func FuzzUnmarshalBinary(f *testing.F) {
	var a sentiment.Accumulator
	var e sentiment.Emotions
	var p sentiment.Polarity
	if err := errors.Join(a.AddN(sentiment.Positive, 300), e.Add(sentiment.Fear), p.Add(decimal.New(-25, -2))); err != nil {
		f.Fatal(err)
	}
	for _, s := range []state{&a, &e, &p} {
		seed, _ := s.MarshalBinary()
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, s := range []state{new(sentiment.Accumulator), new(sentiment.Emotions), new(sentiment.Polarity)} {
			if !laws.Decodes(t, s, data) {
				continue
			}
			if p, ok := s.(*sentiment.Polarity); ok {
				if mean, err := p.Result().Mean(); err == nil && (mean.Float64() < -1 || mean.Float64() > 1) {
					t.Errorf("%x: mean %v", data, mean)
				}
			}
		}
	})
}

// FuzzPolarity: a decimal is added if and only if it is within -1..1 and
// passes kpi.CheckAmount.
func FuzzPolarity(f *testing.F) {
	f.Add(int64(1), int32(0))
	f.Add(int64(-1000), int32(-3))
	f.Add(int64(101), int32(-2))
	f.Add(int64(1), int32(1e7))
	f.Fuzz(func(t *testing.T, coefficient int64, exponent int32) {
		d := decimal.New(coefficient, exponent)
		var a sentiment.Polarity
		err := a.Add(d)
		if err != nil && !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%v is not ErrRange", err)
		}
		want := kpi.CheckAmount("", "", d) == nil && d.Abs().Cmp(decimal.New(1, 0)) <= 0
		if want != (err == nil) || want != (a.Result().Mentions == 1) {
			t.Errorf("%de%d: %v, want accepted %v", coefficient, exponent, err, want)
		}
	})
}

// FuzzParse: any text is a name that reads back, or ErrRange.
func FuzzParse(f *testing.F) {
	f.Add("Positive")
	f.Add("joy")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := sentiment.ParseClass(text)
		if again, _ := sentiment.ParseClass(c.String()); err == nil && again != c || err != nil && !errors.Is(err, kpi.ErrRange) {
			t.Errorf("ParseClass(%q) = %v, %v", text, c, err)
		}
		e, err := sentiment.ParseEmotion(text)
		if again, _ := sentiment.ParseEmotion(e.String()); err == nil && again != e || err != nil && !errors.Is(err, kpi.ErrRange) {
			t.Errorf("ParseEmotion(%q) = %v, %v", text, e, err)
		}
	})
}
