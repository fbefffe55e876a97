// Clv forecasts what the customers of a log of orders will do: it fits the models
// of repeat buying to the first part of the log, compares them with the rest, and
// shows the most valuable customers.
//
//	go run ./examples/clv
//	go run ./examples/clv -hard
//	go run ./examples/clv -orders orders.csv -end 2025-09-30 -svg out
//
// Without -orders it simulates a shop of the law of Pareto/NBD and Gamma-Gamma, where
// customers differ in how often they order, when they leave and what they spend:
// the fits find the parameters, and the forecast the orders after them.
//
// With -hard it takes the year of the shop that the report simulates, which the
// models do not describe: its customers do not differ in leaving, so that the fits
// end at the boundary, and orders rise towards Christmas, which the models do not
// know, so that the forecast is a third too low.
//
// The file is one of orders of the report (see its -help): a customer, a time and
// an amount per line. Lines without a customer are left out, the orders of a day
// are one, and an amount below 0 is a refund of the order before it. With -svg it
// also writes tracking.svg and alive.svg into a folder.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/examples/internal/rows"
	shops "github.com/customerkpi/kpi/examples/internal/shop"
	"github.com/customerkpi/kpi/examples/internal/svg"
)

// options are the flags.
type options struct {
	orders  string
	hard    bool
	end     string
	months  int
	rate    float64
	folder  string
	workers int
}

func main() {
	var o options
	flag.StringVar(&o.orders, "orders", "", "`file` of orders; without it those of a simulated shop")
	flag.BoolVar(&o.hard, "hard", false, "take the simulated shop of the report, which the models do not describe")
	flag.StringVar(&o.end, "end", "", "last `day` that the models are fitted to (2006-01-02); without it three quarters of the log")
	flag.IntVar(&o.months, "months", 12, "horizon of the lifetime value")
	flag.Float64Var(&o.rate, "rate", 0.01, "discount a month")
	flag.StringVar(&o.folder, "svg", "", "`folder` to write tracking.svg and alive.svg into")
	flag.IntVar(&o.workers, "workers", 2, "goroutines of a fit")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "clv:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, o options) error {
	log, err := o.open()
	if err != nil {
		return err
	}
	end, err := log.end(o.end)
	if err != nil {
		return err
	}
	customers, err := log.history.Customers(clv.Summary{End: end, Until: log.last})
	if err != nil {
		return err
	}
	if len(customers) == 0 {
		return fmt.Errorf("no customer before %s", end.Format(time.DateOnly))
	}
	f, err := newForecast(ctx, customers, o)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	if log.about != "" {
		fmt.Fprintf(out, "%s\n\n", log.about)
	}
	fresh := clv.Unwatched(customers)
	fmt.Fprintf(out, "%v, %s to %s; fitted to %d customers until %s,\nbeside %d of that day, who are new to the forecasts\n",
		log.history.Result(), log.first.Format(time.DateOnly), log.last.Format(time.DateOnly), uint64(len(customers))-fresh, end.Format(time.DateOnly), fresh)
	f.writeModels(out)
	f.writeCalibration(out)
	f.writeHoldout(out, log.last.Sub(end))
	if err := f.writeBest(out, o); err != nil {
		return err
	}
	if o.folder != "" {
		weeks, err := f.track(log, end)
		if err != nil {
			return err
		}
		if err := svg.WriteFile(filepath.Join(o.folder, "tracking.svg"), func(w io.Writer) { drawTracking(w, weeks) }); err != nil {
			return err
		}
		if err := svg.WriteFile(filepath.Join(o.folder, "alive.svg"), func(w io.Writer) { f.drawAlive(w) }); err != nil {
			return err
		}
	}
	return out.Flush() // bufio.Writer keeps its first error
}

// An orderLog is what the orders say.
type orderLog struct {
	about       string // what a simulated one is
	history     clv.History[string]
	first, last time.Time // of the orders
}

// open returns the orders of a file, or of one of the simulated shops.
func (o options) open() (*orderLog, error) {
	switch {
	case o.orders != "":
		file, err := os.Open(o.orders)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		return read(file, o.orders)
	case o.hard:
		file, pipe := io.Pipe()
		defer file.Close()
		go func() { pipe.CloseWithError(shops.New().Write("orders", pipe)) }()
		log, err := read(file, "orders")
		if err != nil {
			return nil, err
		}
		log.about = "A hard case, by simulation: customers do not differ in leaving, and there is a Christmas. The models\n" +
			"end at the boundary, and their forecast is too low."
		return log, nil
	}
	return bySimulation.log()
}

// read reads orders from a file.
func read(in io.Reader, name string) (*orderLog, error) {
	lines, err := rows.Orders(in, name, rows.Options{})
	if err != nil {
		return nil, err
	}
	log := new(orderLog)
	for o, err := range lines.All() {
		switch {
		case err != nil:
			return nil, err
		case o.Customer == "" || o.Quantity == 0:
			continue
		}
		if err := log.add(o.Customer, o.Time, o.Amount); err != nil {
			return nil, err
		}
	}
	if log.first.IsZero() {
		return nil, errors.New("no order of a known customer")
	}
	return log, nil
}

// add adds an order, or a refund.
func (l *orderLog) add(customer string, at time.Time, amount decimal.Decimal) error {
	if err := l.history.Add(customer, at, amount); err != nil || amount.Sign() < 0 {
		return err
	}
	if l.first.IsZero() || at.Before(l.first) {
		l.first = at
	}
	if at.After(l.last) {
		l.last = at
	}
	return nil
}

// end returns the last day to fit to.
func (l *orderLog) end(text string) (time.Time, error) {
	if text == "" {
		return l.first.Add(l.last.Sub(l.first) / 4 * 3), nil
	}
	end, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("-end: %w", err)
	}
	if end.Before(l.first) || end.After(l.last) {
		return time.Time{}, fmt.Errorf("-end: %s lies outside the orders, %s to %s", text, l.first.Format(time.DateOnly), l.last.Format(time.DateOnly))
	}
	return end, nil
}
