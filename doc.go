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
// from noise. How often a 95% interval from a sample of n contains the true rate,
// in percent, computed exactly over all samples. "least" is the worst rate from 5%
// to 95%. Closer to 0 or 1, Wilson's goes down to 84, and only Clopper and
// Pearson's stays above 95:
//
//	rate            n  Wilson  C-Prs  A-Cou  Jeffr   Wald
//	50%           10    97.9   97.9   97.9   97.9   89.1
//	50%           30    95.7   95.7   95.7   95.7   95.7
//	50%          100    94.3   96.5   94.3   94.3   94.3
//	50%         1000    94.6   95.4   94.6   94.6   94.6
//	20%           10    96.7   99.4   96.7   96.7   88.6
//	20%           30    96.4   98.0   96.4   93.0   94.6
//	20%          100    94.1   96.7   94.1   95.5   93.3
//	20%         1000    94.7   95.2   94.7   95.2   94.7
//	10%           10    93.0   98.7   93.0   98.7   65.0
//	10%           30    97.4   99.2   97.4   93.2   80.9
//	10%          100    93.6   95.6   97.2   95.6   93.2
//	10%         1000    94.9   95.5   94.9   94.9   95.3
//	5%            10    91.4   98.8   98.8   98.8   40.0
//	5%            30    93.9   98.4   98.4   98.4   78.2
//	5%           100    96.6   98.3   96.6   93.5   87.7
//	5%          1000    95.0   95.8   95.0   95.0   94.2
//	2%            10    98.4   98.4   98.4   98.4   18.3
//	2%            30    97.8   97.8   97.8   97.8   45.4
//	2%           100    94.9   98.5   98.5   98.5   86.6
//	2%          1000    94.7   95.9   94.7   95.9   95.0
//	least         10    89.9   96.1   93.0   86.9   40.0
//	least         30    92.4   95.4   93.4   88.9   78.2
//	least        100    92.7   95.4   93.9   93.3   87.7
//	least       1000    94.6   95.1   94.6   94.5   94.2
//
// and of nets, by promoters/passives/detractors in percent:
//
//	mix             n  Interval Score  Wald
//	50/30/20      10    96.2   94.7   89.6
//	50/30/20      30    94.6   95.2   93.5
//	50/30/20     100    94.9   95.0   94.5
//	50/30/20    1000    95.0   95.0   94.9
//	33/34/33      10    96.2   95.5   91.0
//	33/34/33      30    94.7   94.7   93.5
//	33/34/33     100    94.9   95.0   94.7
//	33/34/33    1000    95.0   95.0   95.0
//	70/20/10      10    95.1   96.1   87.7
//	70/20/10      30    95.4   95.0   92.3
//	70/20/10     100    95.2   95.0   94.1
//	70/20/10    1000    95.0   95.0   94.9
//	90/8/2        10    93.0   95.9   64.9
//	90/8/2        30    95.8   96.1   84.1
//	90/8/2       100    96.2   95.6   93.0
//	90/8/2      1000    95.1   95.0   94.7
//	98/1.5/0.5    10    98.4   94.2   18.3
//	98/1.5/0.5    30    97.8   93.5   45.4
//	98/1.5/0.5   100    98.1   95.3   86.6
//	98/1.5/0.5  1000    95.6   94.9   93.5
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
// period. [AddSeq] feeds an accumulator from an iterator, [Compare] compares two
// figures, [Explain] says why a figure changed, by segment and by the mix of segments,
// [ExplainChain] by factor, and [Suppress] hides the counts of few customers.
//
// No package of the module reads a clock, and no result depends on what was
// computed before. This package starts no goroutine and keeps no state. The models
// below clv divide the sums of a fit of many customers among goroutines, which end
// before the fit returns; package sentiment loads a lexicon at its first use and
// keeps buffers for the next text.
package kpi
