// Package clv computes what customers are worth and what they cost: customer
// lifetime value (CLV), average basket, customer acquisition cost (CAC) and return
// on investment (ROI).
//
// # Formula
//
//	lifetime value    = spend per order × orders per period × periods
//	discounted value  = margin per period × retention / (1 + discount - retention)
//	average basket    = revenue / orders
//	customer's spend  = revenue / customers = average basket × purchase frequency
//	loyalty multiple  = average later basket / average first basket
//	acquisition cost  = spend on acquisition / customers won
//	ROI               = (gain - cost) / cost
//
// # Source
//
// The discounted value is that of S. Gupta and D. R. Lehmann, "Customers as
// Assets", Journal of Interactive Marketing 17 (2003) 9-24. The other formulas
// are the usual ones of the industry; there is no single source.
//
// # Units and range
//
// Amounts are in the currency of the input: one accumulator keeps one currency. Averages
// of orders or customers are [kpi.Mean] or [kpi.Clustered], which have an interval. Other
// amounts, frequencies and periods are [kpi.Value], and quotients of amounts [kpi.Ratio].
// All are exact.
//
// # Refunds
//
// An amount below 0 is a refund, in every accumulator of orders. It lowers the revenue,
// and is not an order: it changes no number of orders, and makes nobody a customer or a
// repeat buyer. An amount of 0 is an order, such as one that a voucher paid. So [Basket],
// [Spend], [Loyalty] and [History] with [MergeNothing] of the same orders agree on orders,
// customers and revenue; the zero History takes the orders of a day for one. Averages are of the revenue after refunds, and may be negative where the
// refunds are of earlier orders. Only [Loyalty] compares baskets as they were ordered,
// because it does not know which of them a refund is of.
//
// # Undefined and edge cases
//
// An average over nothing is [kpi.ErrUndefined]; so are the acquisition cost
// where nobody was won, the ROI of no cost, and the payback where a customer
// leaves no margin. A negative factor of a lifetime value is a [*kpi.RangeError].
// So is an amount that [kpi.CheckAmount] refuses; it is not counted.
//
// # Variants and the default
//
//	average basket, without identities           Basket
//	basket, frequency and spend by customer      Spend
//	first against later baskets                  Loyalty
//	lifetime value from three numbers            Of
//	lifetime value from a stream of orders       Spend, SpendResult.Lifetime
//	lifetime value as margin instead of revenue  WithMargin
//	lifetime value without a planned end         Discounted
//	forecasts from each customer's orders        History, and the packages below
//
// [Of] is the default, and is revenue. To compare with the acquisition cost use
// [WithMargin] or [Discounted]: advertising is paid from the margin.
// Orders without a customer belong to a [Basket], but not to [Spend], where
// they would be the orders of one customer.
//
// # The unit
//
// Customers order from once to a hundred times, and the orders of one are alike. The
// unit of the interval of [SpendResult.PerOrder] and PerCustomer is the customer; that
// of [BasketResult.PerOrder] is the order, which is right only where hardly anybody
// orders twice. Lines per order, the share of order lines of a category and the like
// are a [kpi.ByCustomer]. Two periods share customers: compare them by
// [Spend.PerOrder] and [Spend.PerCustomer], which know who bought in both.
//
// # Models
//
// Those formulas describe an average customer. To forecast each one, use a model in which
// customers differ: [github.com/customerkpi/kpi/clv/bgnbd] and
// [github.com/customerkpi/kpi/clv/paretonbd] (when the next orders come),
// [github.com/customerkpi/kpi/clv/bgbb] (at set opportunities),
// [github.com/customerkpi/kpi/clv/gammagamma] (what they are worth) and
// [github.com/customerkpi/kpi/clv/sbg] (contracts). All have the same shape:
//
//	rows, err := history.Customers(clv.Summary{})         orders become customers
//	bgnbd.Fit(ctx, clv.Rows(rows), bgnbd.Options{})       a Model: Params, Fit, predictions
//	gammagamma.Fit(ctx, clv.Rows(rows), clv.Options{})    the same of what an order is worth
//	clv.Horizon{...}.Value(spend, expected)               the discounted value of what is to come
//
// A [Fit] has the standard error of each parameter, the log-likelihood, and a
// [Status] in words: a model that the data do not determine says so.
//
// # Accumulators
//
// [History] keeps 56 bytes per day with an order. [Basket], [Acquisition] and
// [Return] keep a few sums: Add does not allocate, and costs about a tenth of
// adding two decimals; amounts in minor units (cents) cost a few nanoseconds, in a
// column one or two. [Spend] keeps about 40 bytes per customer beside the identity,
// [Loyalty] 64, and 96 more for one who came back; Add costs a map look-up, and Result a
// pass over the customers. Merging is exact: any partition and sequence of the orders gives the
// same bytes.
//
// # In French
//
//	customer lifetime value    valeur vie client
//	average basket             panier moyen
//	purchase frequency         fréquence d'achat
//	loyalty multiple           multiple du premier panier
//	acquisition cost           coût d'acquisition client
//	payback                    délai de récupération
//	return on investment       retour sur investissement
package clv
