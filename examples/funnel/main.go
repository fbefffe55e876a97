// Funnel shows what a year of visits and orders of the simulated shop tells:
// how far visitors come within a day, how long each step takes, and how many
// customers of a month come back in those after it.
//
//	go run ./examples/funnel
//	go run ./examples/funnel -window 1h -svg out
//
// With -svg it also writes funnel.svg and cohorts.svg into a folder.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/rows"
	"github.com/customerkpi/kpi/examples/internal/shop"
	"github.com/customerkpi/kpi/examples/internal/svg"
	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/retention/cohort"
)

func main() {
	window := flag.Duration("window", 24*time.Hour, "`time` from the first step in which a visitor converts")
	folder := flag.String("svg", "", "`folder` to write funnel.svg and cohorts.svg into")
	flag.Parse()
	if err := run(os.Stdout, *window, *folder); err != nil {
		fmt.Fprintln(os.Stderr, "funnel:", err)
		os.Exit(1)
	}
}

// steps are those of a visit, in order.
var steps = []string{"visit", "product", "basket", "order"}

// yearEnd is the first instant after the simulated data.
var yearEnd = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func run(w io.Writer, window time.Duration, folder string) error {
	if window < 0 {
		return fmt.Errorf("-window: %v is below 0", window)
	}
	simulated := shop.New()
	conversion, err := visits(simulated, window)
	if err != nil {
		return err
	}
	table, err := orders(simulated)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "Visitors, every step within %v of the first\n\n", window)
	writeFunnel(out, conversion)
	fmt.Fprintf(out, "\nBuyers by the month of their first order, and the share who ordered again in each month after\n\n%v\n", table)
	if folder != "" {
		if err := svg.WriteFile(filepath.Join(folder, "funnel.svg"), func(w io.Writer) { drawFunnel(w, conversion) }); err != nil {
			return err
		}
		if err := svg.WriteFile(filepath.Join(folder, "cohorts.svg"), func(w io.Writer) { drawCohorts(w, table) }); err != nil {
			return err
		}
	}
	return out.Flush() // bufio.Writer keeps its first error
}

// visits runs the funnel over the steps of all visits: in order, from the first
// step that gets furthest, one event a step.
func visits(s *shop.Shop, window time.Duration) (event.Result, error) {
	rule := event.ClickHouseStrictOnce(event.Within(window))
	f, err := event.New[string](rule, steps...)
	if err != nil {
		return event.Result{}, err
	}
	err = read(s, "visits", rows.Visits, func(v rows.Visit) error {
		return f.Add(v.Customer, event.Event{Time: v.Time, Steps: event.Step(slices.Index(steps, v.Step) + 1)})
	})
	if err != nil {
		return event.Result{}, err
	}
	err = f.Close(yearEnd) // no event is missing: who did not convert in time has dropped
	return f.Result(), err
}

// orders makes the cohorts of buyers: of lines that are not returns, by month.
func orders(s *shop.Shop) (cohort.Table, error) {
	var buyers cohort.Accumulator[string]
	err := read(s, "orders", rows.Orders, func(o rows.Order) error {
		if o.Customer == "" || o.Quantity <= 0 {
			return nil
		}
		return buyers.Add(o.Customer, o.Time)
	})
	if err != nil {
		return cohort.Table{}, err
	}
	return buyers.Table(cohort.On, cohort.Query{End: yearEnd})
}

// read calls add with the rows of a simulated file.
func read[T any](s *shop.Shop, kind string, open func(io.Reader, string, rows.Options) (*rows.Reader[T], error), add func(T) error) error {
	file, pipe := io.Pipe()
	go func() { pipe.CloseWithError(s.Write(kind, pipe)) }()
	defer file.Close()
	lines, err := open(file, kind, rows.Options{})
	if err != nil {
		return err
	}
	for row, err := range lines.All() {
		if err != nil {
			return err
		}
		if err := add(row); err != nil {
			return err
		}
	}
	return nil
}

// width is the length of the bar of all.
const width = 40

func writeFunnel(w io.Writer, r event.Result) {
	for i, bar := range r.Steps {
		share, before := 0.0, ""
		if all := r.Steps[0].Count; all > 0 {
			share = float64(bar.Count) / float64(all)
		}
		if i > 0 {
			if rate, err := kpi.NewRate(bar.Count, r.Steps[i-1].Count); err == nil {
				before = rate.Percent(1).StringFixed(1) + "%"
			}
		}
		line := fmt.Sprintf("%-8s %6d  %-*s %7s %s", bar.Name, bar.Count, width, strings.Repeat("#", int(share*width+0.5)), before, waits(bar.Wait))
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
	fmt.Fprintf(w, "\n%d converted, %d dropped, %d still open", r.Converted, r.Dropped, r.Open)
	if rate, err := r.Decided(); err == nil {
		i, _ := rate.Interval(0.95)
		fmt.Fprintf(w, "; of those decided %s%% converted (95%%: %.1f..%.1f)", rate.Percent(1).StringFixed(1), 100*i.Low, 100*i.High)
	}
	fmt.Fprintln(w)
}

// waits shows the time from the step before.
func waits(w event.Waits) string {
	median, err := w.Median()
	if err != nil {
		return ""
	}
	late, err := w.Percentile(0.9)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("half within %v, nine in ten within %v", brief(median), brief(late))
}

// brief rounds a time: its percentiles are within 1/128.
func brief(d time.Duration) time.Duration {
	if d < time.Minute {
		return d.Round(time.Second)
	}
	return d.Round(time.Minute)
}
