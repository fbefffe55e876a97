//go:build !race && (amd64 || arm64)

package main

import (
	"fmt"
	"reflect"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/mtime"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/window"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/window/trigger"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/teststream"

	"github.com/customerkpi/kpi/nps"
)

func init() {
	beam.RegisterType(reflect.TypeFor[paneFn]())
	beam.RegisterType(reflect.TypeFor[saidFn]())
	registerKPI[*nps.Accumulator, Score]()
	register.Emitter2[Cell, Pane]()
}

// The windows of a stream: an hour, and a day at every sixth hour.
var (
	hourly  = window.NewFixedWindows(time.Hour)
	sliding = window.NewSlidingWindows(6*time.Hour, 24*time.Hour)
)

// lateness is for how long after its end a window takes answers.
const lateness = 2 * time.Hour

// A Score is an answer of nobody in particular.
type Score struct{ Score int }

// AddTo implements input.
func (s Score) AddTo(n *nps.Accumulator) error { return n.Add(s.Score) }

// A Pane is what a window has new: the state of its answers since the pane before.
type Pane struct {
	Start, End int64 // seconds of the window
	State      []byte
}

// windowed adds up the answers of a stream by segment and window. A window fires when the
// watermark passes its end, and again for what comes late, until lateness after the end.
//
// Panes are discarded: each has what no pane before it had, so that the panes of a window
// merge to its state, whoever does it, in whatever order: a table, a service, a later step.
// Accumulated panes would count an answer again in each.
//
// What Prism of Beam 2.77 does with it, which tests hold: answers on time and late ones are
// counted once. An answer that is later than lateness is dropped from windows of an hour. Of
// sliding windows, each of which has an end of its own, Prism drops it from none as long as
// one still takes it: those that do not get a pane for it. Behind a CombinePerKey, Prism
// says of no pane that it is late.
func windowed(s beam.Scope, answers beam.PCollection, w *window.Fn) beam.PCollection {
	in := beam.WindowInto(s, w, answers,
		beam.Trigger(trigger.AfterEndOfWindow().LateFiring(trigger.Repeat(trigger.AfterCount(1)))),
		beam.PanesDiscard(), beam.AllowedLateness(lateness))
	return beam.ParDo(s, &paneFn{}, beam.CombinePerKey(s, combining[Score](new(nps.Accumulator)), in))
}

// A saidFn reads a line such as "web 9".
type saidFn struct{}

func (*saidFn) ProcessElement(line string, emit func(Cell, Score)) error {
	var c Cell
	var answer Score
	if _, err := fmt.Sscan(line, &c.Segment, &answer.Score); err != nil {
		return fmt.Errorf("answer %q: %w", line, err)
	}
	emit(c, answer)
	return nil
}

// A paneFn notes the window of a state.
type paneFn struct{}

func (*paneFn) ProcessElement(w beam.Window, c Cell, a *nps.Accumulator, emit func(Cell, Pane)) error {
	in, ok := w.(window.IntervalWindow)
	if !ok {
		return fmt.Errorf("window %v", w)
	}
	state, err := a.AppendBinary(nil)
	if err == nil {
		emit(c, Pane{seconds(in.Start), seconds(in.End), state})
	}
	return err
}

func seconds(t mtime.Time) int64 { return t.Milliseconds() / 1000 }

// A said is an answer of the stream, which comes when the watermark is at a time.
type said struct {
	at        time.Duration // the time of the answer
	line      string
	watermark time.Duration // 0 leaves it where it is
}

var dawn = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// stream returns a stream of answers.
func stream(s beam.Scope, all []said) (beam.PCollection, error) {
	c := teststream.NewConfig()
	for _, a := range all {
		if a.watermark > 0 {
			if err := c.AdvanceWatermark(dawn.Add(a.watermark).UnixMilli()); err != nil {
				return beam.PCollection{}, err
			}
		}
		if err := c.AddElements(dawn.Add(a.at).UnixMilli(), a.line); err != nil {
			return beam.PCollection{}, err
		}
	}
	err := c.AdvanceWatermarkToInfinity()
	return beam.ParDo(s, &saidFn{}, teststream.Create(s, c)), err
}
