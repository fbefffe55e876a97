package clv

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

// MaxFrequency is the greatest number of repeat orders of a customer that the
// models take.
const MaxFrequency = 1_000_000
