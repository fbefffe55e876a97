package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/rows"
	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/funnel/event"
)

// A funnelFamily is KPIs 15 to 19.
type funnelFamily struct {
	steps    []string
	visitors *cube[*funnel.Visitors[string]]
	ordered  *cube[*event.Funnel[string]] // by the times of the steps
	timing   timing

	crossSell *byCustomer[*funnel.CrossSell, funnel.CrossSellResult]
	upSell    *byCustomer[*funnel.UpSell, funnel.UpSellResult]
	ledger    *ledger
	products  string                                      // what is missing for the products of customers
	baskets   *cube[*funnel.CrossSell]                    // orders: whether of several products
	parts     *cube[*funnel.MultiProduct[uint32, uint32]] // those with lines in two segments or periods
}

func newFunnel(c *config, l *ledger) (f funnelFamily, err error) {
	f.steps, f.timing, f.ledger, f.products = c.steps, c.timing, l, "-orders"
	visitors, err := funnel.NewVisitors[string](f.steps...)
	if err != nil {
		return f, err
	}
	f.visitors = newCube(&c.calendar, "-visits", visitors)
	ordered, err := event.New[string](c.timing.of(), f.steps...)
	if err != nil {
		return f, err
	}
	f.ordered = newCube(&c.calendar, "-visits", ordered)
	f.crossSell = newByCustomer(&c.calendar, "-orders", new(funnel.CrossSell), (*funnel.CrossSell).Result,
		figure(name{17, "cross_sell", text{"Cross-sell rate, of order lines", "Taux de vente croisée, des lignes"}, percent, +1}, funnel.CrossSellResult.Rate),
	)
	f.upSell = newByCustomer(&c.calendar, "-orders", new(funnel.UpSell), (*funnel.UpSell).Result,
		figure(name{19, "up_sell", text{"Up-sell rate, of order lines", "Taux de montée en gamme, des lignes"}, percent, +1}, funnel.UpSellResult.Rate),
	)
	f.baskets = newCube(&c.calendar, "-orders", new(funnel.CrossSell))
	f.parts = newCube(&c.calendar, "", new(funnel.MultiProduct[uint32, uint32]))
	return f, nil
}

// givenOrders says which figures the header allows: without the column, a rate
// of 0 would be made up.
func (f *funnelFamily) givenOrders(has func(string) bool) {
	need := func(columns ...string) string {
		for _, c := range columns {
			if !has(c) {
				return "column " + c + " in -orders"
			}
		}
		return ""
	}
	f.crossSell.missing, f.upSell.missing = need("sale"), need("sale")
	f.products, f.baskets.missing = need("product"), need("order", "product")
}

// addLine takes an order line that counts.
func (f *funnelFamily) addLine(r *report, s spot, l *rows.Order) error {
	if f.crossSell.missing != "" && f.upSell.missing != "" {
		return nil
	}
	// The lines of an order without a customer belong together all the same.
	buyer := r.keep(cmp.Or(l.Customer, l.Order))
	if err := f.crossSell.update(s, buyer, func(a *funnel.CrossSell) error { return a.Add(l.Sale == rows.CrossSell) }); err != nil {
		return err
	}
	return f.upSell.update(s, buyer, func(a *funnel.UpSell) error { return a.Add(l.Sale == rows.UpSell) })
}

var noStep = reason{"no_step", text{"not one of -steps", "pas une étape de -steps"}}

func (f *funnelFamily) addVisit(in *input, s spot, v *rows.Visit) error {
	step := slices.Index(f.steps, v.Step)
	if step < 0 {
		in.leave(allFigures, noStep)
		if !foreign(f.timing.of()) {
			return nil
		}
		return f.ordered.update(s, func(a *event.Funnel[string]) error { return a.Add(v.Customer, event.Event{Time: v.Time}) })
	}
	if err := f.visitors.update(s, func(a *funnel.Visitors[string]) error { return a.Add(v.Customer, step+1) }); err != nil {
		return err
	}
	return f.ordered.update(s, func(a *event.Funnel[string]) error {
		return a.Add(v.Customer, event.Event{Time: v.Time, Steps: event.Step(step + 1)})
	})
}

