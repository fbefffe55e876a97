// Package kpi is the shared vocabulary of customer-engagement KPIs that are
// exact, typed, streaming and mergeable. The KPIs themselves live in the
// packages below it:
//
//	nps                Net Promoter Score
//	csat               customer satisfaction: mean score, satisfied share
//	ces                customer effort: mean score, net ease
//	ces/support        first contact resolution, response time
//	churn              churn rate, customer lifetime
//	retention          retention, repurchase and participation rates
//	clv                lifetime value, basket, acquisition cost, return on investment
//	funnel             conversion, funnel steps, cross-sell, up-sell, multi-product
//	sentiment          shares and mean of sentiment, emotions
//	sentiment/mention  volume, share of voice, reach
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
//	Rate   a share of counted things, 0..1: Decimal(places), Percent(places)
//	Ratio  a quotient without unit, any sign: Decimal(places), Percent(places)
//	Value  a quantity in units: Decimal(places)
//	Mean   a Value that is the mean of n observations
//	Net    a Value that is a difference of two shares, in points
//
// Rate, Mean and Net are estimates of a population and have an [Interval].
// A figure that does not exist is [ErrUndefined], never NaN, Inf or 0.
//
// # Streams
//
// Every accumulator keeps the laws of [Accumulator]: any partition and any
// order of a stream, merged in any order, ends in the same bytes as one pass.
// [Groups] keeps one a key, [Series] one a calendar period, [AddSeq] adds an
// iterator, [Compare] compares two figures. Nothing here reads a clock, starts
// a goroutine or keeps global state.
package kpi
