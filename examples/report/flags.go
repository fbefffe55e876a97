package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/nps"
)

// A flagGroup is the flags that a reader looks for in one place.
type flagGroup struct {
	title string
	add   func(*flag.FlagSet)
}

func (c *config) flags() []flagGroup {
	return []flagGroup{
		{"Input: CSV with a header line, gzip or not; any file may have [segment]", c.inputFlags},
		{"How the files are written, where their beginning does not say it", c.dialectFlags},
		{"Time and segments", c.timeFlags},
		{"Output", c.outputFlags},
		{"Meaning", c.meaningFlags},
	}
}

func writeUsage(w io.Writer) {
	fmt.Fprint(w, `usage: report [flags]

Prints the KPIs of the files that it is given, by period and by segment; without
a file, those of a simulated shop.

  report -orders orders.csv.gz -surveys surveys.csv -margin 0.3
  report -orders orders.csv -by country -grain quarter -from 2025-01-01 -format csv
`)
	for _, g := range new(config).flags() {
		fmt.Fprintf(w, "\n%s\n", g.title)
		set := flag.NewFlagSet(g.title, flag.ContinueOnError)
		g.add(set)
		set.VisitAll(func(f *flag.Flag) {
			value, usage := flag.UnquoteUsage(f)
			if f.DefValue != "" && f.DefValue != "false" {
				usage += " (default " + f.DefValue + ")"
			}
			fmt.Fprintf(w, "  %-21s %s\n", "-"+f.Name+" "+value, usage)
		})
	}
	fmt.Fprint(w, `
All columns with their other names, and the output formats:
  go doc github.com/customerkpi/kpi/examples/report
`)
}

func (c *config) inputFlags(set *flag.FlagSet) {
	c.files = make(map[string][]string)
	for kind, usage := range map[string]string{
		"orders":        "`file` of order lines: customer, time, price or amount [order, product, quantity, sale, status, refund]",
		"surveys":       "`file` of survey invitations: customer, time, kind, score",
		"tickets":       "`file` of support tickets: created, first_response, resolved [contacts, reopened]",
		"mentions":      "`file` of public mentions: time, source, sentiment [brand, author, domain, audience, polarity, emotion]",
		"subscriptions": "`file` of subscriptions: customer, start, end, price",
		"visits":        "`file` of the steps of visits: customer, time, step",
		"spend":         "`file` of marketing spend: time, amount",
	} {
		set.Func(kind, usage, func(path string) error {
			c.files[kind] = append(c.files[kind], path)
			return nil
		})
	}
	set.StringVar(&c.save, "save", "", "`file` to save what was read to, for -load")
	set.Func("load", "`file` of -save to begin with; may be given several times", func(path string) error {
		c.load = append(c.load, path)
		return nil
	})
	set.BoolVar(&c.strict, "strict", false, "stop at the first bad line")
	c.maxBad = 0.01
	set.Func("max-bad", "`share` of bad lines of a file above which the exit status is 2 (default 1%)", func(s string) (err error) {
		if c.maxBad, err = share(s); err != nil {
			return errors.New("not a share as 1% or 0.01")
		}
		return nil
	})
}

func (c *config) timeFlags(set *flag.FlagSet) {
	set.StringVar(&c.raw.from, "from", "", "leave out what is before this `date`, as 2025-01-31")
	set.StringVar(&c.raw.to, "to", "", "leave out what is at or after this `date`")
	set.StringVar(&c.raw.zone, "zone", "UTC", "`zone` of the calendar and of times without one, as Europe/Paris")
	set.TextVar(&c.calendar.grain, "grain", kpi.Month, "`length` of a period: day, week, month, quarter or year")
	set.StringVar(&c.by, "by", "", "`column` to segment by (default segment or channel; for mentions without it, source)")
}

func (c *config) outputFlags(set *flag.FlagSet) {
	choose(set, &c.format, "format", "`format` of the output", "text", map[string]string{"text": "text", "json": "json", "csv": "csv", "html": "html"})
	choose(set, &c.lang, "lang", "`language`", "en", map[string]string{"en": "en", "fr": "fr"})
	set.BoolVar(&c.verbose, "v", false, "say on stderr what it took: lines, time, memory")
	c.columns = 6
	set.Func("periods", "show the last `n` periods in text and tables of html, 0 for all (default 6)", func(s string) (err error) {
		if c.columns, err = strconv.Atoi(s); err != nil || c.columns < 0 {
			return errors.New("not a whole number of 0 or more")
		}
		return nil
	})
}

func (c *config) meaningFlags(set *flag.FlagSet) {
	set.StringVar(&c.cancelled, "cancelled", "C", "`prefix` before the digits of a cancelled order's number; \"\" for none")
	set.StringVar(&c.adjustment, "adjustment", "A", "`prefix` before the digits of an adjustment's number; \"\" for none")
	c.refundFlags(set)
	set.BoolVar(&c.forecast, "forecast", false, "orders and revenue to expect in the next period, by segment, of the customers so far")
	set.StringVar(&c.brand, "brand", "", "`brand` whose mentions count; the others are its competitors")
	c.timing.flags(set)
	set.StringVar(&c.raw.steps, "steps", "visit,product,basket,order", "`names` of the steps of a visit, in order")
	choose(set, &c.npsScale, "nps-scale", "`scale` of NPS answers", "0-10", map[string]nps.Scale{"0-10": nps.ZeroToTen(), "1-10": nps.OneToTen()})
	choose(set, &c.csatScale, "csat-scale", "`scale` of CSAT answers", "1-5", map[string]csat.Scale{"1-5": csat.OneToFive(), "1-10": csat.OneToTen(), "yes-no": csat.YesNo()})
	choose(set, &c.cesScale, "ces-scale", "`scale` of CES answers", "ease-7", map[string]ces.Scale{"ease-7": ces.EaseSeven(), "effort-5": ces.EffortFive()})
	c.target = time.Hour
	set.Func("target", "`time` in which a ticket should be answered (default 1h)", func(s string) (err error) {
		if c.target, err = time.ParseDuration(s); err != nil || c.target <= 0 {
			return errors.New("not a time above 0, as 90m or 24h")
		}
		return nil
	})
	set.Func("margin", "gross margin, a `share` of revenue in 0..1, for CLV as margin, payback and ROI", func(s string) error {
		d, err := decimal.NewFromString(s)
		if err != nil || kpi.CheckAmount("report", "margin", d) != nil || d.Sign() < 0 || d.Cmp(decimal.New(1, 0)) > 0 {
			return errors.New("not a number in 0..1")
		}
		c.margin = &d
		return nil
	})
	set.Func("lifetime", "`periods` that a customer stays, for CLV (default 1 / churn of -subscriptions)", func(s string) error {
		d, err := decimal.NewFromString(s)
		if err != nil || kpi.CheckAmount("report", "lifetime", d) != nil || d.Sign() <= 0 {
			return errors.New("not a number above 0")
		}
		c.lifetime = &d
		return nil
	})
}

// choose adds a flag that names one of a few things.
func choose[T any](set *flag.FlagSet, at *T, name, usage, usual string, all map[string]T) {
	names := strings.Join(slices.Sorted(maps.Keys(all)), ", ")
	*at = all[usual]
	set.Func(name, usage+": "+names+" (default "+usual+")", func(s string) error {
		v, ok := all[s]
		if !ok {
			return errors.New("not one of " + names)
		}
		*at = v
		return nil
	})
}
