package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // -zone works where the machine has no zone files

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/examples/internal/rows"
	"github.com/customerkpi/kpi/nps"
)

// A config is what the flags say.
type config struct {
	calendar  calendar
	files     map[string][]string // paths by kind
	load      []string            // states to begin with
	save      string              // where to write the state to; empty: nowhere
	simulated bool                // no file is given
	by        string
	format    string
	lang      string
	strict    bool
	maxBad    float64      // share of bad lines from which on the report fails
	dialect   rows.Options // how files are written
	verbose   bool
	columns   int // periods shown in text

	cancelled, adjustment string          // prefixes of order numbers that are not purchases
	uncounted             map[string]bool // words of a status of orders that do not count, in lower case
	forecast              bool            // of the next period
	refunds               bool            // lines below 0 are refunds
	brand                 string
	steps                 []string
	timing                timing
	npsScale              nps.Scale
	csatScale             csat.Scale
	cesScale              ces.Scale
	target                time.Duration
	margin                *decimal.Decimal // nil: not known
	lifetime              *decimal.Decimal // nil: that of the subscribers

	raw struct{ from, to, zone, steps string } // what is read once all flags are
}

// parseFlags reads the command line. The error names the flag, its value and
// what it may be; for -h it is flag.ErrHelp, after the usage went to stdout.
func parseFlags(args []string, stdout io.Writer) (*config, error) {
	c := new(config)
	set := flag.NewFlagSet("report", flag.ContinueOnError)
	set.SetOutput(io.Discard) // main prints the error, once
	set.Usage = func() {}
	for _, g := range c.flags() {
		g.add(set)
	}
	if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
		writeUsage(stdout)
		return nil, err
	} else if err != nil {
		return nil, err
	}
	if rest := set.Args(); len(rest) > 0 {
		return nil, fmt.Errorf("%q is no flag: a file needs one, as -orders %s", rest[0], rest[0])
	}
	if c.simulated = len(c.files)+len(c.load) == 0; c.simulated { // what is known of the shop, unless a flag says else
		c.raw.from, c.raw.to = cmp.Or(c.raw.from, "2025-01-01"), cmp.Or(c.raw.to, "2026-01-01")
		c.brand = cmp.Or(c.brand, "Alba")
		margin := decimal.New(30, -2)
		c.margin = cmp.Or(c.margin, &margin)
	}
	if err := c.calendar.place(c.raw.zone, c.raw.from, c.raw.to); err != nil {
		return nil, err
	}
	c.dialect.By, c.dialect.Location = c.by, c.calendar.zone
	return c, c.splitSteps()
}

// splitSteps reads the names of the steps.
func (c *config) splitSteps() error {
	for name := range strings.SplitSeq(c.raw.steps, ",") {
		name = strings.TrimSpace(name)
		if name == "" || slices.Contains(c.steps, name) {
			return badValue("steps", c.raw.steps, "not different names with commas between them")
		}
		c.steps = append(c.steps, name)
	}
	if n := len(c.steps); n < 2 || n > 64 {
		return badValue("steps", c.raw.steps, "not 2 to 64 names")
	}
	return nil
}

// badValue is the error of a flag, in the words of package flag.
func badValue(name, value, reason string) error {
	return fmt.Errorf("invalid value %q for flag -%s: %s", value, name, reason)
}
