// Package ces computes the Customer Effort Score (CES; in French "score
// d'effort client"): how easy it was for customers to get what they wanted,
// from answers after a contact. The KPIs of the contacts themselves are in
// ces/support.
//
// # Formula
//
//	mean score       = sum of the scores / answers
//	easy share       = easy answers / answers
//	difficult share  = difficult answers / answers
//	net ease         = 100 (easy - difficult) / answers
//
// # Source
//
// M. Dixon, K. Freeman, N. Toman, "Stop Trying to Delight Your Customers",
// Harvard Business Review, July 2010, asked for effort from 1 to 5, where low
// is good. CEB asked from 2013 on whether the company "made it easy" from 1 to
// 7, where high is good.
//
// # Units and range
//
// The mean is a [kpi.Mean] in points of the scale, from its lowest to its highest
// score, and so are its intervals; which end is good is the scale's [Direction]. The
// shares are [kpi.Rate], 0 to 1. Net ease is a [kpi.Net] in points, -100 to 100, high
// is good on every scale. All are exact.
//
// # Undefined and edge cases
//
// Without an answer all are kpi.ErrUndefined. A score outside the scale is a
// [*kpi.RangeError] and is not counted. Nor is an answer of weight 0 in a
// [Weighted]: it is not an answer, and changes no figure and no interval.
//
// # Variants and the default
//
// The default [Scale] is [EaseSeven]: 1 to 7, easy 5 to 7, difficult 1 to 3.
// [EffortFive] is the older question: 1 to 5, easy (low effort) 1 and 2,
// difficult 4 and 5. Any other scale is a Scale of your own; different scales do
// not compare, and their accumulators do not merge.
//
// # Accumulators
//
// [Accumulator] has one counter per point of the scale, 7 by default. Add costs about a nanosecond and does not allocate. Merging is exact:
// any partition and order of the answers gives the same bytes.
package ces
