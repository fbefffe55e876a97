// Package retention computes whether customers stay and come back: the
// retention rate (in French "taux de rétention" or "taux de fidélité"), the
// repurchase rate ("taux de ré-achat"), customer activity by period, and the
// participation rate ("taux de participation").
//
// # Formula
//
//	retention rate      = (customers at the end - won) / customers at the start
//	retention rate      = customers of a period who came back in another / customers of the period
//	repurchase rate     = customers with two orders or more / customers with an order
//	purchase frequency  = orders / customers
//	participation rate  = those of the invited who took part / invited
//	response rate       = answered / invited
//	stickiness          = mean daily customers / customers of the month
//	reactivation rate   = dormant customers who came back / dormant customers
//
// # Source
//
// The formulas are the common ones; no source owns them. One minus the
// retention rate is the churn rate at the start, see package churn.
//
// # Units and range
//
// The rates are kpi.Rate, 0 to 1, exact. The purchase frequency is a kpi.Value
// in orders a customer, 1 or more, exact.
//
// # Undefined and edge cases
//
// A rate of nobody is kpi.ErrUndefined. Counts that contradict each other, as
// more kept than there were, are a *kpi.RangeError. Without an identity a
// customer cannot come back: leave orders without a customer out, rather than
// making them one customer.
//
// Days follow each other as in the calendar of the location: where it never had one,
// as Samoa had no 30 December 2011, nobody is lost for it. The data of
// [Activity.Sticky] end with the last activity, so that a month that has begun is
// divided by its days so far.
//
// # Variants and the default
//
//	from counts at both ends of a period              FromCounts
//	from identities, of one period and another        Returning
//	from identities and times, every period in turn   Activity
//	the same by the period of the first               package retention/cohort
//	repurchase by order: two orders on one day count  Repurchase
//	repurchase by day: only another day counts        Activity by kpi.Day
//	participation from one outcome an invitation      Participation
//	participation from identities, in any order       Participants
//	response to a survey, with what was delivered     Response
//	time between purchases, repurchase within a time  Purchases
//	daily, weekly, monthly active customers           Activity and Activity.Sticky
//	the same, for a time that the data cover          Activity.StickyWithin
//	dormant customers who came back                   ActivityPeriod.Reactivation
//
// The repurchase rate by order is the default. By day it is lower, for a
// second invoice or a correction on the same day is not a return.
//
// # Accumulators
//
// [Participation] is two counters and [Response] four; Add takes a few
// nanoseconds and does not allocate. The others keep a state a customer: a byte
// beside the identity, in [Activity] 40 bytes and more, in [Purchases] 16 bytes an
// order. Add costs a look-up of the customer, and Result a pass over the customers.
// Merging is exact: a customer of both states counts once, and any partition and
// order gives the same bytes.
package retention
