package shop_test

import (
	"slices"
	"testing"
	"time"

	"github.com/customerkpi/kpi/examples/internal/rows"
)

// The package comment promises effects; each is looked for with a plain count.

func TestTheSupportFixOfJuneShows(t *testing.T) {
	s := world()
	type half struct{ promoters, detractors, answers, quick, tickets float64 }
	var before, after half
	side := func(at time.Time) *half {
		if at.Before(day(6, 15)) {
			return &before
		}
		return &after
	}
	for _, v := range load(t, s, "surveys", rows.Surveys) {
		if v.Kind != rows.NPS || !v.Answered {
			continue
		}
		h := side(v.Time)
		h.answers++
		if v.Score >= 9 {
			h.promoters++
		} else if v.Score <= 6 {
			h.detractors++
		}
	}
	for _, k := range load(t, s, "tickets", rows.Tickets) {
		h := side(k.Created)
		h.tickets++
		if !k.FirstResponse.IsZero() && k.FirstResponse.Sub(k.Created) <= time.Hour {
			h.quick++
		}
	}
	nps := func(h half) float64 { return 100 * (h.promoters - h.detractors) / h.answers }
	if nps(after) < nps(before)+15 {
		t.Errorf("NPS goes from %.1f to %.1f", nps(before), nps(after))
	}
	if after.quick/after.tickets < before.quick/before.tickets+0.15 {
		t.Errorf("answers within the hour: %+v, then %+v", before, after)
	}
}

func TestThePriceIncreaseOfSeptemberShows(t *testing.T) {
	all := load(t, world(), "subscriptions", rows.Subscriptions)
	var churn [13]float64
	for month := time.January; month <= time.December; month++ {
		from, to := day(month, 1), day(month+1, 1)
		start, lost := 0.0, 0.0
		for _, s := range all {
			if s.Start.Before(from) && (s.End.IsZero() || !s.End.Before(from)) {
				start++
				if !s.End.IsZero() && s.End.Before(to) {
					lost++
				}
			}
		}
		churn[month] = lost / start
	}
	rest := slices.Delete(slices.Clone(churn[1:]), 8, 9)
	if highest := slices.Max(rest); churn[time.September] < 1.5*highest {
		t.Errorf("churn of September %.3f, of the other months up to %.3f", churn[time.September], highest)
	}
}

func TestTheBadPressOfOctoberShows(t *testing.T) {
	all := load(t, world(), "mentions", rows.Mentions)
	from, to := day(10, 13), day(10, 20)
	in, negative, other, rivals := 0.0, 0.0, 0.0, map[string]int{}
	for _, m := range all {
		switch bad := !m.Time.Before(from) && m.Time.Before(to); {
		case m.Brand != "Alba":
			rivals[m.Brand]++
		case bad:
			in++
			if m.Sentiment == rows.Negative {
				negative++
			}
		default:
			other++
		}
	}
	// The other 358 days are 51 weeks and a day.
	if usual := other / 358 * 7; in < 5*usual || in > 7*usual {
		t.Errorf("%.0f mentions in the week, %.0f usually", in, usual)
	}
	if negative/in < 0.6 {
		t.Errorf("%.0f of %.0f mentions negative", negative, in)
	}
	if len(rivals) != 2 {
		t.Errorf("competitors %v", rivals)
	}
}

func TestDecemberIsThePeak(t *testing.T) {
	var lines [13]int
	crossed, all := map[string]float64{}, map[string]float64{}
	for _, o := range load(t, world(), "orders", rows.Orders) {
		lines[o.Time.Month()]++
		all[o.Segment]++
		if o.Sale == rows.CrossSell {
			crossed[o.Segment]++
		}
	}
	if peak := slices.Max(lines[:]); lines[time.December] != peak || peak < 2*lines[time.July] {
		t.Errorf("lines a month: %v", lines[1:])
	}
	if crossed["app"]/all["app"] < crossed["web"]/all["web"] {
		t.Errorf("cross-sold lines %v of %v: the app should lead", crossed, all)
	}
}

func TestTheAppsCheckoutOfAprilShows(t *testing.T) {
	type stretch struct{ baskets, orders float64 }
	var before, after stretch
	for _, v := range load(t, world(), "visits", rows.Visits) {
		if v.Segment != "app" {
			continue
		}
		s := &before
		if !v.Time.Before(day(4, 1)) {
			s = &after
		}
		switch v.Step {
		case "basket":
			s.baskets++
		case "order":
			s.orders++
		}
	}
	if was, is := before.orders/before.baskets, after.orders/after.baskets; is < was+0.05 {
		t.Errorf("of the app's baskets, %.2f are ordered, then %.2f", was, is)
	}
}
