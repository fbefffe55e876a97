// Package nps computes the Net Promoter Score (NPS): how many more customers would
// recommend a company than would not, from answers to "How likely are you to
// recommend us?".
//
// # Formula
//
//	NPS              = 100 (promoters - detractors) / answers
//	promoter share   = promoters / answers, and so on
//
// An answer is a score from 0 to 10: promoters score 9 or 10, passives 7 or 8,
// detractors 0 to 6.
//
// # Source
//
// F. F. Reichheld, "The One Number You Need to Grow", Harvard Business Review,
// December 2003. Unanswered invitations are not answers; count them with
// [github.com/customerkpi/kpi/retention.Participation].
//
// # Units and range
//
// The score is a [kpi.Net] in points, -100 to 100, printed without a percent sign.
// The shares of promoters, passives and detractors are [kpi.Rate], 0 to 1. All are
// exact. A score above 50 is commonly called excellent, see [Excellent].
//
// # Undefined and edge cases
//
// Without an answer every figure is [kpi.ErrUndefined]. A score outside the scale is
// a [*kpi.RangeError] and is not counted. An answer of weight 0 in a [Weighted] is
// not counted either: it changes no figure and no interval.
//
// # Variants and the default
//
// The default [Scale] is [ZeroToTen]. [OneToTen] is a questionnaire from 1 to 10,
// where 6 is a detractor; it is another KPI, not a recoding, and the two do not
// merge. For other cut-offs make a Scale of your own.
//
// What moves the score, and how much: [github.com/customerkpi/kpi/csat/driver].
//
// # The unit
//
// Each answer counts as one of another customer. Where customers answer several times,
// the interval is over customers in a [kpi.ByCustomer], as an example of [Accumulator] shows.
//
// # Accumulators
//
// [Accumulator] has one counter per point of the scale, 11 by default. Add costs
// about a nanosecond and does not allocate. Merging is exact: any partition and
// order of the answers gives the same bytes.
//
// # In French
//
//	Net Promoter Score                   score NPS, taux de recommandation net
//	promoters, passives, detractors      promoteurs, passifs, détracteurs
package nps
