package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi/funnel/event"
)

// Ann converts in 2 hours, Bob in 3 days, Dan in 1 hour with something else in between, and
// Cid puts into the basket before the visit.
const timedVisits = `customer,time,step
ann,2025-01-01 10:00,visit
ann,2025-01-01 10:30,basket
ann,2025-01-01 12:00,order
bob,2025-01-01 08:00,visit
bob,2025-01-03 08:00,basket
bob,2025-01-04 08:00,order
cid,2025-01-01 09:00,basket
cid,2025-01-01 10:00,visit
cid,2025-01-01 11:00,order
dan,2025-01-02 10:00,visit
dan,2025-01-02 10:20,help
dan,2025-01-02 10:30,basket
dan,2025-01-02 11:00,order
`

// The numbers follow from the definitions of the tools: steps in order within the window;
// strict ones with nothing in between; unordered ones in any order.
func TestFunnelInTheOrderOfTime(t *testing.T) {
	path := write(t, "visits", timedVisits)
	for _, c := range []struct{ flags, conversion, basket, seconds string }{
		{"-rule clickhouse-strict-once", "3/4", "3", "90000"}, // (2 + 72 + 1) / 3 hours
		{"-window 3d", "3/4", "3", "90000"},                   // Bob is just in time
		{"-window 71h", "2/4", "3", "5400"},
		{"-window 24h", "2/4", "2", "5400"},
		{"-window 1h", "1/4", "2", "3600"},
		{"-window 24h -rule posthog-ordered", "2/4", "2", "5400"},
		{"-window 24h -rule posthog-unordered", "3/4", "4", "6000"}, // Cid in 2 hours; Bob's basket and order are a day apart
		{"-window 24h -rule posthog-strict", "1/4", "1", "7200"},
		{"-window 24h -rule clickhouse-strict-order", "1/4", "1", "7200"},
		{"-window 24h -rule mixpanel-first-entry", "2/4", "2", "5400"},
	} {
		_, got := figures(t, append(strings.Fields(c.flags), "-visits", path, "-steps", "visit,basket,order")...)
		for key, want := range map[string]string{"ordered_conversion": c.conversion, "ordered_count_visit": "4", "ordered_count_basket": c.basket, "ordered_time": c.seconds, "conversion": "4/4", "visits_left_out_no_step": "1"} {
			if r := got[place{key, "", ""}]; r.Value != want {
				t.Errorf("%s: %s is %q, want %s", c.flags, key, r.Value, want)
			}
		}
	}
}

func TestEveryRuleHasItsFunnel(t *testing.T) {
	path := write(t, "visits", timedVisits)
	for _, rule := range slices.Sorted(maps.Keys(presets())) {
		_, got := figures(t, "-rule", rule, "-window", "7d", "-visits", path, "-steps", "visit,basket,order")
		if r := got[place{"ordered_conversion", "", ""}]; r.Low == nil {
			t.Errorf("%s: %+v", rule, r)
		}
	}
	usual := timing{rule: usualRule}
	if r := usual.of(); r != (event.Rule{}) { // that of the figures without a flag
		t.Errorf("%+v", r)
	}
}

func TestWindows(t *testing.T) {
	for text, want := range map[string]time.Duration{"30m": 30 * time.Minute, "7d": 7 * 24 * time.Hour, "1h30m": 90 * time.Minute} {
		if d, err := window(text); d != want || err != nil {
			t.Errorf("%s: %v, %v", text, d, err)
		}
	}
	for flag, want := range map[string]string{
		"-window 0s": "not a time above 0", "-window 7x": "not a time above 0", "-window -1d": "not a time above 0", "-window 99999999d": "not a time above 0",
		"-rule strict": "not one of clickhouse, ",
	} {
		if err := fails(t, strings.Fields(flag)...); !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", flag, err, want)
		}
	}
}

// Without the flags the text is what it was; with them it has the times, in both languages.
func TestTimesOfTheFunnelAreTold(t *testing.T) {
	args := []string{"-visits", write(t, "visits", timedVisits), "-steps", "visit,basket,order"}
	if out, _ := runs(t, args...); strings.Contains(out, "order of time") {
		t.Errorf("%s", out)
	}
	args = append(args, "-window", "24h")
	for _, c := range []struct{ format, lang, want string }{
		{"text", "en", "time to convert, mean"},
		{"text", "en", "rule clickhouse-strict-once, within 24h of the first step"},
		{"text", "fr", "délai médian jusqu'à\u00a0: panier"},
		{"text", "fr", "règle clickhouse-strict-once, en 24h au plus depuis la première étape"},
		{"csv", "en", "funnel,16,ordered_wait_basket,"},
		{"html", "en", "Conversion funnel in the order of time"},
		{"html", "fr", "Entonnoir de conversion dans l&#39;ordre du temps"},
	} {
		if out, _ := runs(t, append(args, "-format", c.format, "-lang", c.lang)...); !strings.Contains(out, c.want) {
			t.Errorf("%s, %s: no %q", c.format, c.lang, c.want)
		}
	}
}
