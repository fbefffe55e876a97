//go:build !race && (amd64 || arm64)

package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/ces/support"
	"github.com/customerkpi/kpi/churn"
	"github.com/customerkpi/kpi/churn/revenue"
	"github.com/customerkpi/kpi/churn/survival"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/csat/driver"
	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/funnel/basket"
	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
	"github.com/customerkpi/kpi/retention/cohort"
	"github.com/customerkpi/kpi/sentiment"
	"github.com/customerkpi/kpi/sentiment/mention"
)

// A sample is an accumulator of the module, by its line among the frozen encodings.
type sample struct {
	register func()
	through  func(t *testing.T, s beam.Scope, name string, encoding []byte)
}

func of[A interface {
	kpi.Accumulator[A]
	state
}]() sample {
	return sample{
		func() {
			beam.RegisterType(reflect.TypeFor[A]())
			beam.RegisterType(reflect.TypeFor[mergeFn[A]]())
			beam.RegisterType(reflect.TypeFor[equalFn[A]]())
		},
		through[A],
	}
}

var samples = map[string]sample{
	"ces.Accumulator":                          of[*ces.Accumulator](),
	"ces.Weighted":                             of[*ces.Weighted](),
	"ces/support.FirstContact":                 of[*support.FirstContact](),
	"ces/support.ResponseTime":                 of[*support.ResponseTime](),
	"churn.Accumulator":                        of[*churn.Accumulator](),
	"churn/revenue.Balances[string]":           of[*revenue.Balances[string]](),
	"churn/revenue.Changes[string]":            of[*revenue.Changes[string]](),
	"churn/survival.Accumulator":               of[*survival.Accumulator](),
	"clv.Acquisition":                          of[*clv.Acquisition](),
	"clv.Basket":                               of[*clv.Basket](),
	"clv.History[string]":                      of[*clv.History[string]](),
	"clv.Loyalty[string]":                      of[*clv.Loyalty[string]](),
	"clv.Return":                               of[*clv.Return](),
	"clv.Spend[string]":                        of[*clv.Spend[string]](),
	"csat.Accumulator":                         of[*csat.Accumulator](),
	"csat.Weighted":                            of[*csat.Weighted](),
	"csat/driver.Accumulator":                  of[*driver.Accumulator](),
	"funnel.Conversion":                        of[*funnel.Conversion](),
	"funnel.CrossSell":                         of[*funnel.CrossSell](),
	"funnel.MultiProduct[string,int]":          of[*funnel.MultiProduct[string, int]](),
	"funnel.Steps":                             of[*funnel.Steps](),
	"funnel.UpSell":                            of[*funnel.UpSell](),
	"funnel.Visitors[string]":                  of[*funnel.Visitors[string]](),
	"funnel/basket.Accumulator[int,string]":    of[*basket.Accumulator[int, string]](),
	"funnel/basket.Sketch[string]":             of[*basket.Sketch[string]](),
	"funnel/event.Breakdown[string,string]":    of[*event.Breakdown[string, string]](),
	"funnel/event.Funnel[string]":              of[*event.Funnel[string]](),
	"kpi.Answers[string]":                      of[*kpi.Answers[string]](),
	"kpi.ByCustomer[int]":                      of[*kpi.ByCustomer[int]](),
	"kpi.ByCustomer[string]":                   of[*kpi.ByCustomer[string]](),
	"kpi.Groups[string,*nps.Accumulator]":      of[*kpi.Groups[string, *nps.Accumulator]](),
	"kpi.Seen[string]":                         of[*kpi.Seen[string]](),
	"kpi.Series[*nps.Accumulator]":             of[*kpi.Series[*nps.Accumulator]](),
	"nps.Accumulator":                          of[*nps.Accumulator](),
	"nps.Weighted":                             of[*nps.Weighted](),
	"retention.Activity[string]":               of[*retention.Activity[string]](),
	"retention.Participants[string]":           of[*retention.Participants[string]](),
	"retention.Participation":                  of[*retention.Participation](),
	"retention.Purchases[string]":              of[*retention.Purchases[string]](),
	"retention.Repurchase[string]":             of[*retention.Repurchase[string]](),
	"retention.Response":                       of[*retention.Response](),
	"retention.Returning[string]":              of[*retention.Returning[string]](),
	"retention/cohort.Accumulator[string]":     of[*cohort.Accumulator[string]](),
	"retention/cohort.Events[string]":          of[*cohort.Events[string]](),
	"sentiment.Accumulator":                    of[*sentiment.Accumulator](),
	"sentiment.Emotions":                       of[*sentiment.Emotions](),
	"sentiment.Polarity":                       of[*sentiment.Polarity](),
	"sentiment/mention.DailyReach":             of[*mention.DailyReach](),
	"sentiment/mention.DistinctSketch[string]": of[*mention.DistinctSketch[string]](),
	"sentiment/mention.DistinctSketch[uint32]": of[*mention.DistinctSketch[uint32]](),
	"sentiment/mention.Distinct[int16]":        of[*mention.Distinct[int16]](),
	"sentiment/mention.Distinct[string]":       of[*mention.Distinct[string]](),
	"sentiment/mention.Reach":                  of[*mention.Reach](),
	"sentiment/mention.ShareOfVoice":           of[*mention.ShareOfVoice](),
	"sentiment/mention.Volume":                 of[*mention.Volume](),
}

