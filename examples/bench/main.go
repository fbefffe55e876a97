package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"regexp"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	var o options
	flag.IntVar(&o.rows, "rows", 1e7, "`number` of events, of a tenth as many customers")
	flag.IntVar(&o.rounds, "rounds", 6, "`times` that both sides of a task are taken, in turn")
	flag.BoolVar(&o.benchstat, "benchstat", false, "write lines for benchstat instead of the table")
	pattern := flag.String("run", "", "only tasks whose name or other side matches the `expression`")
	short := flag.Bool("short", false, "100,000 events and one round, to compare the answers")
	flag.Parse()
	if *short {
		o.rows, o.rounds = 1e5, 1
	}
	var err error
	if o.only, err = regexp.Compile(*pattern); err != nil {
		log.Fatal(err)
	}
	if err := run(context.Background(), os.Stdout, o); err != nil {
		log.Fatal(err)
	}
}

type options struct {
	rows, rounds int
	benchstat    bool
	only         *regexp.Regexp
}

// run takes the tasks one after the other, and writes a line for each.
func run(ctx context.Context, w io.Writer, o options) error {
	if o.rows < 10 || o.rounds < 1 {
		return fmt.Errorf("%d rows, %d rounds: at least 10 rows and a round", o.rows, o.rounds)
	}
	all, done, err := tasks(ctx, simulate(1, o.rows, o.rows/10))
	if err != nil {
		return err
	}
	defer done()
	if !o.benchstat {
		fmt.Fprintf(w, "%d events, %d customers, rounds: %d\n\n", o.rows, o.rows/10, o.rounds)
		fmt.Fprintf(w, lineFormat, "", "against", "ours, ms", "theirs, ms", "ratio", "(least to most)")
	}
	for _, t := range all {
		if !o.only.MatchString(t.name) && !o.only.MatchString(t.against) {
			continue
		}
		took, err := t.run(o.rounds)
		if err != nil {
			return fmt.Errorf("%s against %s: %w", t.name, t.against, err)
		}
		if o.benchstat {
			took.benchstat(w, &t)
		} else {
			took.line(w, &t)
		}
	}
	return nil
}

// tasks returns all tasks. done is to be called when they are.
func tasks(ctx context.Context, e *events) (all []task, done func(), err error) {
	all, done = duckTasks(ctx, e)
	all = append(all, goroutineTasks(e)...)
	all = append(all, floorTasks(e)...)
	texts, err := textTasks(max(e.customers/50, 100))
	if err != nil {
		return nil, done, err
	}
	models, err := modelTasks(e.customers)
	if err != nil {
		return nil, done, err
	}
	return append(append(all, texts...), models...), done, nil
}
