package clv

import (
	"math"

	"github.com/customerkpi/kpi"
)

// A Customer is what the models of repeat buying know of a customer: the summary of
// their orders, which [History] makes. Times start at the first order, in a unit
// that the caller chooses, such as weeks.
//
// The first order makes a customer, and is not counted: Frequency is the number of orders
// after it, Recency the time of the last of them, and T the time until which the customer
// was watched. A customer who never came back has Frequency and Recency 0. A customer who
// started on the last day has T = 0 as well: a forecast treats them as a new customer,
// and a fit leaves them out, because they carry no information.
type Customer struct {
	Frequency uint64  `json:"frequency"` // repeat orders, x
	Recency   float64 `json:"recency"`   // of the last order, t_x: 0 <= t_x <= T
	T         float64 `json:"t"`         // time watched; 0 is a new customer

	// Spend is the mean amount of a repeat order; 0 without one. Only the
	// model of spend reads it.
	Spend float64 `json:"spend"`

	// LogGaps is the sum of the logarithms of the times between orders, at most
	// that of equal ones, x ln(t_x/x). Only fits of regular buying read it.
	LogGaps float64 `json:"log_gaps"`

	// Weight is the number of customers that this row stands for; 0 is 1.
	Weight uint64 `json:"weight,omitempty"`
}

// Count returns the number of customers of the row, at least 1.
func (c Customer) Count() float64 { return float64(max(1, c.Weight)) }

// Quotients of two times have to be numbers.
const minTime, maxTime = 1e-100, 1e100

// Check reports what no history leads to, as a [*kpi.RangeError]: a T that is
// neither 0 nor in 1e-100..1e100, a Recency outside 0..T, or one other than 0
// without a repeat order, or below 1e-100 with one. op is the prefix of its text.
func (c Customer) Check(op string) error {
	switch {
	case !(c.T == 0 || c.T >= minTime && c.T <= maxTime):
		return &kpi.RangeError{Op: op, Name: "T", Value: c.T, Min: minTime, Max: maxTime}
	case !(c.Recency >= 0 && c.Recency <= c.T):
		return &kpi.RangeError{Op: op, Name: "recency", Value: c.Recency, Min: 0, Max: c.T}
	case c.Frequency == 0 && c.Recency != 0:
		return &kpi.RangeError{Op: op, Name: "recency without repeat order", Value: c.Recency, Min: 0, Max: 0}
	case c.Frequency > 0 && c.Recency < minTime:
		return &kpi.RangeError{Op: op, Name: "recency of a repeat order", Value: c.Recency, Min: minTime, Max: c.T}
	case c.Frequency > MaxFrequency:
		return &kpi.RangeError{Op: op, Name: "frequency", Value: c.Frequency, Min: 0, Max: uint64(MaxFrequency)}
	case math.IsNaN(c.LogGaps) || math.IsInf(c.LogGaps, 0):
		return &kpi.RangeError{Op: op, Name: "sum of the logarithms of gaps", Value: c.LogGaps, Min: "-infinity (excluded)", Max: "infinity (excluded)"}
	}
	return nil
}

// MaxFrequency is the greatest number of repeat orders of a customer that the
// models take.
const MaxFrequency = 1_000_000
