package main

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/event"
)

// A timing is how the steps of a visit make a conversion in the order of time.
type timing struct {
	given  bool          // by a flag: the text shows it
	rule   string        // name of a preset of package event
	window time.Duration // 0: none
}

// usualRule is the preset that is the zero [event.Rule].
const usualRule = "clickhouse-strict-once"

func presets() map[string]func(event.Window) event.Rule {
	return map[string]func(event.Window) event.Rule{
		"clickhouse": event.ClickHouse, "clickhouse-strict-deduplication": event.ClickHouseStrictDeduplication, "clickhouse-strict-increase": event.ClickHouseStrictIncrease,
		usualRule: event.ClickHouseStrictOnce, "clickhouse-strict-order": event.ClickHouseStrictOrder,
		"posthog-ordered": event.PostHogOrdered, "posthog-strict": event.PostHogStrict, "posthog-unordered": event.PostHogUnordered,
		"mixpanel-first-entry": event.MixpanelFirstEntry, "mixpanel-totals": event.MixpanelTotals,
	}
}

func (t *timing) flags(set *flag.FlagSet) {
	t.rule = usualRule
	names := strings.Join(slices.Sorted(maps.Keys(presets())), ", ")
	set.Func("rule", "`rule` of the funnel in the order of time: "+names+" (default "+usualRule+")", func(s string) error {
		if presets()[s] == nil {
			return errors.New("not one of " + names)
		}
		t.rule, t.given = s, true
		return nil
	})
	set.Func("window", "`time` from the first step in which the others have to be done, as 30m or 7d (default none)", func(s string) (err error) {
		if t.window, err = window(s); err != nil || t.window <= 0 {
			return errors.New("not a time above 0, as 30m, 24h or 7d")
		}
		t.given = true
		return nil
	})
}

// window reads a time of package time, or a number of days of 24 hours.
func window(s string) (time.Duration, error) {
	days, ok := strings.CutSuffix(s, "d")
	if !ok {
		return time.ParseDuration(s)
	}
	n, err := strconv.ParseInt(days, 10, 16) // below 90 years
	return time.Duration(n) * 24 * time.Hour, err
}

// of returns the rule.
func (t *timing) of() event.Rule {
	var w event.Window
	if t.window > 0 {
		w = event.Within(t.window)
	}
	return presets()[t.rule](w)
}

// foreign reports whether events that are not steps matter to the rule.
func foreign(r event.Rule) bool { return r.Sequence == event.Consecutive || r.Stop == event.AtForeign }

// addOrdered adds the funnel of those who did the steps in the order of time. A
// visitor of the funnel above may have done them in any.
func (f *funnelFamily) addOrdered(t *table) error {
	f.ordered.missing = f.visitors.missing
	measures := []measure[event.Result]{
		figure(name{16, "ordered_conversion", text{"  conversion in the order of time", "  conversion dans l'ordre du temps"}, percent, +1}, event.Result.Conversion),
	}
	for i, step := range f.steps {
		label := text{"  in the order of time: " + step, "  dans l'ordre du temps : " + shown(step, "fr")}
		measures = append(measures, count(name{16, "ordered_count_" + step, label, quantity, +1},
			func(r event.Result) uint64 { return r.Steps[i].Count }))
	}
	if f.timing.given {
		measures = append(measures, f.times()...)
		t.note(f.ordered.missing, f.timing.note())
	}
	before := len(t.lines)
	err := addLines(t, f.ordered, (*event.Funnel[string]).Result, measures...)
	for _, l := range t.lines[before:] {
		l.detail = !f.timing.given || strings.HasPrefix(l.key, "ordered_rate_")
	}
	return err
}

// times are the lines of the times between the steps, and of those who did not convert.
func (f *funnelFamily) times() []measure[event.Result] {
	all := []measure[event.Result]{
		figure(name{16, "ordered_decided", text{"  of those whose time is over", "  de ceux dont le délai est passé"}, percent, +1}, event.Result.Decided),
		count(name{16, "ordered_open", text{"  their time is not over", "  délai encore ouvert"}, quantity, 0}, func(r event.Result) uint64 { return r.Open }),
		figure(name{16, "ordered_time", text{"  time to convert, mean", "  délai de conversion, moyenne"}, hours, -1}, func(r event.Result) (kpi.Value, error) { return r.Total.Mean() }),
		figure(name{16, "ordered_time_median", text{"  time to convert, median", "  délai de conversion, médiane"}, hours, -1}, waitOf(0.5, func(r event.Result) event.Waits { return r.Total })),
		figure(name{16, "ordered_time_p90", text{"  nine in ten convert within", "  neuf sur dix convertissent en moins de"}, hours, -1}, waitOf(0.9, func(r event.Result) event.Waits { return r.Total })),
	}
	for i, step := range f.steps[1:] {
		from, to := text{f.steps[i], shown(f.steps[i], "fr")}, text{step, shown(step, "fr")}
		all = append(all,
			figure(name{16, "ordered_rate_" + step, text{"  in the order of time: " + from.en + " > " + to.en, "  dans l'ordre du temps : " + from.fr + " > " + to.fr}, percent, +1},
				func(r event.Result) (kpi.Rate, error) { return kpi.NewRate(r.Steps[i+1].Count, r.Steps[i].Count) }),
			figure(name{16, "ordered_wait_" + step, text{"  median time to " + to.en, "  délai médian jusqu'à : " + to.fr}, hours, -1},
				waitOf(0.5, func(r event.Result) event.Waits { return r.Steps[i+1].Wait })))
	}
	return all
}

// waitOf returns the time in which a share of the waits was over.
func waitOf(p float64, of func(event.Result) event.Waits) func(event.Result) (kpi.Value, error) {
	return func(r event.Result) (kpi.Value, error) {
		d, err := of(r).Percentile(p)
		return inSeconds(d), err
	}
}

// note says what makes a conversion.
func (t *timing) note() text {
	within := text{"", ""}
	if t.window > 0 {
		within = text{", within " + brief(t.window) + " of the first step", ", en " + brief(t.window) + " au plus depuis la première étape"}
	}
	return text{
		fmt.Sprintf("In the order of time: rule %s%s. A period has its own events: an attempt that goes on in the next one does not convert in it, but in the total.", t.rule, within.en),
		fmt.Sprintf("Dans l'ordre du temps : règle %s%s. Une période a ses propres événements : une tentative qui continue dans la suivante n'y aboutit pas, mais dans le total.", t.rule, within.fr),
	}
}
