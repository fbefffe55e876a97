package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // -zone works where the machine has no zone files

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/examples/internal/shop"
	"github.com/customerkpi/kpi/nps"
)

// A config is what the flags say.
type config struct {
	calendar  calendar
	files     map[string]string // path by kind
	simulated bool              // no file is given
	by        string
	format    string
	lang      string
	strict    bool
	columns   int // periods shown in text

	cancelled, adjustment string // prefixes of order numbers that are no purchase
	brand                 string
	steps                 []string
	npsScale              nps.Scale
	csatScale             csat.Scale
	cesScale              ces.Scale
	target                time.Duration
	margin                *decimal.Decimal // nil: not known
	lifetime              *decimal.Decimal // nil: that of the subscribers
}

// parseFlags reads the command line. The usage goes to stderr.
func parseFlags(args []string, stderr io.Writer) (*config, error) {
	c := &config{files: make(map[string]string)}
	set := flag.NewFlagSet("report", flag.ContinueOnError)
	set.SetOutput(stderr)

	for _, kind := range shop.Kinds() {
		set.Func(kind, kind+" as CSV, `file`; .gz is read as it is", func(path string) error {
			c.files[kind] = path
			return nil
		})
	}
	from := set.String("from", "", "leave out what is before this `date`, as 2025-01-31")
	to := set.String("to", "", "leave out what is at or after this `date`")
	zone := set.String("zone", "UTC", "`zone` of the calendar, and of times without one, as Europe/Paris")
	set.TextVar(&c.calendar.grain, "grain", kpi.Month, "length of a `period`: day, week, month, quarter or year")
	set.IntVar(&c.columns, "periods", 6, "`number` of last periods shown in text; 0 shows all")
	set.StringVar(&c.by, "by", "", "`column` to segment by; by default segment or channel, for mentions source")
	set.StringVar(&c.format, "format", "text", "output `format`: text, json or csv")
	set.StringVar(&c.lang, "lang", "en", "`language`: en or fr")
	set.BoolVar(&c.strict, "strict", false, "stop at the first bad line")

	set.StringVar(&c.cancelled, "cancelled", "C", "`prefix` before the digits of a cancelled order's number")
	set.StringVar(&c.adjustment, "adjustment", "A", "`prefix` before the digits of an adjustment's number")
	set.StringVar(&c.brand, "brand", "", "`brand` whose mentions count; the others are its competitors")
	choose(set, &c.npsScale, "nps-scale", "0-10", map[string]nps.Scale{"0-10": nps.Standard(), "1-10": nps.OneToTen()})
	choose(set, &c.csatScale, "csat-scale", "1-5", map[string]csat.Scale{"1-5": csat.OneToFive(), "1-10": csat.OneToTen(), "yes-no": csat.YesNo()})
	choose(set, &c.cesScale, "ces-scale", "ease-7", map[string]ces.Scale{"ease-7": ces.EaseSeven(), "effort-5": ces.EffortFive()})
	steps := set.String("steps", "visit,product,basket,order", "`names` of the steps of a visit, in order")
	set.DurationVar(&c.target, "target", time.Hour, "`time` in which a ticket should be answered")
	optionalNumber(set, &c.margin, "margin", "gross margin, a `share` of revenue in 0..1, for CLV:CAC, payback and ROI")
	optionalNumber(set, &c.lifetime, "lifetime", "`periods` that a customer stays, for CLV; by default 1 / churn of -subscriptions")

	if err := set.Parse(args); err != nil {
		return nil, err
	}
	c.steps = strings.Split(*steps, ",")
	if c.simulated = len(c.files) == 0; c.simulated {
		c.simulate()
	}
	return c, errors.Join(c.place(*zone, *from, *to), c.check(set.Args()))
}

// choose adds a flag that names one of a few scales.
func choose[S any](set *flag.FlagSet, at *S, name, usual string, scales map[string]S) {
	names := strings.Join(slices.Sorted(maps.Keys(scales)), ", ")
	*at = scales[usual]
	set.Func(name, "`scale` of the answers: "+names+" (default "+usual+")", func(s string) error {
		scale, ok := scales[s]
		if !ok {
			return errors.New("not one of " + names)
		}
		*at = scale
		return nil
	})
}

// optionalNumber adds a flag that stays nil where it is not given.
func optionalNumber(set *flag.FlagSet, at **decimal.Decimal, name, usage string) {
	set.Func(name, usage, func(s string) error {
		d, err := decimal.NewFromString(s)
		if err != nil {
			return errors.New("not a decimal number")
		}
		*at = &d
		return kpi.CheckAmount("report", name, d)
	})
}

// simulate sets what is known of the simulated shop, unless a flag says else.
func (c *config) simulate() {
	if c.brand == "" {
		c.brand = "Alba"
	}
	if c.margin == nil {
		margin := decimal.New(30, -2)
		c.margin = &margin
	}
	c.calendar.from = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	c.calendar.to = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
}

// place reads the zone, and the dates in it.
func (c *config) place(zone, from, to string) (err error) {
	if c.calendar.zone, err = time.LoadLocation(zone); err != nil {
		return fmt.Errorf("-zone: %w", err)
	}
	for _, d := range []struct {
		name, text string
		at         *time.Time
	}{{"from", from, &c.calendar.from}, {"to", to, &c.calendar.to}} {
		if d.text == "" {
			continue
		}
		if *d.at, err = time.ParseInLocation(time.DateOnly, d.text, c.calendar.zone); err != nil {
			return fmt.Errorf("-%s: %q is not a date as 2025-01-31", d.name, d.text)
		}
	}
	if !c.calendar.to.IsZero() && !c.calendar.from.Before(c.calendar.to) {
		return errors.New("-from: not before -to")
	}
	return nil
}

// check reports what is wrong with the other flags.
func (c *config) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%q is no flag: a file needs one, as -orders %s", rest[0], rest[0])
	case !slices.Contains([]string{"text", "json", "csv"}, c.format):
		return fmt.Errorf("-format: %q is not text, json or csv", c.format)
	case !slices.Contains([]string{"en", "fr"}, c.lang):
		return fmt.Errorf("-lang: %q is not en or fr", c.lang)
	case c.columns < 0:
		return fmt.Errorf("-periods: %d is below 0", c.columns)
	case c.target <= 0:
		return fmt.Errorf("-target: %v is not above 0", c.target)
	case c.margin != nil && (c.margin.Sign() < 0 || c.margin.Cmp(decimal.New(1, 0)) > 0):
		return errors.New("-margin: outside 0..1")
	case c.lifetime != nil && c.lifetime.Sign() < 0:
		return errors.New("-lifetime: below 0")
	}
	return nil
}
