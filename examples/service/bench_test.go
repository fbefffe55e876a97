package main

import (
	"bytes"
	"testing"
	"time"
)

// What an event costs beside its commit.
func BenchmarkEvent(b *testing.B) {
	events := sample(10_000, 3)
	b.Run("decode", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := decode(events[i%len(events)].text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("add", func(b *testing.B) {
		s, err := newState(config{location: time.UTC, segments: 10, months: 10, remember: 10_000 * time.Hour})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.cut(config{location: time.UTC, segments: 10, months: 10, remember: 10_000 * time.Hour}); err != nil {
			b.Fatal(err)
		}
		for i := 0; b.Loop(); i++ {
			_ = s.add(&events[i%len(events)].event)
		}
	})
}

// What a checkpoint and its restore cost, per event behind it.
func BenchmarkCheckpoint(b *testing.B) {
	n := 200_000
	if testing.Short() {
		n = 10_000
	}
	c := config{location: time.UTC, segments: 10, months: 10, remember: 10_000 * time.Hour}
	s, err := newState(c)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.cut(c); err != nil {
		b.Fatal(err)
	}
	for _, l := range sample(n, 3) {
		if err := s.add(&l.event); err != nil {
			b.Fatal(err)
		}
	}
	parts := map[string][]byte{}
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			for name, p := range s.parts() {
				var w bytes.Buffer
				if _, err := p.WriteTo(&w); err != nil {
					b.Fatal(err)
				}
				parts[name] = w.Bytes()
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/event")
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			s, err := newState(c)
			if err != nil {
				b.Fatal(err)
			}
			for name, p := range s.parts() {
				if _, err := p.ReadFrom(bytes.NewReader(parts[name])); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/event")
	})
}
