package main

import (
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/sheet"
)

// A unit says how the figures of a line are shown.
type unit = sheet.Unit

const (
	percent  = sheet.Percent
	points   = sheet.Points
	score    = sheet.Score
	money    = sheet.Money
	amount   = sheet.Amount
	quantity = sheet.Quantity
	number   = sheet.Number
	times    = sheet.Times
	periods  = sheet.Periods
	hours    = sheet.Hours
)

// oneDigit formats what is expected of a count.
func oneDigit(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// decimalText is an amount to the last digit. decimal's own String depends on
// a variable that any package may set.
func decimalText(d decimal.Decimal) string { return sheet.Exact(kpi.ValueOf(d.Rat())) }
