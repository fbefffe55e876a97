// Package support computes the KPIs of customer service: first contact
// resolution (FCR), and response time with its service level.
//
// # Formula
//
//	first contact resolution  = requests resolved at the first contact / requests in scope
//	mean response time        = sum of the response times / answered requests
//	service level             = answered within the target / (answered + open or closed past the target)
//
// # Source
//
// These are the usual industry formulas; there is no single source. The histogram
// of the percentiles has buckets like those of C. Masson, J. E. Rim and H. K. Lee,
// "DDSketch", PVLDB 12 (2019), without the logarithms.
//
// # Units and range
//
// First contact resolution and service level are [kpi.Rate], 0 to 1, exact. The
// mean is a [kpi.Mean] in seconds, exact. Percentiles are [time.Duration], by the
// nearest rank. The median is the mean of the two middle times where their number
// is even, as everywhere in this module.
//
// # Undefined and edge cases
//
// A rate or a mean of no request is [kpi.ErrUndefined]. A negative time is a
// [*kpi.RangeError] and is not counted. Requests without an answer yet are
// counted, never dropped. The mean of the answered requests alone is too low while
// slow ones are still open, so look at the Open of a [ResponseTimeResult] beside it.
//
// # Variants and the default
//
//	FCR of the requests in scope ("net")        FirstContactResult.Rate
//	FCR of all requests ("gross")               FirstContactResult.Gross
//	first response                              ResponseTime, fed from request to first answer
//	resolution                                  ResponseTime, fed from request to solution
//
// The unit is the request. Where customers have several each, which are alike, take a
// [kpi.ByCustomer] for the interval; the examples of [FirstContact] and [ResponseTime]
// show it.
//
// The default target is one hour. Times are the caller's: calendar time or
// business hours, but not both in one accumulator.
//
// # Accumulators
//
// [FirstContact] is three counters. [ResponseTime] keeps exact sums, counters and
// a histogram of at most 29 kB, whose percentiles are within 1/128 (0.78%) of the
// exact ones. Add costs tens of nanoseconds. Merging is exact: any partition
// and order of the requests gives the same bytes, and so the same percentiles.
//
// # In French
//
//	first contact resolution    résolution au premier contact
//	response time               délai de réponse
//	resolution time             délai de résolution
//	service level               niveau de service
package support
