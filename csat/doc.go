// Package csat computes the Customer Satisfaction Score (CSAT): how satisfied
// customers are after a purchase or a contact, from answers to "How satisfied are
// you?".
//
// # Formula
//
//	mean score       = sum of the scores / answers
//	satisfied share  = satisfied answers / answers
//
// Both are in wide use under the one name CSAT. They are two numbers, and here
// two methods, [Result.Mean] and [Result.SatisfiedShare].
//
// # Source
//
// These are the usual industry formulas; there is no single source. The satisfied
// share of a scale of 1 to 5 counts the two highest scores ("top-2-box").
//
// # Units and range
//
// The mean is a [kpi.Mean] in points of the scale. It lies between the lowest and
// the highest score, and so do its intervals. The share is a [kpi.Rate], 0 to 1.
// Both are exact.
//
// # Undefined and edge cases
//
// Without an answer every figure is [kpi.ErrUndefined]. A score outside the scale is
// a [*kpi.RangeError] and is not counted. An answer of weight 0 in a [Weighted] is
// not counted either: it changes no figure and no interval.
//
// # Variants and the default
//
// The default [Scale] is [OneToFive], satisfied 4 and 5. On [OneToTen] 9 and 10 are
// satisfied; [YesNo] has the scores 0 and 1. For other scores or another cut-off make
// a Scale of your own. Means and shares of different scales do not compare, and
// their accumulators do not merge.
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
// [Accumulator] has one counter per point of the scale, 5 by default. Add costs
// about a nanosecond and does not allocate. Merging is exact: any partition and
// order of the answers gives the same bytes.
//
// # In French
//
//	Customer Satisfaction Score      score CSAT
//	mean score                       note moyenne de satisfaction
//	satisfied share                  taux de satisfaction client
package csat
