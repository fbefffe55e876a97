// Package cohort computes cohort retention: of the customers who started in a
// period, how many came back in each period after ("analyse de cohortes",
// "rétention par cohorte").
//
// # Formula
//
// Of a cohort of size customers, at age j periods after its own:
//
//	on           retained = customers who returned in period j
//	on or after  retained = customers who returned in period j or later
//	streak       retained = customers who returned in every period 0..j
//	bracket a..b retained = customers who returned in one of the periods a..b-1
//	rate         retained / size
//
// # Source
//
// The names are those of the analytics tools: "on" is N-day retention, "on or
// after" is unbounded or rolling retention, "streak" is full retention.
//
// # Units and range
//
// Sizes and retained customers are counts, rates kpi.Rate, 0 to 1, exact.
//
// # Undefined and edge cases
//
// A cell whose period has not ended when the data do is open: "not yet", and
// never counted as loss. Its Rate is kpi.ErrUndefined, and averages leave it out.
// On or after looks only inside the data: young cohorts have had less time to
// come back, so compare their cells with those of the same age only with care.
//
// # Variants and the default
//
//	by the first start of each customer (default)  Query{}
//	by every period with a start                   Query{Recurring: true}
//	one event that starts and returns              Add
//	a start and a return of different kinds        AddStart, AddReturn
//	a return only from n events in a period on     Query{Min: n}
//	the data end at an instant                     Query{End: t}
//
// Without an End, the last period with an event is taken as open. Retention is
// no funnel: cells of "on" may rise with age; those of "on or after" cannot,
// where they are complete.
//
// # Accumulators
//
// [Accumulator] keeps two counters a customer and period with an event, 12 bytes
// beside the identity; Add costs a map look-up and a search in the customer's
// periods. Merging is exact: any partition and order gives the same bytes.
package cohort
