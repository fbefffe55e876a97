// Package survival estimates how long customers stay from rows of which many are
// not over yet: the share still there after a time (survival curve; in French
// "courbe de survie"), the time by which half have left ("durée médiane de vie"),
// and whether segments differ.
//
// The mean lifetime of those who left is too short, since those who stay longest
// have not left yet; the mean age of all is too short as well, since they will grow
// older. The estimates here use each customer for as long as there is news of it.
//
// # Formula
//
// With d customers who churned of n at risk at each time t:
//
//	survival (Kaplan-Meier)             S(t) = Π (1 - d/n)
//	its standard error (Greenwood)      S(t) √ Σ d/(n (n-d))
//	cumulative hazard (Nelson-Aalen)    H(t) = Σ d/n, variance Σ d/n²
//	median                              the first t with S(t) <= 1/2
//	restricted mean                     ∫ S(t) dt from 0 to tau
//	log-rank test                       Σ d_j - d n_j/n of each group j, squared
//	                                    over its covariance
//
// A customer is at risk at t if it was under observation before t, or from its
// start, and was last seen at t or later. One who is censored at t was at risk at
// t: churn comes first.
//
// # Source
//
// E. L. Kaplan and P. Meier, JASA 53 (1958) 457-481. M. Greenwood, Reports on
// Public Health and Medical Subjects 33 (1926). O. Aalen, Annals of Statistics 6
// (1978) 701-726. J. D. Kalbfleisch and R. L. Prentice, The Statistical Analysis
// of Failure Time Data (1980), for the log-log interval. N. Mantel, Cancer
// Chemotherapy Reports 50 (1966) 163-170 and R. Peto and J. Peto, JRSS A 135
// (1972) 185-207, for the log-rank test. Ties, defaults and the rule for flat
// parts of the curve are those of R's package survival.
//
// # Units and range
//
// Times are whole numbers of one unit, of your choice: days, hours, months. Counts
// are exact, estimates are float64. Survival runs from 1 down to 0, the cumulative
// hazard from 0 up. Times scale: in another unit that divides this one, quantiles
// and restricted means are multiplied and all else is the same.
//
// # Undefined and edge cases
//
//   - A quantile that the curve does not come down to is not reached: Quantile says
//     so for the time and for each end of its interval, never with infinity. A
//     median that is not reached means that more than half are still there.
//   - The curve ends at the last time observed. Beyond it At and RMST are
//     kpi.ErrUndefined, unless nobody is left there.
//   - Where survival is 0 it has no standard error and no interval, as in R; before
//     the first event the log-log interval does not exist either.
//   - With late entry few may be at risk at young ages. If all of these happen to
//     leave, the curve is 0 for good, however many are observed later: Emptied
//     tells. Nobody at risk at all, before the first entry, leaves the curve at 1.
//   - Customers who were gone before the data begin are not in the data. Count
//     those who were not by AddTimesFrom, or the curve is far too high.
//   - A customer who is censored must not be one about to leave: rows that end
//     because somebody stopped answering bias every figure here.
//
// # Variants and the default
//
// Intervals of survival are of the kind [Log] by default, as in R; [Plain] is what
// older texts print and [LogLog] is better in small samples. Strata, as countries
// whose customers leave at rates of their own, go to [StratifiedLogRank].
//
// # Accumulators
//
// [Accumulator] keeps three counters for each different age, not for each
// customer, so that a million customers by the day over ten years are some 3650
// entries. Add is one or, for a late entry, two look-ups in a map. Merging is
// exact: any partition and order of the rows gives the same bytes.
package survival
