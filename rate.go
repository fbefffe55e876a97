package kpi

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/exact"
)

// A Rate is a share of counted things: count of total, both kept.
//
//	rate = count / total        0 <= rate <= 1
//
// It is exact; digits are rounded once, half away from zero, where the caller
// asks for them. Rates are comparable: == compares the counts, Equal the
// shares. The zero value is 0 of 1; no Rate has a total of 0.
type Rate struct {
	count uint64
	rest  uint64 // total - 1, so that the zero value has a total
}

// NewRate returns the rate count of total. A total of 0 is [ErrUndefined], a
// count above the total a [RangeError].
func NewRate(count, total uint64) (Rate, error) {
	if total == 0 {
		return Rate{}, fmt.Errorf("kpi: rate %w: %d of 0", ErrUndefined, count)
	}
	if count > total {
		return Rate{}, &RangeError{Op: "kpi", Name: "count", Value: count, Min: 0, Max: total}
	}
	return Rate{count, total - 1}, nil
}

// Count returns the number of things that count.
func (r Rate) Count() uint64 { return r.count }

// Total returns the number of all things, at least 1.
func (r Rate) Total() uint64 { return r.rest + 1 }

// Decimal returns the rate, 0..1, rounded to places.
func (r Rate) Decimal(places int32) decimal.Decimal { return exact.Round(r.Rat(), places) }

// Percent returns the rate in percent, 0..100, rounded to places. A decimal drops
// zeros at its end when it is printed: Percent(1).StringFixed(1) + "%" is "25.0%".
func (r Rate) Percent(places int32) decimal.Decimal { return exact.Round(percent(r.Rat()), places) }

// Float64 returns the float64 nearest to the rate.
func (r Rate) Float64() float64 {
	f, _ := r.Rat().Float64()
	return f
}

// Rat returns the exact rate, 0..1, as a fraction of its own.
func (r Rate) Rat() *big.Rat {
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(r.count), new(big.Int).SetUint64(r.Total()))
}

// Complement returns 1 - r, the share of the others: total - count of total.
func (r Rate) Complement() Rate { return Rate{r.Total() - r.count, r.rest} }

// Inverse returns 1 / r = total / count, exactly. It is [ErrUndefined] for a
// count of 0.
func (r Rate) Inverse() (Value, error) {
	if r.count == 0 {
		return Value{}, fmt.Errorf("kpi: inverse %w: rate is 0", ErrUndefined)
	}
	return Value{r: new(big.Rat).Inv(r.Rat())}, nil
}

// Cmp compares the shares and returns -1, 0 or +1.
func (r Rate) Cmp(s Rate) int { return r.Rat().Cmp(s.Rat()) }

// Equal reports whether the shares are equal: 1 of 2 equals 2 of 4.
func (r Rate) Equal(s Rate) bool { return r.Cmp(s) == 0 }

// String returns a text like "25.00% (1250 of 5000)".
func (r Rate) String() string {
	return fmt.Sprintf("%s%% (%d of %d)", r.Percent(2).StringFixed(2), r.count, r.Total())
}

// Format lets %v and %s print [Rate.String], and %f and %.3f the rate, 0..1,
// rounded exactly. It is not a percentage: of 25%, "%.2f" prints 0.25.
func (r Rate) Format(f fmt.State, verb rune) { format(f, verb, r.String(), r.Rat()) }

// LogValue returns a group of count, total and percent.
func (r Rate) LogValue() slog.Value {
	return slog.GroupValue(
		slog.Uint64("count", r.count),
		slog.Uint64("total", r.Total()),
		slog.String("percent", r.Percent(2).StringFixed(2)),
	)
}

// MarshalText returns the counts as "1250/5000".
func (r Rate) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%d/%d", r.count, r.Total()), nil
}

// UnmarshalText reads what MarshalText wrote, or returns [ErrCorrupt].
func (r *Rate) UnmarshalText(text []byte) error {
	c, t, _ := strings.Cut(string(text), "/")
	count, err := strconv.ParseUint(c, 10, 64)
	if err != nil {
		return fmt.Errorf("kpi: rate: %w: %.40q", ErrCorrupt, text)
	}
	total, err := strconv.ParseUint(t, 10, 64)
	if err != nil {
		return fmt.Errorf("kpi: rate: %w: %.40q", ErrCorrupt, text)
	}
	return r.set(count, total)
}

// rateJSON is the JSON form of a Rate.
type rateJSON struct {
	Count uint64 `json:"count"`
	Total uint64 `json:"total"`
}

// MarshalJSON returns {"count":1250,"total":5000}.
func (r Rate) MarshalJSON() ([]byte, error) {
	return json.Marshal(rateJSON{r.count, r.Total()})
}

// UnmarshalJSON reads what MarshalJSON wrote, or the text form as a string,
// or returns [ErrCorrupt].
func (r *Rate) UnmarshalJSON(data []byte) error {
	if isNull(data) {
		return nil
	}
	// The key of a map is written by MarshalText, but read by UnmarshalJSON.
	var text string
	if json.Unmarshal(data, &text) == nil {
		return r.UnmarshalText([]byte(text))
	}
	var j rateJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return fmt.Errorf("kpi: rate: %w: %v", ErrCorrupt, err)
	}
	return r.set(j.Count, j.Total)
}

// isNull reports whether JSON is null, which by the convention of encoding/json
// leaves a value alone.
func isNull(data []byte) bool { return string(data) == "null" }

// unquoted returns the text in a JSON string, as UnmarshalJSON gets the key of a
// map, and other JSON as it is.
func unquoted(data []byte) []byte {
	var text string
	if json.Unmarshal(data, &text) == nil {
		return []byte(text)
	}
	return data
}

// set makes r the decoded rate count of total.
func (r *Rate) set(count, total uint64) error {
	s, err := NewRate(count, total)
	if err != nil {
		return fmt.Errorf("kpi: rate: %w: %d of %d", ErrCorrupt, count, total)
	}
	*r = s
	return nil
}

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (r Rate) GobEncode() ([]byte, error) { return r.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (r *Rate) GobDecode(data []byte) error { return r.UnmarshalText(data) }
