package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/gammagamma"
)

// A forecast is the days on which each customer bought, from which models of repeat buying
// say what to expect of the next period.
type forecast struct {
	calendar *calendar
	ledger   *ledger
	names    *names
	history  *clv.History[string]
	homes    []home // by customer
}

// A home is the segment of a customer, which is that of their latest order.
type home struct {
	latest  int64 // in seconds since 1970
	bin     uint32
	ordered bool
}

func newForecast(l *ledger, customers *names) (*forecast, error) {
	h, err := clv.NewHistory[string](clv.MergeDays, l.calendar.zone)
	return &forecast{calendar: l.calendar, ledger: l, names: customers, history: h}, err
}

// addOrder takes an order of a customer.
func (f *forecast) addOrder(o *order) error {
	f.settle(o.customer, home{o.time.Unix(), f.ledger.binOf(o.spot), true})
	name := f.names.all[o.customer]
	if o.amount.rest == nil {
		return f.history.AddMinor(name, o.time, o.amount.units, minorPlaces)
	}
	return f.history.Add(name, o.time, o.amount.decimal())
}

// settle makes a home that of a customer if it is later than the one so far. Of two of one
// time it is that of the segment that comes first by name, whichever was read first.
func (f *forecast) settle(customer uint32, h home) {
	for int(customer) >= len(f.homes) {
		f.homes = append(f.homes, home{})
	}
	at := &f.homes[customer]
	if !at.ordered || h.latest > at.latest || h.latest == at.latest && f.segment(h) < f.segment(*at) {
		*at = h
	}
}

func (f *forecast) segment(h home) string { return f.ledger.bins[h.bin].segment }

// A savedForecast is what of a forecast is in a state.
type savedForecast struct {
	History []byte
	Homes   []savedHome
}

type savedHome struct {
	Customer, Bin uint32
	Latest        int64
}

// saved returns the forecast, or nil if none is asked for.
func (f *forecast) saved() (*savedForecast, error) {
	if f == nil {
		return nil, nil
	}
	data, err := f.history.MarshalBinary()
	s := &savedForecast{History: data}
	for i, h := range f.homes {
		if h.ordered {
			s.Homes = append(s.Homes, savedHome{uint32(i), h.bin, h.latest})
		}
	}
	return s, err
}

// add adds a forecast that was saved.
func (f *forecast) add(s *savedForecast, n *renumbering) error {
	if f == nil || s == nil {
		return nil // the settings are the same
	}
	h := new(clv.History[string])
	if err := h.UnmarshalBinary(s.History); err != nil {
		return err
	}
	for _, at := range s.Homes {
		if customer, bin := n.customer(at.Customer), n.bin(at.Bin); n.err == nil {
			f.settle(customer, home{at.Latest, bin, true})
		}
	}
	return f.history.Merge(h)
}

// An outlook is what the models say of the next period.
type outlook struct {
	period      kpi.Period // the first that begins where the data end, or after that
	from, until float64    // of it, in weeks after the data
	rows        []clv.Summarized[string]

	orders bgnbd.Model
	name   string // of that model
	spend  gammagamma.Model

	noOrders, noValue text // why there is none; empty where there is
}

// look fits the models.
func (f *forecast) look(ctx context.Context) (*outlook, error) {
	if f.history.Empty() {
		return &outlook{noOrders: noCustomers, noValue: noCustomers}, nil
	}
	end := f.calendar.end()
	o := &outlook{period: kpi.PeriodOf(end, f.calendar.grain, f.calendar.zone)}
	if o.period.Start().Before(end) {
		o.period = o.period.Next()
	}
	days := func(until kpi.Period) float64 {
		return float64(kpi.PeriodOf(until.Start(), kpi.Day, f.calendar.zone).Index() - kpi.PeriodOf(end, kpi.Day, f.calendar.zone).Index())
	}
	o.from, o.until = days(o.period)/7, days(o.period.Next())/7

	var err error
	// The day before the end is the last that counts.
	if o.rows, err = f.history.Customers(clv.Summary{End: end.Add(-1)}); err != nil {
		return nil, err
	}
	customers := clv.Rows(o.rows)
	if err := o.fitOrders(ctx, customers); err != nil {
		return nil, err
	}
	return o, o.fitSpend(ctx, customers)
}

