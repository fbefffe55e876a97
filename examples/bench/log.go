package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/customerkpi/kpi/funnel/event"
)

// The events lie in two years.
const (
	months = 24
	year   = 2024
)

var (
	begin = time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	end   = begin.AddDate(0, months, 0)
)

// events are a log in columns, in the order of time. Customers come at random,
// each named by a number and by a string of 9 bytes.
type events struct {
	customers int
	ids       []int64
	names     []string
	at        []time.Time
	steps     []event.Event // with the times of at
	scores    []uint8       // answers, 0 to 10
	cents     []int64       // amounts
}

// simulate makes a log; one seed gives one log. Six events of ten are visits,
// three are carts, one is an order.
func simulate(seed uint64, n, customers int) *events {
	r := rand.New(rand.NewPCG(seed, 0))
	e := &events{
		customers: customers,
		ids:       make([]int64, n), names: make([]string, n), at: make([]time.Time, n),
		steps: make([]event.Event, n), scores: make([]uint8, n), cents: make([]int64, n),
	}
	span := end.Sub(begin) / time.Second
	for i := range n {
		id := r.Int64N(int64(customers))
		at := begin.Add(time.Duration(float64(span)*float64(i)/float64(n)) * time.Second)
		step := 1
		if p := r.IntN(10); p == 9 {
			step = 3
		} else if p > 5 {
			step = 2
		}
		e.ids[i], e.names[i] = id, fmt.Sprintf("c%08d", id) // its own memory, as if read
		e.at[i], e.steps[i] = at, event.Event{Time: at, Steps: event.Step(step)}
		e.scores[i], e.cents[i] = uint8(r.IntN(11)), r.Int64N(100_000)
	}
	return e
}

// step returns the number of the step of event i.
func (e *events) step(i int) int8 {
	for s := range int8(2) {
		if e.steps[i].Steps.Has(int(s) + 1) {
			return s + 1
		}
	}
	return 3
}
