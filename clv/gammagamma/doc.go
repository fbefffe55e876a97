// Package gammagamma is the gamma-gamma model of spend: what the orders of a
// customer are worth on average, given the few that were seen.
//
// # Formula
//
// The amounts of a customer's orders vary about their own mean, and these means
// from one customer to the next:
//
//	amount ~ gamma(p, ν),  ν ~ gamma(q, v)
//
//	mean of all customers       p v / (q-1)
//	of one with x orders of mean z    p (v + x z) / (p x + q - 1)
//
// which is between their own mean and that of all.
//
// # Source
//
// P. S. Fader and B. G. S. Hardie, "The Gamma-Gamma Model of Monetary Value"
// (2013), after P. S. Fader, B. G. S. Hardie and K. L. Lee, "RFM and CLV",
// Journal of Marketing Research 42 (2005) 415-430.
//
// # Units and range
//
// Amounts are in the currency of the histories and positive; v is one too.
// Parameters are in 1e-100..1e100.
//
// # Undefined and edge cases
//
// The model is of customers with repeat orders; those without, or whose mean is not
// positive, are left out of a fit, and LeftOut of the [clv.Fit] counts them; a prediction
// treats them as a customer about whom nothing is known. Spend is the mean of as many
// orders as the Frequency says, which is that of [clv.RepeatOrders]. Where q <= 1 the
// means of customers have no finite mean: it is [kpi.ErrUndefined], never negative. The
// model assumes that spend does not depend on how often a customer orders: see
// [Model.Correlation], and a warning of the Fit above 0.3.
//
// # Accumulators
//
// Histories come from [clv.History]. A model is a value without state.
package gammagamma
