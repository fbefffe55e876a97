package event

import "time"

// ClickHouse returns the rule of ClickHouse's windowFunnel without a mode:
// ordered, an event serves every step that it matches, equal times count as
// ordered, and a later first step may replace an earlier one.
func ClickHouse(w Window) Rule { return Rule{Reuse: Shared, Window: w} }

// ClickHouseStrictIncrease returns the rule of windowFunnel's mode
// strict_increase as ClickHouse defines it: each step at a later time than the
// one before. ClickHouse itself counts too few where a step repeats (its issues
// 52844 and 93789); this rule does not.
func ClickHouseStrictIncrease(w Window) Rule { return Rule{Reuse: Shared, Ties: Strict, Window: w} }

// ClickHouseStrictOnce returns the rule of windowFunnel's mode strict_once: an
// event serves one step. It is the default Rule, with a window.
func ClickHouseStrictOnce(w Window) Rule { return Rule{Window: w} }

// ClickHouseStrictOrder returns the rule of windowFunnel's mode strict_order:
// the first event that does not belong ends the search, also for attempts that
// would begin later.
func ClickHouseStrictOrder(w Window) Rule { return Rule{Reuse: Shared, Stop: AtForeign, Window: w} }

// ClickHouseStrictDeduplication returns the rule of windowFunnel's mode
// strict_deduplication: the first repeated step, from 2 on, ends the search.
func ClickHouseStrictDeduplication(w Window) Rule {
	return Rule{Reuse: Shared, Stop: AtRepeat, Window: w}
}

// PostHogOrdered returns the rule of PostHog's ordered funnels: an event serves
// one step, and exclusions remove the customer.
func PostHogOrdered(w Window) Rule { return Rule{Exclusion: Remove, Window: w} }

// PostHogStrict returns the rule of PostHog's strict funnels: the steps are
// consecutive events of the customer, and a later attempt may succeed.
func PostHogStrict(w Window) Rule { return Rule{Order: Consecutive, Window: w} }

// PostHogUnordered returns the rule of PostHog's unordered funnels: the largest
// number of different steps within one window.
func PostHogUnordered(w Window) Rule { return Rule{Order: Any, Window: w} }

// mixpanelGrace is how far apart Mixpanel takes two events for simultaneous.
const mixpanelGrace = 2 * time.Second

// MixpanelFirstEntry returns the rule of Mixpanel's unique funnels: the window
// begins at the customer's first event of step 1 and does not move, and steps
// within two seconds may be swapped.
func MixpanelFirstEntry(w Window) Rule { return Rule{Entry: First, Grace: mixpanelGrace, Window: w} }

// MixpanelTotals returns the rule of Mixpanel's funnels of totals: Count Entries
// and Entry First, entries one after the other. It has no grace of two seconds.
func MixpanelTotals(w Window) Rule { return Rule{Entry: First, Count: Entries, Window: w} }
