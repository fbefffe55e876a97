// Package ces computes the Customer Effort Score (CES): how easy it was for
// customers to get what they wanted, from answers after a contact. The KPIs of the
// contacts themselves are in [github.com/customerkpi/kpi/ces/support].
//
// # Formula
//
//	mean score       = sum of the scores / answers
//	easy share       = easy answers / answers
//	neutral share    = answers that are neither easy nor difficult / answers
//	difficult share  = difficult answers / answers
//	net ease         = 100 (easy - difficult) / answers
//
// # Source
//
// M. Dixon, K. Freeman, N. Toman, "Stop Trying to Delight Your Customers",
// Harvard Business Review, July 2010, asked for effort from 1 to 5, where low is
// good. Since 2013 CEB has asked whether the company "made it easy" from 1 to 7,
// where high is good.
//
// # Units and range
//
// The mean is a [kpi.Mean] in points of the scale. It lies between the lowest and
// the highest score, and so do its intervals; which end is good is the scale's
// [Direction]. The shares are [kpi.Rate], 0 to 1. Net ease is a [kpi.Net] in points,
// -100 to 100; high is good on every scale. All are exact.
//
// # Undefined and edge cases
//
// Without an answer every figure is [kpi.ErrUndefined]. A score outside the scale is
// a [*kpi.RangeError] and is not counted. An answer of weight 0 in a [Weighted] is
// not counted either: it changes no figure and no interval.
//
// # Variants and the default
//
// The default [Scale] is [EaseSeven]: 1 to 7, easy 5 to 7, difficult 1 to 3.
// [EffortFive] is the older question: 1 to 5, easy (low effort) 1 and 2, difficult 4
// and 5. For other scores or cut-offs make a Scale of your own. Figures of different
// scales do not compare, and their accumulators do not merge.
//
// What moves the score, and how much: [github.com/customerkpi/kpi/csat/driver].
//
// # The unit
//
// Each answer counts as one of another customer. Where customers answer several times,
// the interval is over customers in a [kpi.ByCustomer], as an example of
// [github.com/customerkpi/kpi/nps.Accumulator] shows.
//
// # Accumulators
//
// [Accumulator] has one counter per point of the scale, 7 by default. Add costs
// about a nanosecond and does not allocate. Merging is exact: any partition and
// order of the answers gives the same bytes.
//
// # In French
//
//	Customer Effort Score      score d'effort client
//	net ease                   facilité nette
package ces
