//go:build !race && (amd64 || arm64)

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/mtime"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/window"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/window/trigger"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/typex"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/textio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/teststream"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/customerkpi/kpi/nps"
)

func init() {
	register.Function1x2(byKey)
	beam.RegisterType(reflect.TypeFor[windowFn]())
	register.Emitter1[string]()
}

// runWindows shows the NPS of a stream of answers by day, and of the last seven days
// each day. Answers that come up to two days late correct the figure of their window;
// later ones are lost, as nobody keeps all states for ever.
func runWindows(ctx context.Context, w io.Writer) error {
	dir, err := os.MkdirTemp("", "beam")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "windows")
	p, s := beam.NewPipelineWithRoot()
	if err := buildWindows(s, path); err != nil {
		return err
	}
	if err := beamx.Run(ctx, p); err != nil {
		return err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	slices.Sort(lines)
	_, err = fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}

const day = 24 * time.Hour

func buildWindows(s beam.Scope, path string) error {
	// Of a service the answers would come from Pub/Sub or Kafka.
	june := func(day, hour int) int64 {
		return mtime.FromTime(time.Date(2025, 6, day, hour, 0, 0, 0, time.UTC)).Milliseconds()
	}
	stream := teststream.NewConfig()
	for _, err := range []error{
		stream.AddElements(june(1, 9), 10, 9, 3),
		stream.AddElements(june(2, 9), 10),
		stream.AdvanceWatermark(june(3, 0)), // all of the first two days is here, as far as one knows
		stream.AddElements(june(1, 20), 0),  // a day late: the figure of 1 June is corrected
		stream.AdvanceWatermark(june(9, 0)),
		stream.AddElements(june(1, 21), 0), // a week late: lost for its day, but not for the week that ends on 7 June
		stream.AdvanceWatermarkToInfinity(),
	} {
		if err != nil {
			return err
		}
	}
	answers := beam.ParDo(s, byKey, teststream.Create(s, stream))
	late := []beam.WindowIntoOption{
		beam.Trigger(trigger.AfterEndOfWindow().LateFiring(trigger.Repeat(trigger.AfterCount(1)))),
		beam.AllowedLateness(2 * day),
		beam.PanesAccumulate(), // a pane is the whole state: it replaces the one before
	}
	var lines []beam.PCollection
	for name, windows := range map[string]*window.Fn{
		"day":  window.NewFixedWindows(day),
		"week": window.NewSlidingWindows(day, 7*day),
	} {
		s := s.Scope(name)
		states := beam.CombinePerKey(s, combining[Answer](new(nps.Accumulator)), beam.WindowInto(s, windows, answers, late...))
		lines = append(lines, beam.WindowInto(s, window.NewGlobalWindows(), beam.ParDo(s, &windowFn{name}, states)))
	}
	textio.Write(s, path, beam.Flatten(s, lines...))
	return nil
}

func byKey(score int) (string, Answer) { return "shop", Answer{score} }

// A windowFn makes a line of the state of a window.
type windowFn struct{ Name string }

func (f *windowFn) ProcessElement(pane beam.PaneInfo, w typex.Window, _ string, a *nps.Accumulator, emit func(string)) error {
	r := a.Result()
	score, err := r.Score()
	if err != nil {
		return err
	}
	text := "on time"
	if pane.Timing == typex.PaneLate {
		text = "corrected"
	}
	end := w.MaxTimestamp().ToTime().UTC().Format(time.DateOnly)
	emit(fmt.Sprintf("%-4s to %s  %6s of %d, %s (pane %d)", f.Name, end, score.Decimal(1).StringFixed(1), r.N(), text, pane.Index))
	return nil
}
