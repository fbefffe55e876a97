package kpi_test

import (
	"encoding/json"
	"errors"
	"sync"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// 8 writers add each score 0..10 a hundred times, beside 4 readers.
func TestSharedLosesNothing(t *testing.T) {
	var s kpi.Shared[*nps.Accumulator]
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 1100 {
				if err := s.Update(func(a *nps.Accumulator) error { return a.Add(i % 11) }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 4 {
		wg.Go(func() {
			for range 100 {
				var n uint64
				_ = s.View(func(a *nps.Accumulator) error { n = a.Result().N(); return nil })
				if later := s.Snapshot().Result().N(); later < n {
					t.Errorf("%d answers after %d", later, n)
				}
			}
		})
	}
	wg.Wait()
	if want := (nps.Result{Promoters: 1600, Passives: 1600, Detractors: 5600}); s.Snapshot().Result() != want {
		t.Errorf("result %+v, want %+v", s.Snapshot().Result(), want)
	}
}

func TestSharedIsItsOwn(t *testing.T) {
	var mine nps.Accumulator
	s := kpi.NewShared(&mine)
	if err := mine.Add(9); err != nil {
		t.Fatal(err)
	}
	if n := s.Snapshot().Result().N(); n != 0 {
		t.Errorf("%d answers of a state that the caller kept", n)
	}
	if err := s.Snapshot().Add(9); err != nil {
		t.Fatal(err)
	}
	if n := s.Snapshot().Result().N(); n != 0 {
		t.Errorf("%d answers of a snapshot", n)
	}
}

// The error of a closure comes back, a panic leaves the lock free, and the zero value
// can be looked at.
func TestSharedErrorsAndPanics(t *testing.T) {
	var s kpi.Shared[*nps.Accumulator]
	stop := errors.New("stop")
	if err := s.View(func(a *nps.Accumulator) error { _ = a.Result(); return stop }); err != stop {
		t.Errorf("View = %v", err)
	}
	if err := s.Update(func(a *nps.Accumulator) error { return a.Add(11) }); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("Update = %v, want ErrRange", err)
	}
	for _, f := range []func(func(*nps.Accumulator) error) error{s.Update, s.View} {
		func() {
			defer func() { _ = recover() }()
			_ = f(func(*nps.Accumulator) error { panic("of the caller") })
		}()
	}
	if text, err := json.Marshal(&s); err == nil {
		t.Errorf("JSON without its state: %s", text)
	}
	if err := json.Unmarshal([]byte("{}"), &s); err == nil {
		t.Error("read from JSON without a state")
	}
	if err := s.Update(func(a *nps.Accumulator) error { return a.Add(10) }); err != nil || s.Snapshot().Result().N() != 1 {
		t.Errorf("after panics: %v, %d answers", err, s.Snapshot().Result().N())
	}
}
