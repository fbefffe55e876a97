// Package driver computes what drives a score: which questions or attributes move
// an NPS, a CSAT or a CES, and by how much. It is key driver analysis, of the scores
// of any of the three, or of any other number.
//
// # Formula
//
// The score is regressed on the predictors. R², the share of its variance that they
// explain together, is split into a share of each:
//
//	relative weights    of orthogonal variables next to the predictors    Result.RelativeWeights
//	Shapley, LMG        what each adds, averaged over all orders          Result.Shapley
//
// Either way the shares are 0 or more and add up to R², however the predictors
// correlate. Beside its share, each predictor has its correlation with the score, its
// slope (points of the score per point of the predictor, the others held) and the
// same in standard deviations. The sign of the correlation is the direction. Where the
// slope has another sign, the predictor works through the others.
//
// # Source
//
// J. W. Johnson, Multivariate Behavioral Research 35 (2000) 1-19; U. Grömping, Journal
// of Statistical Software 17 (2006) 1. The figures equal those of R's rwa and of LMG
// by all subsets.
//
// # Units and range
//
// Scores and predictors are whole numbers within ±(2^31-1), in any unit. Sums are
// exact; shares are float64 and add up to R² within 1e-12. R² is 0 to 1.
//
// # How sure a share is
//
// Take the intervals from [Jackknife], which is the default for them: it assumes nothing
// of the distribution, takes customers as the unit, and keeps the sums of 30 or more parts.
// The errors that [Result.RelativeWeights] and [Result.Shapley] return by themselves are
// linearised (delta method) from the sums alone, as if scores and predictors were normal.
// They need no parts, and are too small where tails are heavy. How often a
// [Driver.Interval] at 95% contains the true share, in percent of simulated samples of n:
// the mean and the worst of five drivers with 43%, 25%, 18%, 8% and 5% of R²:
//
//	                   linearised   jackknife of 30 parts
//	answers       n   mean least    mean least
//	normal       50    93.4  92.5     93.9  93.5
//	normal      100    93.3  89.5     93.9  91.5
//	normal      300    94.2  93.4     94.3  93.3
//	normal     1000    94.4  93.4     94.9  94.3
//	satisfied    50    89.9  87.9     94.0  91.9
//	satisfied   100    90.1  88.6     93.3  91.4
//	satisfied   300    92.3  91.5     94.4  92.9
//	satisfied  1000    93.0  92.1     95.4  94.5
//	lognormal    50    77.4  71.7     92.3  89.2
//	lognormal   100    75.1  67.0     91.6  88.6
//	lognormal   300    71.3  63.1     91.6  90.5
//	lognormal  1000    66.7  57.4     92.8  90.8
//
// Satisfied customers answer 9 or 10 half of the time. Linearised errors will do only where
// the answers spread over the scale about evenly. They would be right for any
// distribution with the sums of all products of four columns, which are not kept: of 10
// predictors those are 1001 sums, and 25 times the cost of an Add. A few hundred answers
// are needed either way.
//
// # Undefined and edge cases
//
// Without as many answers as predictors and two more, where the score or a predictor
// is the same in all answers, or where predictors are collinear, the shares are
// [kpi.ErrUndefined]: the error says why, and names the predictors. Leave out answers
// that lack a predictor.
//
// Shares tell what goes along with the score (correlation). No survey tells what
// causes it.
//
// # Variants and the default
//
// Relative weights are the default: they take up to [MaxPredictors] predictors in about
// a millisecond. Shapley's are the average that is easiest to explain, of up to
// [MaxShapley]. The two seldom differ by more than a few percent of R². The default for
// intervals is [Jackknife], of either.
//
// # Accumulators
//
// [Accumulator] keeps p(p+3)/2 + p + 2 exact sums of p predictors, 1.8 kB for 10. An Add of 10
// predictors takes about 40 ns and does not allocate. Merging is exact: any partition
// and order of the answers gives the same bytes.
//
// The package takes scores as numbers, so that it serves package nps, csat and ces
// alike. It lies below csat, where the analysis comes from.
//
// # In French
//
//	key driver analysis       analyse des leviers (ou des déterminants) de la satisfaction
//	driver                    levier, déterminant
//	relative weight           poids relatif
//	share of R²               part du R², contribution à la variance expliquée
package driver
