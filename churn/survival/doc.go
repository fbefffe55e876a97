// Package survival estimates how long customers stay when many of them have not left
// yet (right-censored data): the share still there after a time (survival curve), the
// time by which half have left (median lifetime), and whether segments differ.
//
// The mean lifetime of the customers who left is too short, because those who stay
// longest have not left yet. The mean age of all is too short as well, because they
// will grow older. The estimates here use each customer for as long as they were
// observed.
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
// Customers are at risk at t if they were under observation before t, or from their
// start, and were last seen at t or later. Customers who are censored at t were at
// risk at t: churn comes first.
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
// Times are whole numbers of one unit, of your choice: days, hours, months. Counts are
// exact, estimates are float64. Survival runs from 1 down to 0, the cumulative hazard
// from 0 up. In a smaller unit that divides this one, quantiles and restricted means are
// multiplied accordingly, and all else is the same.
//
// # Undefined and edge cases
//
//   - A quantile that the curve does not come down to is not reached. [Quantile] says
//     so for the time and for each end of its interval, never with infinity. If the
//     median is not reached, more than half of the customers are still there.
//   - The curve ends at the last time observed. Beyond it [Curve.At] and [Curve.RMST]
//     are [kpi.ErrUndefined], unless nobody is left there.
//   - Where survival is 0 it has no standard error and no interval, as in R. Before
//     the first event the log-log interval does not exist either.
//   - With late entry few may be at risk at young ages. If all of these happen to
//     leave, the curve is 0 for good, however many are observed later, and
//     [Curve.Emptied] says so. While nobody is at risk, before the first entry, the
//     curve stays at 1.
//   - Customers who left before the data begin are not in the data. Count those who
//     were there by [Accumulator.AddTimesFrom], or the curve is far too high.
//   - Being censored must not mean being about to leave: rows that end because
//     customers stopped answering bias every figure here.
//
// # Variants and the default
//
// Intervals of survival are of the kind [Log] by default, as in R. [Plain] is what
// older texts print, and [LogLog] is better in small samples. Strata, such as
// countries with churn rates of their own, go to [StratifiedLogRank].
//
// # Accumulators
//
// [Accumulator] keeps three counters per age, not per customer: a million customers
// by the day over ten years are some 3650 entries. Add is one look-up in a map, or two
// for a late entry. Merging is exact: any partition and order of the rows gives the
// same bytes.
//
// # In French
//
//	survival curve         courbe de survie
//	median lifetime        durée de vie médiane
//	restricted mean        durée de vie moyenne restreinte
//	right-censored         censuré à droite
package survival