func init() {
	for _, s := range samples {
		s.register()
	}
}

// Every accumulator of the module goes through Prism: empty, as one state, and merged.
// What comes out has the bytes of the same in one process. The file of encodings names
// all of them.
func TestEveryAccumulatorGoesThroughBeam(t *testing.T) {
	golden, err := os.ReadFile("../../internal/laws/testdata/encodings.txt")
	if err != nil {
		t.Fatal(err)
	}
	p, s := beam.NewPipelineWithRoot()
	lines := 0
	for line := range strings.Lines(string(golden)) {
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		fields := strings.Split(line, "\t")
		if strings.HasPrefix(fields[0], "sentiment/alarm.") {
			continue // takes days in their order, and does not merge
		}
		of, ok := samples[fields[0]]
		if !ok {
			t.Logf("%s: not among the accumulators tried", fields[0])
			continue
		}
		encoding, err := hex.DecodeString(strings.TrimSpace(fields[1]))
		if err != nil {
			t.Fatal(err)
		}
		of.through(t, s.Scope(fields[0]), fields[0], encoding)
		lines++
	}
	if lines < len(samples) {
		t.Errorf("%d of %d accumulators have an encoding", lines, len(samples))
	}
	if err := beamx.Run(t.Context(), p); err != nil {
		t.Fatal(err)
	}
}

// through adds a pipeline with the states of an accumulator.
func through[A interface {
	kpi.Accumulator[A]
	state
}](t *testing.T, s beam.Scope, name string, encoding []byte) {
	t.Helper()
	one, err := begun[A](encoding)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	empty, _ := begun[A](nil)
	merged := one.Clone()
	if err := merged.Merge(one); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for what, c := range map[string]struct {
		in   []any
		want A
	}{
		"empty":      {[]any{empty}, empty},
		"one":        {[]any{one}, one},
		"with empty": {[]any{empty, one, empty}, one},
		"merged":     {[]any{one, empty, one}, merged},
	} {
		s := s.Scope(what)
		merged := beam.Combine(s, &mergeFn[A]{}, beam.Create(s, c.in...))
		beam.ParDo0(s, &equalFn[A]{fmt.Sprintf("%s, %s", name, what), encoded(c.want)}, merged)
	}
}

// An equalFn fails where a state has other bytes.
type equalFn[A kpi.Accumulator[A]] struct {
	Name string
	Want []byte
}

func (f *equalFn[A]) ProcessElement(a A) error {
	if got := encoded(a); !bytes.Equal(got, f.Want) {
		return fmt.Errorf("%s: %x, want %x", f.Name, got, f.Want)
	}
	return nil
}
