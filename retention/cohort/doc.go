// Package cohort computes cohort retention: how many of the customers who started in a
// period came back in each period after it.
//
// # Formula
//
// For a cohort of size customers, at age j, counted from the start:
//
//	on            retained = customers who returned at age j
//	on or after   retained = customers who returned at age j or later
//	streak        retained = customers who returned at every age 0..j
//	bracket a..b  retained = customers who returned at one of the ages a..b-1
//	rate          retained / size
//	average rate  Σ retained / Σ size of the complete cells at age j
//
// # Source
//
// The names are those of the analytics tools: "on" is N-day retention, "on or after"
// is unbounded or rolling retention, "streak" is full retention. The tools count ages
// differently. Theirs, and ours:
//
//	calendar days, weeks or months (PostHog)        Periods
//	strict calendar days (Amplitude)                Dates
//	24 hours from the event (Mixpanel)              Elapsed
//	24 hours, times cut to the hour (Amplitude;     Hours
//	PostHog calls it rolling)
//	first time, birth                               Query{}
//	recurring, compounded                           Query{Recurring: true}
//
// # Units and range
//
// Sizes and retained customers are counts. Rates are [kpi.Rate], 0 to 1, exact, with an
// Interval. Ages are periods of the cohorts' grain by [Periods], and days by the other
// clocks; weeks of seven days are a bracket 0, 7, 14.
//
// # Undefined and edge cases
//
// A cell is open if its age is not over for every customer of the cohort when the data
// end: that is "not yet", and never counted as loss. Its Rate is [kpi.ErrUndefined], and
// averages leave it out. All cells of a cohort are open while its period is. On or
// after looks only inside the data: young cohorts have had less time to come back, so
// compare their cells with those of the same age only with care.
//
// What a customer does before the start is not a return. By [Periods] and [Dates] a
// return in the same period, or on the same date, is at age 0 in any order. A time
// without data, such as an outage, looks like loss unless it is in Query.Gaps. Then the
// cells that need it are open, from when the first customer of a cohort comes to an
// age until the last leaves it.
//
// # Variants and the default
//
//	calendar periods, from bits (default)           Accumulator
//	days from the start, a minimum of returns       Events
//	by the first start of each customer (default)   Query{}
//	by every period with a start                    Query{Recurring: true}
//	one event that starts and returns               Add
//	a start and a return of different kinds         AddStart, AddReturn
//	only n or more events at an age are a return    Query{Min: n}
//	the data end at an instant                      Query{End: t}
//	the data have gaps                              Query{Gaps: gaps}
//
// Without an End, the last period with an event is taken as open. Retention is not a
// funnel: cells of "on" may rise with age. Those of "on or after" and "streak" cannot.
//
// Weeks begin on Monday. For weeks from Sunday add the times a day later, by
// AddDate(0, 0, 1), and so Query.End and gaps too. Counts and ages are then those of
// weeks from Sunday, but the periods are not: the week from Sunday 22 to Saturday 28
// March 2026 is printed as 2026-W13, its Start is Monday 23 March, and it does not
// contain the Sunday. Take the day off where you show a date.
//
// # Accumulators
//
// [Accumulator] keeps two bits per customer and period: about 80 bytes per customer
// with an integer key while they fit 64 periods, and 24 bytes for each further 64. Add
// costs a look-up of the customer. [Events] keeps 16 bytes per event and sorts them in.
// Merging is exact: any partition and order gives the same bytes.
//
// # In French
//
//	cohort analysis    analyse de cohortes
//	cohort retention   rétention par cohorte
package cohort
