// Package event computes the conversion funnel from events: who did the steps, in
// what order, in what time.
//
// Tools disagree on what a funnel is: the same events give a conversion of 9% in
// one and of 0% in another. So the rule is a type, [Rule], made of choices that are
// defined here.
//
// # Formula
//
// An attempt is a list of a customer's events, event i matching step i, with
//
//	t(1) <= t(2) <= ... <= t(k)        the order; t(i) < t(i+1) with Ties Strict
//	t(k) - t(1) <= window              inclusive
//	event i is not event j             unless Reuse is Shared
//
// One attempt begins at each time of an event of step 1. It takes every step as early
// as it can, and in one instant as many steps as it can: which event serves which step
// of one time is left open. Optional steps may be left out, where that gets further at
// once. If one event could serve either of two of them, it serves the first. A wait is
// from the last step before that was done.
//
//	level       = the furthest step of the customer's attempts: the largest k
//	count(i)    = customers of level i or more
//	conversion  = count(last step) / count(first step)
//	decided     = converted / (converted + dropped)
//	wait(i)     = t(i) - t(i-1), in the customer's best attempt
//
// The best attempt of a customer is the one that got furthest. If several got as far, it
// is the one that got there first, and if they got there at the same time, the one that
// began last. With First a customer has one attempt, from the first time of an event of
// step 1. A customer is open, which is neither converted nor dropped, if the data end
// while the window of an attempt is still running and nothing ended that attempt.
//
// An exclusion after step i ends an attempt if it falls strictly between that attempt's
// step i and step i+1, while its window is not over. At the time of either step it ends
// nothing. With Remove, a customer whose best attempt ended in this way leaves the
// funnel, whatever attempts got as far later; an attempt that got further is the best
// one.
//
// With the sequence Consecutive every event of the customer with
// t(i) < t < t(i+1) matches step i. An attempt may then also take a step later
// than it can, where that gets further.
//
// With the sequence Any the level is the largest number of different steps that the
// events of one window serve, t(1) being its first event. The best window is the
// one that got there first. Of its events the latest count, or with First the earliest.
//
// With a grace t(i+1) may lie that much before t(i). Each step is then taken as
// early as it can after the one before was, and a wait below 0 counts as 0.
//
// # Source
//
// There is no single source: the definitions are those that the tools below share.
// The behaviour of the tools is that of their source, tests and documentation.
//
// # Units and range
//
// Rates are [kpi.Rate], 0 to 1, exact. The mean wait is exact, in seconds; its
// percentiles are within 1/128. Times lie in the years 1 to 9999, to the
// nanosecond. None of them has a special meaning, and no sum of a time and a window
// overflows.
//
// # Undefined and edge cases
//
// A rate of nobody is [kpi.ErrUndefined]. Without a window no time runs out: a customer
// who has not converted is open, unless each attempt was ended by an exclusion, a stop,
// the pause after a session or, with Consecutive, another event. Events of one time have
// no order, and the customer gets the benefit, except from a [Stop]. Two events that
// agree in everything are two events. An event that matches no step matters only between
// two others: to Consecutive, AtForeign and Sessions. A choice that contradicts another
// is refused by [New], with an error that says what to set.
//
// # The unit
//
// A rate counts one path per key, which mostly is a customer. Where the key is a session,
// the paths of one customer are alike: take a [kpi.ByCustomer] for the interval, as an
// example of [Funnel.Each] shows. With Count Entries or Sessions they are alike too, but
// the funnel does not keep whose they are: for their interval make sessions the keys.
//
// # Variants and the default
//
//	term of a tool                              here
//	ClickHouse windowFunnel; Databend; Doris    ClickHouse
//	  and StarRocks default
//	strict_increase; Doris increase             ClickHouseStrictIncrease
//	strict_once                                 ClickHouseStrictOnce, the default Rule
//	strict_order                                ClickHouseStrictOrder: AtForeign
//	strict_deduplication; Doris deduplication   ClickHouseStrictDeduplication: AtRepeat
//	PostHog ordered, strict, unordered          PostHogOrdered, PostHogStrict, PostHogUnordered
//	PostHog exclusion                           Remove
//	PostHog breakdown, Mixpanel attribution     Breakdown
//	hold a property constant                    the property as a part of the key
//	Mixpanel uniques (first entry)              MixpanelFirstEntry
//	Mixpanel totals                             MixpanelTotals: Entries
//	Mixpanel sessions                           sessions as keys, or Sessions with a Gap
//	Mixpanel exclusion                          Drop
//	Mixpanel grace of 2 s                       Grace
//	conversion window, window, timeout          Window, from step 1, inclusive
//
// Where the rule of a preset and the tool differ, the definition above decides:
//
//	ClickHouse strict_increase  forgets a first step when a step repeats or ties, and
//	                            counts too few: c, c, c at three times are 1 of 3 steps
//	                            (issues 52844, 93789); here 3
//	ClickHouse allow_reentry    two of its revisions disagree; not offered
//	duckdb-behavioral           one row that matches all steps is level 1; Shared says 3
//	PostHog ordered             loses events at 1970-01-01 00:00; of several events of one
//	                            time it takes the first to arrive, here the most steps
//	                            count; an attempt that an exclusion ended takes one more
//	                            step, and gives way to one that gets as far later
//	PostHog strict              different events of one time do not stand in each other's
//	                            way, whatever else they are; and an event of step 1 there
//	                            replaces the one before it ahead of step 2
//	PostHog unordered           takes an event that matches several steps for one of them;
//	                            here for the one that gives most steps
//	Mixpanel totals             have the grace of 2 s
//	Mixpanel line charts        run one funnel per day: use one Funnel per day
//
// # Accumulators
//
// A [Funnel] from [New] takes events in any order and keeps them all, 24 bytes each. It
// merges with any other, and any partition gives the same bytes. A result sorts the events
// of the customers whose events are not in order.
//
// A [Funnel] from [NewInOrder] keeps, however many events there are, only the attempts of
// a customer that may still win and the events of their latest time. There is at most one
// attempt per step, with the times of its steps. The size of a customer is
//
//	52 bytes and the key      under a plain rule: Ordered, without a stop, optional steps,
//	                          entries and sessions, with up to 3 steps, or 5 with First;
//	                          130 in a table of a million customers
//	230 + 8k(k+3) bytes       otherwise, with k steps reached, and where a customer has
//	                          several events at one time, events of several steps, or
//	                          exclusions
//
// An event before the customer's last one is an error. Two such states merge only if no
// customer is in both, so divide a stream by customer.
//
// [Of] takes columns at once: about 30 ns per event of a million customers, a third of
// what the same funnel takes in DuckDB, and 10 to 20 where the customers ascend. Add
// takes two to three times that, because it waits for memory. A funnel of many customers
// lets events wait until there are enough to add together, as many as customers.
//
// A [Breakdown] keeps the events, as a funnel in any order does, with the property
// of each.
//
// [Funnel.Close] does what a watermark does: it forgets what only late events would
// need.
//
// Events that match no step, and do not matter to the rule, are not kept. A funnel and a
// breakdown keep only the latest time of those of each customer, in 28 bytes and the key:
// [Funnel.Forget] needs to know how far the data of the others reach.
//
// # In French
//
//	conversion funnel        entonnoir de conversion
//	step                     étape
//	conversion window        fenêtre de conversion
//	drop-off                 abandon
//	time to convert          délai de conversion
package event

// What each file is for; a file uses the names of those above it only.
//
//	event.go      an event, the set of steps that it matches, and how it is kept
//	rule.go       a rule: its choices, the rules of the tools, which choices contradict
//	waits.go      the times between two steps
//	plan.go       a rule for a number of steps, and how far it lets the events of one time go
//	result.go     what the customers add up to, and the counts that it is made from
//	walk.go       how far a customer has got: the attempts that may still win
//	sequence.go   how a walk goes on: Ordered, Consecutive, Any, and with grace
//	journey.go    a customer's walk and the events that wait for it
//	plain.go      a plain rule: the machine for it, and a customer in 52 bytes
//	customers.go  all customers of a funnel: written, read, merged
//	funnel.go     the streaming funnel
//	breakdown.go  a funnel for each value of a property
//	identity.go   customers who are forgotten or get another name
//	columns.go    the funnel of two columns at once
