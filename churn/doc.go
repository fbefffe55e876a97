// Package churn computes the churn rate, which is the share of customers lost in a
// period, and the customer lifetime that it implies. What churn does to subscription
// revenue is in [github.com/customerkpi/kpi/churn/revenue]; when customers leave is in
// [github.com/customerkpi/kpi/churn/survival].
//
// # Formula
//
//	churn rate = customers lost / customers at the start
//	lifetime   = 1 / churn rate, in periods
//
// # Source
//
// S. H. Noble, "Defining Churn Rate (no really, this actually requires an
// entire blog post)", Shopify Engineering, 2011, compares the denominators.
// The lifetime is the mean of the geometric distribution.
//
// # Units and range
//
// [Rate] and [TotalRate] are [kpi.Rate], 0 to 1. [AverageRate] is a [kpi.Ratio], 0 or
// more, and may exceed 1. The [Lifetime] is a [kpi.Value], 1 or more, in the period of
// the rate: a rate per month gives months. All are exact.
//
// # Undefined and edge cases
//
// A rate without a customer to divide by is [kpi.ErrUndefined]. So is the lifetime
// without a lost customer: nobody left, which does not say that nobody ever will.
// More customers lost than there were is a [*kpi.RangeError], except in AverageRate,
// which does not know how many there were in all.
//
// # Variants and the default
//
// The default divides by the customers at the start. Customers who join and leave
// within the period are not counted, so churn and retention of the same counts add
// up to exactly 1. For a period with 3750 customers kept, 1250 lost, 500 won and 250
// who joined and left:
//
//	Rate         lost / start                   1250 / 5000            25.00%
//	AverageRate  lost / mean of start and end   1250 / 4625            27.03%
//	TotalRate    all who left / all customers   (1250 + 250) / 5750    26.09%
//
// Take the average where the base moves much within a period, and the total where
// most customers stay for less than one.
//
// One over the churn rate is a model: every customer leaves with the same chance in
// every period. The mean lifetime is then not a typical one, because a few customers
// stay very long and most leave before it:
//
//	churn   mean lifetime   half have left after   still there at the mean
//	 50%        2                1.0                  25%
//	 25%        4                2.4                  32%
//	 10%       10                6.6                  35%
//	  5%       20               13.5                  36%
//
// Real customers differ. Those who stay are the loyal ones, and the churn of a cohort
// falls with its age, so that one over the churn of its first periods is far too short.
//
// # Accumulators
//
// [Accumulator] has four counters: the customers of one period by their presence at
// its start and its end. Add takes a few nanoseconds and does not allocate. Merging
// is exact: any partition and order of the customers gives the same bytes.
//
// # In French
//
//	churn rate          taux d'attrition
//	of subscriptions    taux de désabonnement
//	customer lifetime   durée de vie d'un client
package churn
