//go:build !race && (amd64 || arm64)

package main

import (
	"bytes"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/window"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/customerkpi/kpi/nps"
)

func init() { beam.RegisterType(reflect.TypeFor[collectFn]()) }

// A place is a window of a segment: hours since dawn.
type place struct {
	segment  string
	from, to int
}

// collected are the panes that came out of the pipelines of this process.
var collected struct {
	sync.Mutex
	panes map[place][]*nps.Accumulator
}

type collectFn struct{ Nothing string }

func (*collectFn) ProcessElement(c Cell, p Pane) error {
	a := new(nps.Accumulator)
	if err := a.UnmarshalBinary(p.State); err != nil {
		return err
	}
	collected.Lock()
	defer collected.Unlock()
	hours := func(s int64) int { return int(time.Unix(s, 0).Sub(dawn).Hours()) }
	at := place{c.Segment, hours(p.Start), hours(p.End)}
	collected.panes[at] = append(collected.panes[at], a)
	return nil
}

// panes runs a stream through windows.
func panes(t *testing.T, w *window.Fn, answers []said) map[place][]*nps.Accumulator {
	t.Helper()
	collected.panes = make(map[place][]*nps.Accumulator)
	p, s := beam.NewPipelineWithRoot()
	in, err := stream(s, answers)
	if err != nil {
		t.Fatal(err)
	}
	beam.ParDo0(s, &collectFn{}, windowed(s, in, w))
	if err := beamx.Run(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return collected.panes
}

// streamed is a stream of two days, an answer every five minutes. Every seventh answer is an
// hour and a half older than the watermark: late for windows that ended since, and within
// their lateness.
func streamed() (all []said) {
	for i := range 2 * 24 * 12 {
		now := time.Duration(i+30) * 5 * time.Minute
		at := now
		if i%7 == 3 {
			at = now - 90*time.Minute
		}
		all = append(all, said{at, fmt.Sprintf("%s %d", [...]string{"web", "app"}[i%2], i%11), now})
	}
	return all
}

// loop counts answers in one pass over them: each in every window of its time that begins
// at a multiple of step hours.
func loop(t *testing.T, answers []said, step, length int) map[place]*nps.Accumulator {
	t.Helper()
	all := make(map[place]*nps.Accumulator)
	for _, a := range answers {
		var segment string
		var score int
		if _, err := fmt.Sscan(a.line, &segment, &score); err != nil {
			t.Fatal(err)
		}
		for from := -length; from < 24*4; from++ {
			start, end := time.Duration(from)*time.Hour, time.Duration(from+length)*time.Hour
			if from%step != 0 || a.at < start || a.at >= end {
				continue
			}
			at := place{segment, from, from + length}
			if all[at] == nil {
				all[at] = new(nps.Accumulator)
			}
			if err := all[at].Add(score); err != nil {
				t.Fatal(err)
			}
		}
	}
	return all
}

// What is on time and what is late is counted exactly once in each of its windows: the
// panes of a window merge to the state of a loop. Some windows have several panes.
func TestPanesMergeToTheLoop(t *testing.T) {
	for _, tc := range []struct {
		name         string
		w            *window.Fn
		step, length int
	}{{"an hour", hourly, 1, 1}, {"a day at every sixth hour", sliding, 6, 24}} {
		t.Run(tc.name, func(t *testing.T) {
			got, want := panes(t, tc.w, streamed()), loop(t, streamed(), tc.step, tc.length)
			late := 0
			for at, all := range got {
				whole := new(nps.Accumulator)
				for _, pane := range all {
					if err := whole.Merge(pane); err != nil {
						t.Fatal(err)
					}
				}
				if want[at] == nil || !bytes.Equal(encoded(whole), encoded(want[at])) {
					t.Errorf("%v: %v, want %v", at, whole.Result(), want[at])
				}
				if len(all) > 1 {
					late++
				}
			}
			if len(got) != len(want) || late == 0 {
				t.Errorf("%d windows, %d of several panes; want %d, and some", len(got), late, len(want))
			}
		})
	}
}

// An answer beyond the lateness of its window of an hour is dropped. In sliding windows
// Prism counts it: see the comment on windowed. Should this fail with a later release of
// Beam, the comment has to follow.
func TestWhatIsTooLate(t *testing.T) {
	answers := []said{{time.Hour, "web 9", 0}, {9 * time.Hour, "web 8", 9 * time.Hour}, {time.Hour, "web 0", 0}}
	if all := panes(t, hourly, answers)[place{"web", 1, 2}]; len(all) != 1 || all[0].Result().N() != 1 {
		t.Errorf("%d panes of an hour, want the one on time", len(all))
	}
	if all := panes(t, sliding, answers)[place{"web", -18, 6}]; len(all) != 2 {
		t.Errorf("%d panes of a day, want the one on time and that of the answer that is too late", len(all))
	}
}
