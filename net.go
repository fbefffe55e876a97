package kpi

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
)

// A Net is the difference of two shares of the same total in points, as the
// Net Promoter Score, net ease or net sentiment:
//
//	net = 100 (plus - minus) / total        -100 <= net <= 100
//
// It is a [Value] in points that keeps its counts. The zero value is a net of
// 0 of nobody.
type Net struct {
	Value
	plus, minus, total uint64
}

// NewNet returns the net of plus and minus in total; the rest of the total is
// neutral. A total of 0 is [ErrUndefined], plus and minus above the total a
// [RangeError].
func NewNet(plus, minus, total uint64) (Net, error) {
	if total == 0 {
		return Net{}, fmt.Errorf("kpi: net %w: total is 0", ErrUndefined)
	}
	if plus > total {
		return Net{}, &RangeError{Op: "kpi", Name: "plus", Value: plus, Min: 0, Max: total}
	}
	if minus > total-plus {
		return Net{}, &RangeError{Op: "kpi", Name: "minus", Value: minus, Min: 0, Max: total - plus}
	}
	diff := new(big.Int).Sub(new(big.Int).SetUint64(plus), new(big.Int).SetUint64(minus))
	points := new(big.Rat).SetFrac(diff, new(big.Int).SetUint64(total))
	return Net{Value{r: percent(points)}, plus, minus, total}, nil
}

// Plus returns the count of the positive side.
func (n Net) Plus() uint64 { return n.plus }

// Minus returns the count of the negative side.
func (n Net) Minus() uint64 { return n.minus }

// Total returns the count of all.
func (n Net) Total() uint64 { return n.total }

// LogValue returns a group of the points and the counts.
func (n Net) LogValue() slog.Value {
	return slog.GroupValue(slog.String("points", n.String()),
		slog.Uint64("plus", n.plus), slog.Uint64("minus", n.minus), slog.Uint64("total", n.total))
}

// netJSON is the JSON form of a Net.
type netJSON struct {
	Plus  uint64 `json:"plus"`
	Minus uint64 `json:"minus"`
	Total uint64 `json:"total"`
}

// MarshalJSON returns {"plus":50,"minus":20,"total":100}.
func (n Net) MarshalJSON() ([]byte, error) {
	return json.Marshal(netJSON{n.plus, n.minus, n.total})
}

// UnmarshalJSON reads what MarshalJSON wrote, or returns [ErrCorrupt].
func (n *Net) UnmarshalJSON(data []byte) error {
	if isNull(data) {
		return nil
	}
	var j netJSON
	if err := json.Unmarshal(unquoted(data), &j); err != nil {
		return fmt.Errorf("kpi: net: %w: %v", ErrCorrupt, err)
	}
	if j == (netJSON{}) {
		*n = Net{}
		return nil
	}
	m, err := NewNet(j.Plus, j.Minus, j.Total)
	if err != nil {
		return fmt.Errorf("kpi: net: %w: %d and %d of %d", ErrCorrupt, j.Plus, j.Minus, j.Total)
	}
	*n = m
	return nil
}

// MarshalText returns the JSON form: the points alone would lose the counts.
func (n Net) MarshalText() ([]byte, error) { return n.MarshalJSON() }

// UnmarshalText reads what MarshalText wrote, or returns [ErrCorrupt].
func (n *Net) UnmarshalText(text []byte) error { return n.UnmarshalJSON(text) }

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (n Net) GobEncode() ([]byte, error) { return n.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (n *Net) GobDecode(data []byte) error { return n.UnmarshalText(data) }
