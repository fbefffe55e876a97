//go:build !race && (amd64 || arm64)

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	_ "time/tzdata" // -timezone works where a worker has no zone files

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/gcs"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/shop"
	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/nps"
)

var (
	files   Files
	options Options
	steps   string
	format  string
	output  string
)

func init() {
	flag.StringVar(&files.Orders, "orders", "", "`glob` of files of order lines")
	flag.StringVar(&files.Surveys, "surveys", "", "`glob` of files of survey answers")
	flag.StringVar(&files.Visits, "visits", "", "`glob` of files of the steps of visits")
	flag.StringVar(&options.Zone, "timezone", "UTC", "`zone` of the calendar and of times without one")
	flag.StringVar(&options.From, "from", "", "leave out what is before this `date`, as 2025-01-31")
	flag.StringVar(&options.To, "to", "", "leave out what is at or after this `date`")
	flag.StringVar(&steps, "steps", "visit,product,basket,order", "`names` of the steps of a visit, in order")
	flag.StringVar(&format, "format", "text", "`format` of the table: text, csv or json")
	flag.StringVar(&output, "output", "", "`file` to write the table to, which the workers reach; stdout by default")
}

func main() {
	flag.Parse()
	beam.Init() // a worker on another machine does not return from here
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "beam:", err)
		os.Exit(1)
	}
}

// run runs the pipeline that the flags ask for, and prints the table unless it goes to a
// file.
func run(ctx context.Context, stdout io.Writer) error {
	options.Steps = strings.Split(steps, ",")
	if err := options.check(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "beam")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if files == (Files{}) {
		if err := simulate(dir); err != nil {
			return err
		}
	}
	to := output
	if to == "" {
		to = filepath.Join(dir, "table")
	}
	p, s := beam.NewPipelineWithRoot()
	build(s, files, options, format, to)
	if err := beamx.Run(ctx, p); err != nil {
		return err
	}
	if output != "" {
		return nil
	}
	text, err := os.ReadFile(to)
	if err != nil {
		return errors.Join(errors.New("the workers write to files of their own: set -output to where they reach"), err)
	}
	_, err = stdout.Write(text)
	return err
}

// check returns what the workers would find wrong.
func (o *Options) check() error {
	zone, err := o.location()
	if err != nil {
		return err
	}
	for _, date := range []string{o.From, o.To} {
		if _, err := o.day(date, zone); err != nil {
			return err
		}
	}
	if _, err := kpi.NewSeries(kpi.Month, zone, new(nps.Accumulator)); err != nil {
		return err
	}
	_, err = event.New[string](event.Rule{}, o.Steps...)
	return err
}

// simulate writes the files of the simulated shop.
func simulate(dir string) error {
	year := shop.New()
	for kind, glob := range map[string]*string{"orders": &files.Orders, "surveys": &files.Surveys, "visits": &files.Visits} {
		*glob = filepath.Join(dir, kind+".csv")
		f, err := os.Create(*glob)
		if err != nil {
			return err
		}
		if err := errors.Join(year.Write(kind, f), f.Close()); err != nil {
			return err
		}
	}
	options.From, options.To = "2025-01-01", "2026-01-01"
	return nil
}
