// Package kpi is the shared vocabulary of customer-engagement KPIs that are
// exact, typed, streaming and mergeable. The KPIs themselves live in the
// packages below it:
//
//	nps                Net Promoter Score
//	csat               customer satisfaction: mean score, satisfied share
//	csat/driver        what moves a score: relative weights and Shapley shares of R²
//	ces                customer effort: mean score, net ease
//	ces/support        first contact resolution, response time
//	churn              churn rate, customer lifetime
//	churn/revenue      recurring revenue: new, expansion, contraction, churn; GRR, NRR
//	churn/survival     how long customers stay, of rows that are not over yet
//	retention          retention, repurchase and participation rates
//	retention/cohort   cohort tables: on, on or after, streak, brackets
//	clv                lifetime value, basket, acquisition cost, return on investment
//	clv/bgnbd          forecast of orders: BG/NBD, MBG/NBD, regular buying
//	clv/paretonbd      forecast of orders: Pareto/NBD
//	clv/bgbb           forecast of opportunities taken: BG/BB
//	clv/gammagamma     forecast of spend
//	clv/sbg            forecast of renewals: sBG, BdW
//	funnel             conversion, funnel steps, cross-sell, up-sell, multi-product
//	funnel/event       the funnel over events with times, by a rule
//	funnel/basket      products that sell together: support, confidence, lift
//	sentiment          shares and mean of sentiment, emotions; texts classified
//	sentiment/mention  volume, share of voice, reach
//	sentiment/alarm    alarms where mentions grow, and their causes
//
// All have the same shape. A one-shot function takes counts or values:
//
//	r, err := nps.Of(9, 10, 3)
//
// and an accumulator takes a stream, whose partial states merge:
//
//	var a nps.Accumulator
//	err := a.Add(9)
//	err = a.Merge(&other)
//	score, err := a.Result().Score()
//
// # Numbers
//
// Counts are uint64, amounts decimal.Decimal or whole minor units (cents).
// Sums and quotients are exact; digits are rounded once, half away from zero,
// where the caller asks for places. Places beyond ±1000 count as ±1000. No
// result depends on decimal's package variables. A figure is one of
//
//	Rate       a share of counted things, 0..1: Decimal(places), Percent(places)
//	Ratio      a quotient without unit, any sign: Decimal(places), Percent(places)
//	Value      a quantity in units: Decimal(places)
//	Mean       a Value that is the mean of n observations
//	Net        a Value that is a difference of two shares, in points
//	Weighted   a rate, net or mean of answers with weights
//	Clustered  a rate, net or ratio of rows that belong to customers
//	Fraction   a quotient that keeps both its sums
//
// Rate, Mean, Net, Weighted and Clustered are estimates of a population and have an
// [Interval]. A figure that does not exist is [ErrUndefined], never NaN, Inf or 0.
//
// # Uncertainty
//
// Interval(0.95) of a figure is the interval to take, and [Compare] tells a change
// from noise. [Rate.Interval] and [Net.Interval] have tables of how often a 95%
// interval holds the true figure, from 10 to 1,000 answers.
//
// # The customer as the unit
//
// A figure per row takes each row for a sample of its own. That is right for answers of
// different people. Where customers have many rows each (orders, order lines, sessions,
// tickets, mentions of an author, repeated answers), their rows are alike, and intervals
// and tests over rows are several times too sure: random halves of the same customers of
// a shop "differ" in their order lines in 7 of 10 divisions, where 5% should.
// [ByCustomer] takes the customer as the unit, for any of these figures, and
// [github.com/customerkpi/kpi/clv.Spend] does for baskets. Two periods that share
// customers are compared by [Panel].
//
// # Streams
//
// Every accumulator keeps the laws of [Accumulator]: any partition and any
// order of a stream, merged in any order, ends in the same bytes as one pass.
// [Groups] keeps one accumulator per key, [Series] one per calendar period, [Seen] the
// identifiers of events that are counted already, [Answers] one answer per customer and
// period. In a service, [Shared] puts any of them behind a lock, [NewBoundedGroups] and
// [NewRecentSeries] bound what comes from outside, and Groups and Series write checkpoints
// by WriteTo. [AddSeq] feeds an accumulator from an iterator, [Compare] compares two
// figures, [Explain] says why a figure changed, by segment and by the mix of segments,
// [ExplainChain] by factor, and [Suppress] hides the counts of few customers.
//
// For a figure over time, [ChartSeries] draws the limits that tell the periods worth
// asking about from the noise of all others (XmR, p and u charts), and [Watch] says when a
// figure has left its baseline for good, however often one looks.
//
// # Customers change
//
// A visitor signs in, a customer asks to be erased, an order is delivered twice or was
// never one. The states are exact, so that each of these ends in the bytes of a stream in
// which it was right from the start:
//
//	erase a customer         Forget(customer)    every accumulator of customers
//	a visitor signs in       Alias(from, to)     every accumulator of customers
//	the same event again     Seen.Once           any accumulator
//	an input was wrong       Remove, RemoveN     accumulators that are sums
//	a part was wrong         Unmerge(part)       accumulators that are sums
//	in all groups, periods   UpdateAll           Groups, Series
//	a sliding month          Series.EachRolling  any accumulator
//
// Forget takes all of a customer out. No encoding has the key any more, and the memory
// falls. Alias gives one customer's history to another by the KPI's own rule: orders add
// up, the first order is the earlier one, the attempts of a funnel are looked at anew. A
// later event by the old name is that of a new customer, so rename at the door too. Of
// an unknown customer both do nothing. Each costs about what an Add costs, however many
// customers there are. In [Groups] and [Series] that is once per accumulator, and an
// accumulator that becomes empty goes:
//
//	err := monthly.UpdateAll(func(a *retention.Activity[string]) error { return a.Forget("Ada") })
//
// Remove takes one input back, Unmerge a merged state. What was never added is
// [ErrRange], and changes nothing, where the sums can tell: counts always can, a sum of
// amounts often. A return is not a mistake: it is a refund, an Add of an amount below 0.
//
// Some states do not know what it would take. Those of customers have the methods all the
// same, and return [ErrIrreversible]:
//
//	mention.DistinctSketch           has no names: take mention.Distinct, or sketches per day
//	event.Funnel in order or closed  has let go of events: no Alias; Forget only where
//	                                 customers are counted: take a funnel in any order
//
// Others have no Remove, because a smallest or largest value, or a member of a set, does
// not say what would be without it: [github.com/customerkpi/kpi/ces/support.ResponseTime]
// (its shortest and longest time),
// [github.com/customerkpi/kpi/sentiment/mention.DailyReach] (the largest audience of a
// day), [github.com/customerkpi/kpi/funnel/basket.Sketch], and the accumulators
// of customers. Keep them by period, and make the period anew. Results and figures are
// snapshots: a [Panel] made before a Forget still has the customer.
//
// No package of the module reads a clock, and no result depends on what was
// computed before. This package starts no goroutine and keeps no state. The models
// below clv divide the sums of a fit of many customers among goroutines, which end
// before the fit returns; package sentiment loads a lexicon at its first use and
// keeps buffers for the next text.
package kpi