var noCustomers = text{"no order of a customer", "aucune commande d'un client"}

// fitOrders fits the models of repeat buying, with customers who buy at random or in a
// rhythm, and takes the likeliest of those that the data determine.
func (o *outlook) fitOrders(ctx context.Context, customers []clv.Customer) error {
	rhythm := false
	for _, c := range customers {
		rhythm = rhythm || c.Frequency > 1
	}
	for _, dropout := range []bgnbd.Dropout{bgnbd.AfterRepeat, bgnbd.AfterAny} {
		m, err := bgnbd.Fit(ctx, customers, bgnbd.Options{Options: options(), Dropout: dropout, Choose: rhythm})
		name := nameOf(m)
		var bounds *kpi.RangeError
		switch {
		case errors.As(err, &bounds), errors.Is(err, kpi.ErrRange):
			o.noOrders = text{err.Error(), err.Error()}
		case err != nil:
			return err
		case m.Fit.Status != clv.Converged:
			if o.name == "" && o.noOrders.en == "" {
				o.noOrders = unsettled(name, m.Fit)
			}
		case o.name == "" || m.Fit.AIC() < o.orders.Fit.AIC():
			o.orders, o.name = m, name
		}
	}
	if o.name != "" {
		o.noOrders = text{}
	}
	return nil
}

// fitSpend fits the model of what an order is worth.
func (o *outlook) fitSpend(ctx context.Context, customers []clv.Customer) (err error) {
	o.noValue = o.noOrders
	if o.name == "" {
		return nil
	}
	o.spend, err = gammagamma.Fit(ctx, customers, options())
	var bounds *kpi.RangeError
	switch {
	case errors.As(err, &bounds), errors.Is(err, kpi.ErrRange):
		o.noValue = text{err.Error(), err.Error()}
		return nil
	case err != nil:
		return err
	case o.spend.Fit.Status != clv.Converged:
		o.noValue = unsettled("Gamma-Gamma", o.spend.Fit)
	case o.spend.Q <= 1:
		o.noValue = text{"Gamma-Gamma: the mean of all customers is not finite", "Gamma-Gamma : la moyenne de tous les clients n'est pas finie"}
	}
	return nil
}

// options let a fit use all cores; its result does not depend on them.
func options() clv.Options { return clv.Options{Workers: runtime.GOMAXPROCS(0)} }

// nameOf is the name of a model, which has the number of phases between orders.
func nameOf(m bgnbd.Model) string {
	name := "BG/"
	if m.Params.Dropout == bgnbd.AfterAny {
		name = "MBG/"
	}
	if k := cmp.Or(m.Regularity, 1); k > 1 {
		return fmt.Sprintf("%sCNBD-%d", name, k)
	}
	return name + "NBD"
}

// unsettled says why a fit is of no use: numbers that the data do not determine are made up.
func unsettled(name string, fit clv.Fit) text {
	fr := map[clv.Status]string{clv.Boundary: "au bord du domaine", clv.NotIdentified: "non identifié", clv.Stopped: "arrêté avant le maximum"}[fit.Status]
	return text{
		fmt.Sprintf("%s is %v: these orders do not determine how customers differ", name, fit.Status),
		fmt.Sprintf("%s est %s : ces commandes ne disent pas en quoi les clients diffèrent", name, fr),
	}
}

// members returns the rows of a segment; "" is all.
func (f *forecast) members(o *outlook, segment string) []clv.Customer {
	var all []clv.Customer
	for _, r := range o.rows {
		if segment == "" || f.segment(f.homes[f.names.numbers[r.ID]]) == segment {
			all = append(all, r.Customer)
		}
	}
	return all
}
