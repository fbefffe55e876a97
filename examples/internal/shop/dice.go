package shop

import (
	"math"
	"math/rand/v2"
	"time"
)

// seed may be any number, as long as it stays: it is the year.
const seed = 2025

// dice is the chance of one part of the simulation. Each part has a stream of
// its own, so that a change to one leaves the others as they were.
type dice struct{ *rand.Rand }

func newDice(stream uint64) dice { return dice{rand.New(rand.NewPCG(seed, stream))} }

// The streams.
const (
	customerStream = iota
	orderStream
	visitStream
	ticketStream
	surveyStream
	mentionStream
	subscriptionStream
	textStream
)

func (d dice) chance(p float64) bool { return d.Float64() < p }

// around is log-normal: half of the values lie below the median, and two
// thirds within a factor of e^spread of it.
func (d dice) around(median, spread float64) float64 {
	return median * math.Exp(spread*d.NormFloat64())
}

// within is a whole second in [from, to).
func (d dice) within(from, to time.Time) time.Time {
	return from.Add(time.Duration(d.Int64N(int64(to.Sub(from)/time.Second))) * time.Second)
}

// score is normal, rounded into low..high.
func (d dice) score(mean, spread, low, high float64) int {
	return int(min(max(math.Round(mean+spread*d.NormFloat64()), low), high))
}

// poisson is a count of mean m, found by counting the exponential gaps that
// fit into it: good for small means.
func (d dice) poisson(m float64) int {
	n := 0
	for t := d.ExpFloat64(); t < m; t += d.ExpFloat64() {
		n++
	}
	return n
}

// A choice is one of several, picked in proportion to the weights.
type choice[T any] struct {
	weight int
	value  T
}

func pick[T any](d dice, choices []choice[T]) T {
	total := 0
	for _, c := range choices {
		total += c.weight
	}
	i := 0
	for n := d.IntN(total); n >= choices[i].weight; i++ {
		n -= choices[i].weight
	}
	return choices[i].value
}

// hours and days are durations of whole seconds.
func hours(h float64) time.Duration { return time.Duration(h*3600) * time.Second }
func days(d float64) time.Duration  { return hours(24 * d) }
