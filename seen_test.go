package kpi_test

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/nps"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

type delivery struct {
	id string
	at time.Time
}

// note adds a delivery; one that is too late is not an error here, because whether it
// is depends on which others the same part of the stream has.
func note(s *kpi.Seen[string], d delivery) error {
	_, err := s.Add(d.id, d.at)
	if bound, ok := s.Bound(); ok && d.at.Before(bound) && errors.Is(err, kpi.ErrRange) {
		return nil
	}
	return err
}

func TestSeenLaws(t *testing.T) {
	keep := func(d time.Duration) func() *kpi.Seen[string] {
		return func() *kpi.Seen[string] {
			s, err := kpi.NewSeen[string](d)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
	}
	laws.Run(t, laws.Spec[*kpi.Seen[string], delivery]{
		Configs: []func() *kpi.Seen[string]{keep(time.Minute), keep(time.Hour)},
		Inputs: rapid.Custom(func(t *rapid.T) delivery {
			id := rapid.SampledFrom([]string{"", "a", "b", "c", "\x00"}).Draw(t, "id")
			return delivery{id, noon.Add(time.Duration(rapid.IntRange(-200, 200).Draw(t, "s")) * time.Second)}
		}),
		Many:    func(i int) delivery { return delivery{strconv.Itoa(laws.ManyKeys(i)), noon.Add(time.Duration(i))} },
		Add:     note,
		Result:  func(s *kpi.Seen[string]) any { return s.Len() },
		Refused: []delivery{{"a", time.Time{}.AddDate(-1, 0, 0)}, {"a", noon.AddDate(8000, 0, 0)}},
		RefusedBy: [][]delivery{
			{{"a", noon.AddDate(8000, 0, 0)}}, {{"a", noon.AddDate(8000, 0, 0)}},
		},
		Sample: []delivery{{"b", noon}, {"a", noon.Add(time.Nanosecond)}, {"b", noon}},
	})
}

func FuzzSeen(f *testing.F) {
	s := laws.Must(kpi.NewSeen[string](time.Minute))
	for i := range 5 {
		laws.Must(s.Add(strconv.Itoa(i), noon.Add(time.Duration(i)*20*time.Second)))
	}
	laws.Fuzz(f, nil, s)
}

// TestSeenAgainstAList holds a set with a bound against a list of all events.
func TestSeenAgainstAList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := kpi.NewSeen[int](time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		latest := map[int]time.Time{}
		var newest time.Time
		for range rapid.IntRange(0, 100).Draw(t, "events") {
			id := rapid.IntRange(0, 20).Draw(t, "id")
			at := noon.Add(time.Duration(rapid.IntRange(0, 150).Draw(t, "s")) * time.Second)
			first, err := s.Add(id, at)
			bound := newest.Add(-time.Minute)
			if at.Before(bound) {
				if first || !errors.Is(err, kpi.ErrRange) {
					t.Fatalf("Add(%d, %v) after %v = %v, %v, want ErrRange", id, at, newest, first, err)
				}
				continue
			}
			before, known := latest[id]
			if want := !known || before.Before(bound); err != nil || first != want {
				t.Fatalf("Add(%d, %v) = %v, %v, want %v", id, at, first, err, want)
			}
			if at.After(before) {
				latest[id] = at
			}
			if at.After(newest) {
				newest = at
			}
		}
		n := 0
		for _, at := range latest {
			if !at.Before(newest.Add(-time.Minute)) {
				n++
			}
		}
		if s.Len() != n {
			t.Fatalf("Len() = %d, want %d", s.Len(), n)
		}
	})
}

// TestSeenForgetsTheOld: a million events through a window of a thousand.
func TestSeenForgetsTheOld(t *testing.T) {
	s, err := kpi.NewSeen[int](999 * time.Second)
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range 1_000_000 {
		if first, err := s.Add(i, noon.Add(time.Duration(i)*time.Second)); !first || err != nil {
			t.Fatal(i, first, err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if s.Len() != 1000 {
		t.Errorf("%d identifiers, want 1000", s.Len())
	}
	if used := int64(after.HeapAlloc) - int64(before.HeapAlloc); used > 1<<20 {
		t.Errorf("%d bytes", used)
	}
	runtime.KeepAlive(s)
}

func TestSeenRefusals(t *testing.T) {
	if _, err := kpi.NewSeen[int](0); err == nil || err.Error() != "seen: time to keep 0s below 1ns" {
		t.Error(err)
	}
	s, err := kpi.NewSeen[int](time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Bound(); ok {
		t.Error("an empty set has a bound")
	}
	if _, err := s.Add(1, noon); err != nil {
		t.Fatal(err)
	}
	_, err = s.Add(2, noon.Add(-time.Hour-1))
	if want := "seen: time 2026-03-01 10:59:59.999999999 +0000 UTC below 2026-03-01 11:00:00 +0000 UTC"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if first, err := s.Add(2, noon.Add(-time.Hour)); !first || err != nil {
		t.Errorf("on the bound: %v, %v", first, err)
	}
}

func BenchmarkSeen(b *testing.B) {
	const n = 1_000_000
	ids := make([]string, n)
	for i := range ids {
		ids[i] = strconv.Itoa(i * 7919)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var s *kpi.Seen[string]
	for b.Loop() {
		s = new(kpi.Seen[string])
		for i, id := range ids {
			_, _ = s.Add(id, noon.Add(time.Duration(i)))
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/id")
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/n, "B/id")
	runtime.KeepAlive(s)
}

// A queue delivers an answer twice; it is counted once.
func ExampleSeen() {
	type answer struct {
		id    string
		at    time.Time
		score int
	}
	delivered := []answer{{"a1", noon, 10}, {"a2", noon.Add(time.Second), 4}, {"a1", noon, 10}}

	seen, err := kpi.NewSeen[string](7 * 24 * time.Hour) // the queue retries for a week
	if err != nil {
		fmt.Println(err)
		return
	}
	var answers nps.Accumulator
	for _, a := range delivered {
		first, err := seen.Add(a.id, a.at)
		if first {
			err = answers.Add(a.score)
		}
		if err != nil {
			fmt.Println(err) // too late to know, or a bad score
		}
	}
	fmt.Println(answers.Result())
	// Output:
	// 0.0 (50.0% promoters, 50.0% detractors of 2)
}
