package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// encoded returns the parts of a state as a checkpoint has them.
func encoded(t *testing.T, s *state) map[string]string {
	t.Helper()
	all := map[string]string{}
	for name, p := range s.parts() {
		var b bytes.Buffer
		if _, err := p.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		all[name] = b.String()
	}
	return all
}

// The layers merge to the very state that wrote them: with duplicates in later layers, with
// months that came and went, with customers who were renamed or forgotten after some layers
// and came back after others, and whether or not the layers were compacted on the way.
func TestLayersAreTheState(t *testing.T) {
	c := config{location: time.UTC, segments: 10, months: 3, remember: 60 * 24 * time.Hour, database: filepath.Join(t.TempDir(), "kpi.db")}
	db, err := openStore(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer db.close()
	s, j := cutState(t, c), &journal{config: c}
	events := sample(4000, 7)
	last := events[0].event // alone in the newest month, and forgotten
	last.ID, last.Customer, last.Time = "last", "newest", time.Date(2026, 6, 20, 0, 0, 0, 0, time.UTC)
	for i := range int64(8) {
		for _, l := range events[i*400 : i*400+800] { // each of them in two layers
			_ = s.add(&l.event)
		}
		var corrections []correction
		correct := func(kind, from, to string) {
			corrections = append(corrections, correction{kind, from, to})
			if err := s.correct(corrections[len(corrections)-1]); err != nil {
				t.Fatal(err)
			}
		}
		for n := range 200 {
			correct("forget", fmt.Sprintf("customer-%d", 10*int(i)+100*n), "")
			correct("alias", fmt.Sprintf("customer-%d", 10*int(i)+100*n+1), fmt.Sprintf("customer-%d", 10*n+2))
		}
		if i == 5 {
			if err := s.add(&last); err != nil {
				t.Fatal(err)
			}
			correct("forget", "newest", "")
		}
		fresh, err := s.cut(c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.write(t.Context(), layer{id: 2 * i, seq: i, corrections: corrections}, fresh.parts()); err != nil {
			t.Fatal(err)
		}
		checkLayers(t, j, db, s)
		if i%3 == 2 {
			layers, err := db.layers(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.compact(t.Context(), layers, 2*i+1, s.parts(), j.empty); err != nil {
				t.Fatal(err)
			}
			checkLayers(t, j, db, s)
		}
	}
	if layers, err := db.layers(t.Context()); err != nil || len(layers) != 3 || len(layers[0].corrections) > 0 {
		t.Errorf("%d layers, %v, want the compacted one and two", len(layers), err)
	}
}

func cutState(t *testing.T, c config) *state {
	t.Helper()
	s, err := newState(c)
	if err == nil {
		_, err = s.cut(c)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// checkLayers compares what the layers restore with the state.
func checkLayers(t *testing.T, j *journal, db *store, s *state) {
	t.Helper()
	got := cutState(t, j.config)
	layers, err := db.layers(t.Context())
	if err == nil {
		err = db.restore(t.Context(), layers, got.parts(), j.empty)
	}
	if err != nil {
		t.Fatal(err)
	}
	want := encoded(t, s)
	for name, state := range encoded(t, got) {
		if state != want[name] {
			t.Errorf("%d layers: %s differs", len(layers), name)
		}
	}
}

// A snapshot that could not be written is written with the next one.
func TestSnapshotsAppend(t *testing.T) {
	c := config{location: time.UTC, segments: 10, months: 10, remember: 10_000 * time.Hour}
	s := cutState(t, c)
	var held *snapshot
	for i, l := range sample(900, 8) {
		if err := s.add(&l.event); err != nil {
			t.Fatal(err)
		}
		if i%300 != 299 {
			continue
		}
		gone := correction{"forget", l.Customer, ""}
		if err := s.correct(gone); err != nil {
			t.Fatal(err)
		}
		fresh, err := s.cut(c)
		if err != nil {
			t.Fatal(err)
		}
		next := snapshot{int64(i), fresh, []correction{gone}}
		if held == nil {
			held = &next
		} else if err := held.append(next); err != nil {
			t.Fatal(err)
		}
	}
	want := encoded(t, s)
	for name, state := range encoded(t, held.fresh) {
		if state != want[name] {
			t.Errorf("%s differs", name)
		}
	}
	if held.seq != 899 || len(held.corrections) != 3 {
		t.Errorf("entry %d with %d corrections", held.seq, len(held.corrections))
	}
}
