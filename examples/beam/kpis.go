//go:build !race && (amd64 || arm64)

package main

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/examples/internal/sheet"
	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
	"github.com/customerkpi/kpi/retention/cohort"
)

// The families of the table, with the titles of the report.
var titles = map[string]string{
	"nps":       "Net Promoter Score",
	"retention": "Retention, repurchase, participation",
	"clv":       "Customer value",
	"funnel":    "Conversion and selling",
}

// kpis are the KPIs, by the name of their parts. The lines have the keys and labels of
// the report.
func kpis(steps []string) map[string]func(*cells) error {
	return map[string]func(*cells) error{
		"nps":        scores,
		"repurchase": repurchases,
		"cohorts":    cohorts,
		"spend":      baskets,
		"funnel":     func(c *cells) error { return ordered(c, steps) },
	}
}

// line makes a measure of a method such as nps.Result.Score.
func line[R any, F kpi.Figure](l Line, u sheet.Unit, of func(R) (F, error)) measure[R] {
	return measure[R]{l, u, func(r R) (kpi.Figure, error) { return of(r) }}
}

// scores have the customers behind them, as baskets have.
func scores(c *cells) error {
	return fill(c, new(opinions), func(o *opinions) *opinions { return o },
		opinion(Line{Order: 10, Family: "nps", KPI: 1, Key: "nps", Label: "Net Promoter Score (NPS)", Good: +1}, sheet.Points, nps.Result.Score, (*kpi.ByCustomer[string]).Net),
		opinion(Line{Order: 11, Family: "nps", KPI: 1, Key: "promoters", Label: "  promoters", Good: +1}, sheet.Percent, nps.Result.PromoterShare, (*kpi.ByCustomer[string]).Rate),
		opinion(Line{Order: 12, Family: "nps", KPI: 1, Key: "passives", Label: "  passives"}, sheet.Percent, nps.Result.PassiveShare, (*kpi.ByCustomer[string]).Rate),
		opinion(Line{Order: 13, Family: "nps", KPI: 1, Key: "detractors", Label: "  detractors", Good: -1}, sheet.Percent, nps.Result.DetractorShare, (*kpi.ByCustomer[string]).Rate),
	)
}

// opinion makes a measure of the sums of the line's key; of says what it is of no answers.
func opinion[F kpi.Figure](l Line, u sheet.Unit, of func(nps.Result) (F, error), panel func(*kpi.ByCustomer[string]) (kpi.Panel[string], error)) measure[*opinions] {
	return measure[*opinions]{l, u, func(o *opinions) (kpi.Figure, error) {
		sums, ok := o.Get(l.Key)
		if !ok {
			return of(nps.Result{})
		}
		p, err := panel(sums)
		if err != nil {
			return nil, err
		}
		r := sums.Result()
		rows, err := kpi.NewRate(whole64(r.Numerator), whole64(r.Denominator))
		if err != nil || u != sheet.Percent {
			return p, nil
		}
		return counted{p, rows}, nil
	}}
}

// whole64 returns a count.
func whole64(v kpi.Value) uint64 { return v.Rat().Num().Uint64() }

// A counted figure is a rate that has the counts of its rows beside its customers.
type counted struct {
	kpi.Panel[string]
	rows kpi.Rate
}

func repurchases(c *cells) error {
	return fill(c, new(retention.Repurchase[string]), (*retention.Repurchase[string]).Result,
		line(Line{Order: 20, Family: "retention", KPI: 9, Key: "repurchase_by_order", Label: "Repurchase rate, by order", Good: +1}, sheet.Percent, retention.RepurchaseResult.Rate),
		line(Line{Order: 21, Family: "retention", KPI: 9, Key: "purchase_frequency", Label: "  purchase frequency (orders per customer)", Good: +1}, sheet.Number, retention.RepurchaseResult.Frequency),
	)
}

// baskets have the customers behind them: two months share customers, whose spend goes
// up and down together.
func baskets(c *cells) error {
	self := func(a *clv.Spend[string]) *clv.Spend[string] { return a }
	return fill(c, new(clv.Spend[string]), self,
		line(Line{Order: 30, Family: "clv", KPI: 12, Key: "spend_per_customer", Label: "Average spend of a customer", Good: +1}, sheet.Money, (*clv.Spend[string]).PerCustomer),
		line(Line{Order: 31, Family: "clv", KPI: 12, Key: "basket_with_customer", Label: "Average basket, orders with a customer", Good: +1}, sheet.Money, (*clv.Spend[string]).PerOrder),
	)
}

func ordered(c *cells, steps []string) error {
	measures := []measure[event.Result]{
		line(Line{Order: 40, Family: "funnel", KPI: 16, Key: "ordered_conversion", Label: "  conversion in the order of time", Good: +1}, sheet.Percent, event.Result.Conversion),
	}
	for i, step := range steps {
		measures = append(measures, measure[event.Result]{
			Line{Order: 41 + i, Family: "funnel", KPI: 16, Key: "ordered_count_" + step, Label: "  in the order of time: " + step, Good: +1},
			sheet.Quantity,
			func(r event.Result) (kpi.Figure, error) {
				return kpi.ValueOf(new(big.Rat).SetInt(new(big.Int).SetUint64(r.Steps[i].Count))), nil
			},
		})
	}
	empty, err := event.New[string](event.Rule{}, steps...)
	if err != nil {
		return err
	}
	return fill(c, empty, (*event.Funnel[string]).Result, measures...)
}

// cohorts emits the triangle of the customers of a segment, or of all.
func cohorts(c *cells) error {
	of := c.parts[0]
	var a cohort.Accumulator[string]
	if err := a.UnmarshalBinary(of.State); err != nil {
		return err
	}
	t, err := a.Table(cohort.On, cohort.Query{End: c.end})
	if err != nil {
		return err
	}
	triangle := sheet.Triangle{Key: "cohorts", Title: "Customers who buy again, by cohort", Ages: "months since the first order"}
	if of.Segment != "" {
		triangle.Key += "/" + of.Segment
		triangle.Title += ", " + of.Segment
	}
	for _, group := range t.Cohorts {
		row := sheet.Cohort{Name: group.Period.String(), Size: int(group.Size)}
		for age, cell := range group.Cells {
			share := sheet.Share{Count: int(cell.Retained), Complete: !cell.Open, Text: "-"}
			if r, err := group.Rate(age); err == nil {
				share.Text = sheet.Percent.Show(r, "en")
			}
			row.Ages = append(row.Ages, share)
		}
		triangle.Cohorts = append(triangle.Cohorts, row)
	}
	l := Line{Order: 25, Family: "retention", Segment: of.Segment}
	if l.Triangle, err = json.Marshal(triangle); err != nil {
		return fmt.Errorf("triangle of %q: %w", of.Segment, err)
	}
	c.emit(l)
	return nil
}
