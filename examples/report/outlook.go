package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/customerkpi/kpi/examples/internal/sheet"
)

// addForecast adds the lines of what to expect of the next period, by segment.
func (f *clvFamily) addForecast(t *table, ahead *forecast) error {
	if ahead == nil {
		return nil
	}
	o := new(outlook)
	if f.missing == "" {
		var err error
		if o, err = ahead.look(context.Background()); err != nil {
			return err
		}
	}
	in := text{"the next period", "la période suivante"}
	if o.rows != nil {
		in = text{o.period.String(), o.period.String()}
	}
	lines := []*line{
		t.line(name{11, "forecast_orders", text{"Orders to expect in " + in.en, "Commandes à attendre, " + in.fr}, quantity, +1}, f.missing),
		t.line(name{11, "forecast_value", text{"  revenue to expect of them", "  chiffre d'affaires à en attendre"}, money, +1}, f.missing),
	}
	if f.missing != "" {
		return nil
	}
	segments := f.ledger.segments(false)
	slices.Sort(segments)
	for _, segment := range append([]string{""}, segments...) {
		if err := ahead.fill(o, segment, lines); err != nil {
			return err
		}
	}
	t.forecasts = append(t.forecasts, sheet.Forecast{Key: "forecast_orders", Of: "orders_with_customer", Period: in.en, Model: o.name}, sheet.Forecast{Key: "forecast_value", Of: "revenue_with_customer", Period: in.en, Model: o.model()})
	f.noteForecast(t, o, lines)
	return nil
}

// fill predicts for a segment.
func (f *forecast) fill(o *outlook, segment string, lines []*line) error {
	at := slot{segment, whole}
	if o.noOrders.en != "" {
		lines[0].cells[at], lines[1].cells[at] = cell{undefined: o.noOrders.en}, cell{undefined: o.noValue.en}
		return nil
	}
	c, err := o.crowd(f.members(o, segment))
	if err != nil {
		return err
	}
	for i, predict := range []func() (prediction, error){c.count, c.value} {
		if p, err := predict(); err != nil {
			lines[i].cells[at] = cell{undefined: err.Error()}
		} else {
			lines[i].cells[at] = cell{figure: p}
		}
	}
	return nil
}

// noteForecast says what the forecast is of, and what of it there is not.
func (f *clvFamily) noteForecast(t *table, o *outlook, lines []*line) {
	for i, no := range []text{o.noOrders, o.noValue} {
		what := []text{{"No orders are forecast", "Aucune prévision de commandes"}, {"No revenue is forecast", "Aucune prévision de chiffre d'affaires"}}[i]
		if no.en != "" && (i == 0 || o.noOrders.en == "") {
			t.note("", text{what.en + ": " + no.en + ".", what.fr + " : " + no.fr + "."})
		}
	}
	if o.noOrders.en != "" {
		return
	}
	ranges := func(lang string) string {
		var all []string
		for i, l := range lines {
			c := l.cells[slot{"", whole}]
			if c.figure != nil {
				all = append(all, l.unit.Show(c.figure, lang)+" ("+l.unit.ShowInterval(c.figure, lang)+")"+[]map[string]string{{"en": " orders", "fr": " commandes"}, {"en": " of revenue", "fr": " de chiffre d'affaires"}}[i][lang])
			}
		}
		return strings.Join(all, map[string]string{"en": " and ", "fr": " et "}[lang])
	}
	t.note("", text{
		fmt.Sprintf("In %s, of the %d customers so far: %s, with intervals of what will come at 95%%, by %s. Orders of one day count as one, new customers come on top, and a customer is of the segment of their latest order.", o.period, len(o.rows), ranges("en"), cmp.Or(o.model(), o.name)),
		fmt.Sprintf("En %s, des %d clients connus : %s, avec les intervalles à 95 %% de ce qui viendra, selon %s. Les commandes d'un jour comptent pour une, les nouveaux clients s'y ajoutent, et un client est du segment de sa dernière commande.", o.period, len(o.rows), ranges("fr"), cmp.Or(o.model(), o.name)),
	})
}

// model names the models of the revenue.
func (o *outlook) model() string {
	if o.noValue.en != "" {
		return ""
	}
	return o.name + " + Gamma-Gamma"
}