func (f *funnelFamily) table(c *calendar) (*table, error) {
	t := &table{calendar: c, family: "funnel", title: text{"Conversion and selling", "Conversion et vente"}}
	if err := f.addSteps(t); err != nil {
		return nil, err
	}
	if err := f.crossSell.addLines(t); err != nil {
		return nil, err
	}
	addBought(t, f.ledger, f.products, true, (*bought).multiProduct,
		figure(name{18, "multi_product_share", text{"Multi-product customers, share of all", "Clients multi-équipés, part de tous"}, percent, +1}, funnel.MultiProductResult.Share),
		figure(name{18, "multi_product_ratio", text{"  multi-product ratio, to one product only", "  taux de multi-équipement, sur mono-équipés"}, times, +1}, funnel.MultiProductResult.Ratio),
		count(name{18, "multi_product_customers", text{"  multi-product customers", "  clients multi-équipés"}, quantity, +1}, multi),
		count(name{18, "single_product_customers", text{"  customers of one product", "  clients mono-équipés"}, quantity, 0}, func(r funnel.MultiProductResult) uint64 { return r.Single }),
	)
	if err := f.addBaskets(t); err != nil {
		return nil, err
	}
	return t, f.upSell.addLines(t)
}

// addBasket takes an order with products whose lines are all in one segment and period.
func (f *funnelFamily) addBasket(s spot, several bool) error {
	return f.baskets.update(s, func(a *funnel.CrossSell) error { return a.Add(several) })
}

// addPart takes the products of an order in one of its bins.
func (f *funnelFamily) addPart(order uint32, s spot, products sole) error {
	return f.parts.update(s, func(a *funnel.MultiProduct[uint32, uint32]) (err error) {
		if products.kinds > 0 {
			err = a.Add(order, products.only)
		}
		if err == nil && products.kinds > 1 {
			err = a.Add(order, products.only+1)
		}
		return err
	})
}

func (f *funnelFamily) addBaskets(t *table) error {
	of := name{18, "multi_product_orders", text{"  orders of two products or more", "  commandes de deux produits ou plus"}, quantity, +1}
	if err := addLines(t, f.baskets, (*funnel.CrossSell).Result, count(of, func(r funnel.CrossSellResult) uint64 { return r.Additional })); err != nil || f.baskets.missing != "" {
		return err
	}
	parts := &table{calendar: t.calendar}
	if err := addLines(parts, f.parts, (*funnel.MultiProduct[uint32, uint32]).Result, count(of, multi)); err != nil {
		return err
	}
	cells := t.lines[len(t.lines)-1].cells
	for s, c := range parts.lines[0].cells {
		if known := cells[s].figure; known != nil {
			c.figure = plus(known, c.figure)
		}
		cells[s] = c
	}
	return nil
}

func multi(r funnel.MultiProductResult) uint64 { return r.Multi }

// addSteps adds the conversion rate, and the funnel behind it.
func (f *funnelFamily) addSteps(t *table) error {
	measures := []measure[funnel.StepsResult]{
		figure(name{15, "conversion", text{"Conversion rate, of visitors", "Taux de conversion, des visiteurs"}, percent, +1}, funnel.StepsResult.Overall),
	}
	for i, step := range f.steps {
		label := text{"  visitors: " + step, "  visiteurs : " + shown(step, "fr")}
		if i == 0 {
			label = text{"Conversion funnel, visitors: " + step, "Entonnoir de conversion, visiteurs : " + shown(step, "fr")}
		}
		measures = append(measures, count(name{16, "funnel_count_" + step, label, quantity, +1},
			func(r funnel.StepsResult) uint64 { return r.Steps[i].Count }))
	}
	for i, step := range f.steps[1:] {
		label := text{"  " + f.steps[i] + " > " + step, "  " + shown(f.steps[i], "fr") + " > " + shown(step, "fr")}
		measures = append(measures, figure(name{16, "funnel_rate_" + step, label, percent, +1},
			func(r funnel.StepsResult) (kpi.Rate, error) { return r.StepRate(i + 2) }))
	}
	measures = append(measures, figure(name{16, "funnel_drop_off", text{"  drop-off at the worst step", "  abandon à la pire étape"}, percent, -1},
		func(r funnel.StepsResult) (kpi.Rate, error) {
			_, rate, err := r.Worst()
			return rate.Complement(), err
		}))
	if err := addLines(t, f.visitors, (*funnel.Visitors[string]).Result, measures...); err != nil {
		return err
	}
	if err := f.addOrdered(t); err != nil {
		return err
	}
	if f.visitors.missing != "" {
		return nil
	}
	return f.noteWorst(t)
}

// noteWorst names the step where most visitors are lost.
func (f *funnelFamily) noteWorst(t *table) error {
	total, err := f.visitors.total()
	if err != nil {
		return err
	}
	step, rate, err := total.Result().Worst()
	if err != nil {
		return nil // nobody came
	}
	from, to := f.steps[step-2], f.steps[step-1]
	t.note("", text{
		fmt.Sprintf("Worst step: of those at %q, %s go on to %q.", from, percent.Show(rate, "en"), to),
		fmt.Sprintf("Pire étape : de « %s », %s passent à « %s ».", shown(from, "fr"), percent.Show(rate, "fr"), shown(to, "fr")),
	})
	return nil
}
