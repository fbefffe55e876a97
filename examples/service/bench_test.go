package main

import (
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
		for i := 0; b.Loop(); i++ {
			_ = s.add(&events[i%len(events)].event)
		}
	})
}
