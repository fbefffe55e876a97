// Package retention computes whether customers stay and come back: the retention
// rate, the repurchase rate, customer activity by period, the participation rate and
// the response rate.
//
// # Formula
//
//	retention rate      = (customers at the end - won) / customers at the start
//	retention rate      = customers of a period who came back in another / customers of the period
//	repurchase rate     = customers with two orders or more / customers with an order
//	purchase frequency  = orders / customers
//	participation rate  = invited people who took part / invited people
//	response rate       = answered / invited
//	stickiness          = mean daily customers / customers of the month
//	reactivation rate   = dormant customers who came back / dormant customers
//
// # Source
//
// These are the usual industry formulas; there is no single source. One minus the
// retention rate is the churn rate of those who were customers at the start, see
// [github.com/customerkpi/kpi/churn.Rate].
//
// # Units and range
//
// The rates are [kpi.Rate], 0 to 1. The purchase frequency is a [kpi.Value] in orders
// per customer, 1 or more. The stickiness is a [kpi.Ratio], 0 to 1. All are exact.
//
// # Undefined and edge cases
//
// A rate of nobody is [kpi.ErrUndefined]. Counts that contradict each other, such as
// more kept than there were, are a [*kpi.RangeError]. Without an identity a customer
// cannot come back: leave orders without a customer out, rather than making them one
// customer.
//
// Days follow each other as in the calendar of the location. Samoa had no 30 December
// 2011, so nobody is lost for it. The data of [Activity.Sticky] end with the last
// activity, so that a month that has begun is divided by its days so far.
//
// # The unit
//
// Rates of identities take each customer once. [Participation] and [Response] count
// invitations: where customers have several each, take a [kpi.ByCustomer] for the interval,
// as an example of [Participation] shows. Two periods have customers in common, which the
// comparison of two rates of them does not know.
//
// # Variants and the default
//
//	from counts at both ends of a period              RetentionRate
//	from identities, of one period and another        Returning
//	from identities and times, every period in turn   Activity
//	the same by the period of the first               package retention/cohort
//	repurchase by order: two orders on one day count  Repurchase
//	repurchase by day: only another day counts        Activity by kpi.Day
//	repurchase within a time of the first order       Purchases.RepurchaseRate
//	time between purchases                            Purchases
//	participation from one outcome per invitation     Participation
//	participation from identities, in any order       Participants
//	response to a survey, with what was delivered     Response
//	daily, weekly, monthly active customers           Activity and Activity.Sticky
//	the same, for a time that the data cover          Activity.StickyWithin
//	dormant customers who came back                   ActivityPeriod.ReactivationRate
//
// The repurchase rate by order is the default. By day it is lower, because a second
// invoice or a correction on the same day is not a return.
//
// # Accumulators
//
// [Participation] keeps two counters and [Response] four; Add takes a few nanoseconds and
// does not allocate. The others keep a state per customer: 1 to 4 bytes beside the identity,
// in [Activity] 40 bytes or more, in [Purchases] 16 bytes per order. Add costs a look-up
// of the customer, and Result a pass over the customers. Merging is exact: a customer of
// both states counts once, and any partition and order gives the same bytes.
//
// # In French
//
//	retention rate           taux de rétention, taux de fidélité
//	repurchase rate          taux de réachat
//	purchase frequency       fréquence d'achat
//	time between purchases   délai entre deux achats
//	participation rate       taux de participation
//	response rate            taux de réponse
//	reactivation rate        taux de réactivation
//	stickiness               taux d'adhérence
package retention
