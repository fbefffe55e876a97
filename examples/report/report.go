package main

import (
	"cmp"
	"io"
	"slices"
	"time"

	"github.com/customerkpi/kpi/examples/internal/rows"
	"github.com/customerkpi/kpi/examples/internal/shop"
)

// A report reads the files and holds the figures of all families.
type report struct {
	*config
	stderr   io.Writer
	progress *progress
	shop     *shop.Shop // nil unless simulated

	inputs      []*input
	segmented   bool           // some file has segments
	segmentRows map[string]int // rows by segment
	customers   *names         // with orders
	products    *names
	texts       *names // others
	ledger      *ledger
	book        *orderBook
	orders      orderStream
	apart       bool                // orders are kept until the end
	reasons     []string            // of the first bad lines
	told        map[string]int      // bad lines that an earlier reading has shown, by file
	given       map[string][]string // columns that figures asked for and the last file of a kind had

	nps       npsFamily
	csat      csatFamily
	ces       cesFamily
	churn     churnFamily
	retention retentionFamily
	clv       clvFamily
	funnel    funnelFamily
	sentiment sentimentFamily
}

func newReport(c *config, stderr io.Writer) (r *report, err error) {
	c.calendar.first, c.calendar.last, c.calendar.cubes = time.Time{}, time.Time{}, nil
	r = &report{
		config: c, stderr: stderr, progress: newProgress(stderr),
		segmentRows: make(map[string]int), given: make(map[string][]string), customers: newNames(), products: newNames(), texts: newNames(), ledger: newLedger(&c.calendar),
		book: &orderBook{config: c, kept: newKept()},
	}
	if c.simulated {
		r.shop = shop.New()
	}
	if r.nps, err = newNPS(c); err != nil {
		return nil, err
	}
	if r.csat, err = newCSAT(c); err != nil {
		return nil, err
	}
	if r.ces, err = newCES(c); err != nil {
		return nil, err
	}
	r.churn = newChurn(&c.calendar)
	if r.retention, err = newRetention(&c.calendar, r.ledger); err != nil {
		return nil, err
	}
	r.clv = newCLV(c, r.ledger)
	if c.forecast {
		if r.clv.ahead, err = newForecast(r.ledger, r.customers); err != nil {
			return nil, err
		}
	}
	if r.funnel, err = newFunnel(c, r.ledger); err != nil {
		return nil, err
	}
	if r.sentiment, err = newSentiment(c); err != nil {
		return nil, err
	}
	return r, nil
}

// keep returns an identity that is kept in memory once: the strings of a row
// share the memory of its line.
func (r *report) keep(s string) string { return r.texts.keep(s) }

// readAll reads the files, saves what they hold, and then adds what needs all of them.
func (r *report) readAll() error {
	for _, path := range r.config.load {
		if err := r.load(path); err != nil {
			return err
		}
	}
	for _, read := range []func() error{
		r.readOrders, r.readSurveys, r.readTickets, r.readMentions, r.readSubscriptions, r.readVisits, r.readSpend,
	} {
		if err := read(); err != nil {
			return err
		}
	}
	if path := r.config.save; path != "" {
		if err := r.save(path); err != nil {
			return err
		}
	}
	return r.close()
}

// close adds what needs all files.
func (r *report) close() error {
	if r.by != "" && !r.segmented {
		return badValue("by", r.by, "no file has this column")
	}
	if err := r.calendar.close(); err != nil {
		return err
	}
	if err := r.closeOrder(); err != nil {
		return err
	}
	if err := r.closeKept(); err != nil {
		return err
	}
	if err := r.ces.close(); err != nil {
		return err
	}
	if err := r.churn.close(); err != nil {
		return err
	}
	if err := r.retention.close(r.clv.addWon); err != nil {
		return err
	}
	r.clv.close(&r.calendar)
	return nil
}

func (r *report) addOrder(o *order) error {
	if o.customer > 0 {
		if err := r.ledger.addOrder(o); err != nil {
			return err
		}
		if ahead := r.clv.ahead; ahead != nil {
			if err := ahead.addOrder(o); err != nil {
				return err
			}
		}
	}
	return r.clv.addOrder(o)
}

// readOrders reads order lines. Figures of lines take them at once, those of
// orders at the end, when each order is whole.
func (r *report) readOrders() error {
	return read(r, "orders", handler[rows.Order]{
		open: rows.Orders,
		given: func(has func(string) bool) {
			r.book.amounts = has("amount")
			r.retention.givenOrders()
			r.clv.givenOrders()
			r.funnel.givenOrders(has)
		},
		at:  func(o *rows.Order) (time.Time, string) { return o.Time, o.Segment },
		add: r.addLine,
	})
}

