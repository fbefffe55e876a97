// Clv forecasts what the customers of a log of orders will do: it fits the models
// of repeat buying to the first part of the log, compares them with the rest, and
// shows the most valuable customers.
//
//	go run ./examples/clv
//	go run ./examples/clv -orders orders.csv -end 2025-09-30 -svg out
//
// Without -orders it takes the year of the simulated shop, whose orders after the
// fit are above the forecast: the models know no Christmas. The file is one of
// orders of the report (see its -help): a customer, a time and an amount a line;
// lines without a customer and returns are left out, and the orders of a day are
// one. With -svg it also writes tracking.svg and alive.svg into a folder.
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

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/examples/internal/rows"
	"github.com/customerkpi/kpi/examples/internal/shop"
	"github.com/customerkpi/kpi/examples/internal/svg"
)

// options are the flags.
type options struct {
	orders  string
	end     string
	months  int
	rate    float64
	folder  string
	workers int
}

func main() {
	var o options
	flag.StringVar(&o.orders, "orders", "", "`file` of orders; without it the simulated shop's")
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
	log, err := read(o.orders)
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
	fmt.Fprintf(out, "%v, %s to %s; fitted to %d customers until %s\n",
		log.history.Result(), log.first.Format(time.DateOnly), log.last.Format(time.DateOnly), len(customers), end.Format(time.DateOnly))
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
	history     clv.History[string]
	first, last time.Time
}

// read reads the orders of a file, or of the simulated shop.
func read(path string) (*orderLog, error) {
	var in io.ReadCloser
	if path == "" {
		file, pipe := io.Pipe()
		go func() { pipe.CloseWithError(shop.New().Write("orders", pipe)) }()
		in, path = file, "orders"
	} else {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		in = file
	}
	defer in.Close()
	lines, err := rows.Orders(in, path, rows.Options{})
	if err != nil {
		return nil, err
	}
	log := new(orderLog)
	for o, err := range lines.All() {
		switch {
		case err != nil:
			return nil, err
		case o.Customer == "" || o.Quantity <= 0 || o.Amount.Sign() < 0:
			continue
		}
		if err := log.history.Add(o.Customer, o.Time, o.Amount); err != nil {
			return nil, err
		}
		if log.first.IsZero() || o.Time.Before(log.first) {
			log.first = o.Time
		}
		if o.Time.After(log.last) {
			log.last = o.Time
		}
	}
	if log.history.Empty() {
		return nil, errors.New("no order of a known customer")
	}
	return log, nil
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
