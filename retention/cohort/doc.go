// Package cohort computes cohort retention: of the customers who started in a
// period, how many came back in each period after ("analyse de cohortes",
// "rétention par cohorte").
//
// # Formula
//
// Of a cohort of size customers, at age j, counted from the start:
//
//	on           retained = customers who returned at age j
//	on or after  retained = customers who returned at age j or later
//	streak       retained = customers who returned at every age 0..j
//	bracket a..b retained = customers who returned at one of the ages a..b-1
//	rate         retained / size
//	average      Σ retained / Σ size of the complete cells at age j
//
// # Source
//
// The names are those of the analytics tools: "on" is N-day retention, "on or
// after" is unbounded or rolling retention, "streak" is full retention. What they
// count differs; theirs, and ours:
//
//	calendar days, weeks or months (PostHog)       Periods
//	strict calendar days (Amplitude)               Dates
//	24 hours from the event (Mixpanel)             Elapsed
//	24 hours, times cut to the hour (Amplitude;    Hours
//	PostHog calls it rolling)
//	first time, birth; recurring, compounded       Query{}; Query{Recurring: true}
//
// # Units and range
//
// Sizes and retained customers are counts, rates kpi.Rate, 0 to 1, exact, with an
// Interval. Ages are periods of the cohorts' grain by [Periods], else days; weeks
// of seven days are a bracket 0, 7, 14.
//
// # Undefined and edge cases
//
// A cell that is not over for every customer of its cohort when the data end is
// open: "not yet", and never counted as loss. Its Rate is kpi.ErrUndefined, and
// averages leave it out. All cells of a cohort are open while its period is. On or
// after looks only inside the data: young cohorts have had less time to come back,
// so compare their cells with those of the same age only with care.
//
// A return before the start is none; by [Periods] and [Dates] one in the same
// period, or on the same date, is at age 0 in any order. A time without data, as an
// outage, looks like loss unless it is in Query.Gaps: then the cells that need it
// are open, from when the first of a cohort comes to an age until the last leaves
// it.
//
// # Variants and the default
//
//	calendar periods, from bits (default)          Accumulator
//	days from the start, a minimum of returns      Events
//	by the first start of each customer (default)  Query{}
//	by every period with a start                   Query{Recurring: true}
//	one event that starts and returns              Add
//	a start and a return of different kinds        AddStart, AddReturn
//	a return only from n events at an age on       Query{Min: n}
//	the data end at an instant                     Query{End: t}
//	the data have gaps                             Query{Gaps: gaps}
//
// Without an End, the last period with an event is taken as open. Retention is
// no funnel: cells of "on" may rise with age; those of "on or after" and "streak"
// cannot.
//
// Weeks begin on Monday. For weeks from Sunday add the times a day later, as by
// AddDate(0, 0, 1). Counts and ages are then those of the weeks from Sunday, but the
// periods are not: the week from Sunday 22 to Saturday 28 March 2026 is printed as
// 2026-W13, its Start is Monday 23 March, and it does not contain the Sunday. Give
// Query.End and gaps a day later too, and take the day off where you show a date.
//
// # Accumulators
//
// [Accumulator] keeps two bits a customer and period, in about 80 bytes a customer
// with an integer key while they fit 64 periods, and 24 bytes for each 64 further;
// Add costs a look-up of the customer. [Events] keeps 16 bytes an event and sorts
// them in. Merging is exact: any partition and order gives the same bytes.
package cohort
