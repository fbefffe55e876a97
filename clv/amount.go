package clv

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
)

// factor returns an amount that must not be negative; name says what it is.
func factor(name string, d decimal.Decimal) (*big.Rat, error) {
	if err := kpi.CheckAmount("clv", name, d); err != nil {
		return nil, err
	}
	r := exact.Rat(d)
	if r.Sign() < 0 {
		return nil, negative(name, kpi.ValueOf(r))
	}
	return r, nil
}

func negative(name string, v kpi.Value) error {
	return &kpi.RangeError{Op: "clv", Name: name, Value: v, Min: 0}
}

// each returns amount / n; figure and none word the error for n = 0.
func each(figure string, amount *big.Rat, n uint64, none string) (kpi.Value, error) {
	if n == 0 {
		return kpi.Value{}, fmt.Errorf("clv: %s %w: %s", figure, kpi.ErrUndefined, none)
	}
	count := new(big.Rat).SetInt(new(big.Int).SetUint64(n))
	return kpi.ValueOf(count.Quo(amount, count)), nil
}

// add adds an amount to a sum; name says what it is in the error.
func add(s *exact.Sum, name string, amount decimal.Decimal) error {
	if !s.Add(amount) {
		return kpi.CheckAmount("clv", name, amount)
	}
	return nil
}

// addMinor adds v·10^-digits to a sum.
func addMinor(s *exact.Sum, v int64, digits uint8) error {
	if !s.AddSameMinor(v, digits) && !s.AddMinor(v, digits) { // the first is inlined
		return checkDigits(digits)
	}
	return nil
}

// checkDigits reports whether minor units may have digits.
func checkDigits(digits uint8) error {
	if digits > exact.MaxExponent {
		return &kpi.RangeError{Op: "clv", Name: "digits", Value: digits, Min: 0, Max: exact.MaxExponent}
	}
	return nil
}

// checkColumns reports whether a column beside n customers has their length.
func checkColumns(name string, length, n int) error {
	if length != n {
		return &kpi.RangeError{Op: "clv", Name: name, Value: length, Min: n, Max: n}
	}
	return nil
}

func errOrders() error { return fmt.Errorf("clv: orders %w", kpi.ErrOverflow) }
