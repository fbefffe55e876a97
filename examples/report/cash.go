package main

import (
	"math/bits"

	"github.com/shopspring/decimal"
)

// minorPlaces are the decimals of the units in which sums of amounts are kept.
const minorPlaces = 6

// A cash is an exact sum of amounts. Nearly all are a whole number of units of 10^-6, that
// fits 64 bits; what does not is kept apart, as decimals.
type cash struct {
	units int64
	rest  *decimal.Decimal // nil: nothing
}

func (m *cash) add(d decimal.Decimal) {
	units, ok := unitsOf(d)
	if ok {
		ok = addUnits(&m.units, units)
	}
	if !ok {
		m.addRest(d)
	}
}

func (m *cash) addUnits(units int64) {
	if !addUnits(&m.units, units) {
		m.addRest(decimal.New(units, -minorPlaces))
	}
}

func (m *cash) addRest(d decimal.Decimal) {
	if m.rest != nil {
		d = d.Add(*m.rest)
	}
	m.rest = &d
}

func (m *cash) decimal() decimal.Decimal {
	d := decimal.New(m.units, -minorPlaces)
	if m.rest != nil {
		d = d.Add(*m.rest)
	}
	return d
}

var powersOfTen = [...]int64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12}

// unitsOf returns an amount in units, or false where it is not a whole number of them or
// not small.
func unitsOf(d decimal.Decimal) (units int64, ok bool) {
	shift := int(d.Exponent()) + minorPlaces
	if shift < 0 || shift >= len(powersOfTen) || d.NumDigits()+shift > 18 { // 10^18 fits in an int64
		return 0, false
	}
	return d.CoefficientInt64() * powersOfTen[shift], true
}

// addUnits adds to a sum, or reports that it does not fit and changes nothing.
func addUnits(sum *int64, units int64) bool {
	s, _ := bits.Add64(uint64(*sum), uint64(units), 0)
	if total := int64(s); (total < *sum) == (units < 0) {
		*sum = total
		return true
	}
	return false
}
