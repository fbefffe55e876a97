package rows

import (
	"strings"

	"github.com/shopspring/decimal"
)

// The bounds of money keep a short text, as 1e9999999, from costing seconds
// and gigabytes when it is added.
const (
	maxMoneyText     = 64
	maxMoneyExponent = 64
)

// A number is the decimal number of a cell. The zero value is an empty cell.
//
// Nearly all prices are small, so they stay a plain integer until the line's
// amount is known: that takes half the time and half the allocations of a
// decimal.Decimal multiplied by the quantity (BenchmarkMoney).
type number struct {
	form   form
	units  int64 // plain: the number is units / 10^places
	places int32
	big    decimal.Decimal
}

type form uint8

const (
	absent form = iota
	plain
	big
)

// times returns n × quantity.
func (n *number) times(quantity int64) decimal.Decimal {
	const half = 1 << 31 // the product of two such fits in an int64
	switch {
	case n.form == plain && -half < n.units && n.units < half && -half < quantity && quantity < half:
		return decimal.New(n.units*quantity, -n.places)
	case n.form == plain:
		return decimal.New(n.units, -n.places).Mul(decimal.New(quantity, 0))
	default:
		return n.big.Mul(decimal.New(quantity, 0))
	}
}

func parseNumber(s string) (number, string) {
	if units, places, ok := parsePlain(s); ok {
		return number{form: plain, units: units, places: places}, ""
	}
	if len(s) > maxMoneyText {
		return number{}, "a number of more than 64 characters"
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return number{}, "not a decimal number"
	}
	if e := d.Exponent(); e < -maxMoneyExponent || e > maxMoneyExponent {
		return number{}, "exponent outside -64..64"
	}
	return number{form: big, big: d}, ""
}

// parsePlain reads the usual price, as 12.50 or -3: s is units / 10^places.
// Other texts are not ok, and may still be numbers.
func parsePlain(s string) (units int64, places int32, ok bool) {
	digits := strings.TrimPrefix(s, "-")
	if len(digits) == 0 || len(digits) > 18 { // 10^18 fits in an int64
		return 0, 0, false
	}
	point := -1
	for i := range len(digits) {
		switch c := digits[i]; {
		case '0' <= c && c <= '9':
			units = units*10 + int64(c-'0')
		case c == '.' && point < 0 && 0 < i && i < len(digits)-1:
			point = i
		default:
			return 0, 0, false
		}
	}
	if point >= 0 {
		places = int32(len(digits) - 1 - point)
	}
	if len(digits) < len(s) {
		units = -units
	}
	return units, places, true
}