// addLine takes an order line.
func (r *report) addLine(in *input, s spot, o *rows.Order) error {
	var known cash // of its order
	switch {
	case o.Order == "":
	case r.apart:
		known = r.book.known(o.Order)
	case o.Order == r.orders.id:
		known = r.book.open.amount
	}
	if counts, err := r.book.counts(in, o, known); !counts || err != nil {
		return err
	}
	if done, err := r.addRefund(s, o); done || err != nil {
		return err
	}
	if err := r.funnel.addLine(r, s, o); err != nil {
		return err
	}
	customer, product, bin := r.customers.of(o.Customer), r.products.of(o.Product), r.ledger.binOf(s)
	if customer > 0 && product > 0 {
		r.ledger.addProduct(customer, bin, product)
	}
	switch {
	case o.Order == "":
		alone := newOrder(s, o, customer)
		return r.addOrder(&alone)
	case !r.apart:
		return r.stream(s, o, customer, product)
	}
	r.book.collect(s, o, customer, bin, product)
	return nil
}

func (r *report) readSurveys() error {
	return read(r, "surveys", handler[rows.Survey]{
		open: rows.Surveys,
		given: func(func(string) bool) {
			r.nps.given()
			r.csat.given()
			r.ces.given()
			r.retention.givenSurveys()
		},
		at: func(a *rows.Survey) (time.Time, string) { return a.Time, a.Segment },
		add: func(_ *input, s spot, a *rows.Survey) error {
			a.Customer = r.keep(a.Customer)
			if err := r.addSurvey(s, a); err != nil {
				return err
			}
			return r.retention.addSurvey(s, a)
		},
	})
}

func (r *report) addSurvey(s spot, a *rows.Survey) error {
	switch a.Kind {
	case rows.NPS:
		return r.nps.add(s, a)
	case rows.CSAT:
		return r.csat.add(s, a)
	default:
		return r.ces.add(s, a)
	}
}

func (r *report) readTickets() error {
	return read(r, "tickets", handler[rows.Ticket]{
		open:  rows.Tickets,
		given: r.ces.givenTickets,
		at:    func(t *rows.Ticket) (time.Time, string) { return t.Created, t.Segment },
		add: func(in *input, s spot, t *rows.Ticket) error {
			t.Customer = r.keep(t.Customer)
			return r.ces.addTicket(in, s, t)
		},
	})
}

func (r *report) readMentions() error {
	return read(r, "mentions", handler[rows.Mention]{
		open:  rows.Mentions,
		given: r.sentiment.given,
		at:    func(m *rows.Mention) (time.Time, string) { return m.Time, m.Segment },
		add: func(in *input, s spot, m *rows.Mention) error {
			if r.sentiment.bySource && r.by == "" {
				s.segment = r.keep(m.Source)
				r.segmentRows[s.segment]++
			}
			m.Author = r.keep(m.Author)
			return r.sentiment.add(in, s, m)
		},
	})
}

func (r *report) readSubscriptions() error {
	return read(r, "subscriptions", handler[rows.Subscription]{
		open:    rows.Subscriptions,
		given:   func(func(string) bool) { r.churn.presence.missing = "" },
		at:      func(s *rows.Subscription) (time.Time, string) { return s.Start, s.Segment },
		lasting: true,
		add: func(in *input, s spot, row *rows.Subscription) error {
			row.Customer = r.keep(row.Customer)
			return r.churn.add(in, s, row)
		},
	})
}

func (r *report) readVisits() error {
	return read(r, "visits", handler[rows.Visit]{
		open:  rows.Visits,
		given: func(func(string) bool) { r.funnel.visitors.missing = "" },
		at:    func(v *rows.Visit) (time.Time, string) { return v.Time, v.Segment },
		add: func(in *input, s spot, v *rows.Visit) error {
			v.Customer = r.keep(v.Customer)
			return r.funnel.addVisit(in, s, v)
		},
	})
}

func (r *report) readSpend() error {
	return read(r, "spend", handler[rows.Spend]{
		open:  rows.Spends,
		given: func(func(string) bool) { r.clv.acquisition.missing, r.clv.returns.missing = "", "" },
		at:    func(s *rows.Spend) (time.Time, string) { return s.Time, s.Segment },
		add:   r.clv.addSpend,
	})
}

// tables returns the tables of all families, in the order of the catalogue.
func (r *report) tables() ([]*table, error) {
	c := &r.calendar
	var all []*table
	for _, table := range []func() (*table, error){
		func() (*table, error) { return r.nps.table(c) },
		func() (*table, error) { return r.csat.table(c) },
		func() (*table, error) { return r.ces.table(c) },
		func() (*table, error) { return r.churn.table(c) },
		func() (*table, error) { return r.retention.table(c, &r.churn) },
		func() (*table, error) { return r.clv.table(c, r.churn.presence) },
		func() (*table, error) { return r.funnel.table(c) },
		func() (*table, error) { return r.sentiment.table(c) },
	} {
		t, err := table()
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(t.lines, func(a, b *line) int { return cmp.Compare(a.kpi, b.kpi) })
		all = append(all, t)
	}
	return all, nil
}
