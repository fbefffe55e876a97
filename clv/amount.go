package clv

import (
	"math"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/wire"
)

var errOrders = figure.Overflow("clv", "orders")

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

// sales are the amounts of orders and, apart from them, those of refunds: the
// amounts below 0, as they were given.
type sales struct{ orders, refunds exact.Moments }

// of returns where an amount of a sign belongs.
func (s *sales) of(negative bool) *exact.Moments {
	if negative {
		return &s.refunds
	}
	return &s.orders
}

// addMinorSlice adds a column, all or none.
func (s *sales) addMinorSlice(v []int64, digits uint8) bool {
	room := math.MaxUint64 - max(s.orders.N(), s.refunds.N())
	if digits > exact.MaxExponent || uint64(len(v)) > room && !s.fits(v) {
		return false
	}
	for len(v) > 0 {
		n := s.orders.AddMinorRun(v, digits)
		for v = v[n:]; len(v) > 0 && v[0] < 0; v = v[1:] {
			s.refunds.AddMinor(v[0], digits)
		}
	}
	return true
}

// fits reports whether there is room for the orders and the refunds of a column.
func (s *sales) fits(v []int64) bool {
	refunds := refundsIn(v)
	return uint64(len(v))-refunds <= math.MaxUint64-s.orders.N() && refunds <= math.MaxUint64-s.refunds.N()
}

func refundsIn(v []int64) (n uint64) {
	for _, x := range v {
		n += uint64(x) >> 63
	}
	return n
}

// merge adds o, which may be s.
func (s *sales) merge(o *sales) bool {
	if o.orders.N() > math.MaxUint64-s.orders.N() {
		return false
	}
	return s.refunds.Merge(&o.refunds) && s.orders.Merge(&o.orders)
}

func (s *sales) clone() sales { return sales{s.orders.Clone(), s.refunds.Clone()} }

func (s *sales) append(b []byte) []byte {
	return s.refunds.AppendBinary(s.orders.AppendBinary(b))
}

func readSales(r *wire.Reader) sales {
	return sales{orders: readMoments(r, 1), refunds: readMoments(r, -1)}
}

// readMoments reads amounts that all have one sign, the orders' of 1 or 0, the
// refunds' of -1. Then the sum has it too, and its square is not below the sum of
// squares.
func readMoments(r *wire.Reader, sign int) (m exact.Moments) {
	m.Read(r)
	if !sameSign(&m, sign) {
		r.Fail("the signs of the amounts do not fit")
	}
	return m
}

// sameSign reports whether amounts may all have a sign, as readMoments wants it.
func sameSign(m *exact.Moments, sign int) bool {
	if m.N() == 0 {
		return true
	}
	s := m.SumSign()
	return s != -sign && (s != 0 || sign > 0) && m.CompareSquares(1) <= 0
}

// each returns amount / n; name and none word the error for n = 0.
func each(name string, amount *big.Rat, n uint64, none string) (kpi.Value, error) {
	if n == 0 {
		return kpi.Value{}, figure.Undefined("clv", name, none)
	}
	count := new(big.Rat).SetInt(figure.Int(n))
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
