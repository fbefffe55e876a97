package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
)

func main() {
	path := flag.String("file", "", "Parquet `file` of events")
	rows := flag.Int("rows", 1_000_000, "events to write where there is no file")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *path, *rows); err != nil {
		fmt.Fprintln(os.Stderr, "parquet:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, path string, rows int) error {
	if path == "" {
		if rows < 1 {
			return errors.New("-rows has to be 1 or more")
		}
		dir, err := os.MkdirTemp("", "parquet")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		path = filepath.Join(dir, "events.parquet")
		if err := write(path, rows); err != nil {
			return err
		}
	}
	begin := time.Now()
	read := 0
	if err := new(reader).read(ctx, path, func(c columns) error { read += len(c.times); return nil }); err != nil {
		return err
	}
	alone := time.Since(begin)
	begin = time.Now()
	k, err := compute(ctx, path)
	if err != nil {
		return err
	}
	with := time.Since(begin)
	fmt.Fprintf(w, "NPS         %v\nrepurchase  %v\nfunnel      %v\n", k.scores.Result(), k.buyers.Result(), k.funnel)
	_, err = fmt.Fprintf(w, "\n%d events: columns alone %v, with the KPIs %v, %.2fx\n", read, alone.Round(time.Millisecond), with.Round(time.Millisecond), with.Seconds()/alone.Seconds())
	return err
}

// kpis are the figures of a file.
type kpis struct {
	scores nps.Accumulator
	buyers retention.Repurchase[int32]
	funnel event.Result
}

// window is that of the funnel.
const window = 30 * 24 * time.Hour

// compute computes the KPIs of a file. Batches go to AddSlice as they come; event.Of
// takes the columns of all of them, because it sees all events of a customer at once.
func compute(ctx context.Context, path string) (*kpis, error) {
	var k kpis
	var r reader
	var customers []int32
	var events []event.Event
	var scores []int
	var orders []int32
	err := r.read(ctx, path, func(c columns) error {
		steps, order, err := r.stepSets()
		if err != nil {
			return err
		}
		scores, orders = scores[:0], orders[:0]
		customers = append(customers, c.customers...)
		events = slices.Grow(events, len(c.times))
		for i, at := range c.times {
			events = append(events, event.Event{Time: time.UnixMicro(at).UTC(), Steps: steps[c.steps[i]]})
			scores = append(scores, int(c.scores[i]))
			if c.steps[i] == order {
				orders = append(orders, c.customers[i])
			}
		}
		return errors.Join(k.scores.AddSlice(scores), k.buyers.AddSlice(orders))
	})
	if err != nil {
		return nil, err
	}
	k.funnel, err = event.Of(event.Rule{Window: event.Within(window)}, customers, events, funnelSteps...)
	return &k, err
}

// stepSets returns the step of each number that a text of the column has, none for a
// text that is not a step, and the number of orders, or -1.
func (r *reader) stepSets() (steps []event.Steps, order int32, err error) {
	order = -1
	for number, text := range r.steps.texts {
		i := slices.Index(funnelSteps, text)
		if i < 0 {
			steps = append(steps, 0)
			continue
		}
		steps = append(steps, event.Step(i+1))
		if i == len(funnelSteps)-1 {
			order = int32(number)
		}
	}
	return steps, order, nil
}
