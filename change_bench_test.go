package kpi_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
	"github.com/customerkpi/kpi/retention/cohort"
)

// manyCustomers is the number of customers of the benchmarks of Forget and Alias: a
// million, but 20,000 with -short.
func manyCustomers() int {
	if testing.Short() {
		return 20_000
	}
	return 1_000_000
}

type ofCustomers[K kpi.Key] interface {
	Forget(K) error
	Alias(from, to K) error
}

// changing are the accumulators that the benchmarks fill, each with how it takes the
// i-th of two inputs of a customer.
func changing[K kpi.Key]() map[string]func() (ofCustomers[K], func(customer K, i int) error) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return map[string]func() (ofCustomers[K], func(K, int) error){
		"activity": func() (ofCustomers[K], func(K, int) error) {
			a := new(retention.Activity[K])
			return a, func(c K, i int) error { return a.Add(c, start.AddDate(0, 0, i*3)) }
		},
		"repurchase": func() (ofCustomers[K], func(K, int) error) {
			a := new(retention.Repurchase[K])
			return a, func(c K, i int) error { return a.Add(c) }
		},
		"cohort": func() (ofCustomers[K], func(K, int) error) {
			a := new(cohort.Accumulator[K])
			return a, func(c K, i int) error { return a.Add(c, start.AddDate(0, i, 0)) }
		},
		"loyalty": func() (ofCustomers[K], func(K, int) error) {
			a := new(clv.Loyalty[K])
			return a, func(c K, i int) error { return a.Add(c, clv.Order{Time: start.AddDate(0, 0, i), Amount: unit}) }
		},
		"spend": func() (ofCustomers[K], func(K, int) error) {
			a := new(clv.Spend[K])
			return a, func(c K, i int) error { return a.Add(c, unit) }
		},
		"funnel": func() (ofCustomers[K], func(K, int) error) {
			a := new(event.Funnel[K])
			return a, func(c K, i int) error {
				return a.Add(c, event.Event{Time: start.Add(time.Duration(i) * time.Minute), Steps: event.Step(1 + i)})
			}
		},
	}
}

var unit = decimal.New(1, 0)

func inUse() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// BenchmarkForget forgets every second one of a million customers, in random order, and
// reports the median and the longest time, and how the memory falls.
func BenchmarkForget(b *testing.B) {
	b.Run("int", func(b *testing.B) { benchForget(b, func(i int) int { return i * 7 }) })
	b.Run("string", func(b *testing.B) { benchForget(b, func(i int) string { return fmt.Sprint("customer ", i*7) }) })
}

func benchForget[K kpi.Key](b *testing.B, key func(int) K) {
	for name, fill := range changing[K]() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				keys := keysOf(key)
				empty := inUse()
				a, times, full := withCustomers(b, fill, keys), make([]time.Duration, 0, manyCustomers()/2), 0.0
				full = inUse() - empty
				for i := range keys[:manyCustomers()/2] {
					start := time.Now()
					if err := a.Forget(keys[i]); err != nil {
						b.Fatal(err)
					}
					times = append(times, time.Since(start))
				}
				reportTimes(b, times)
				b.ReportMetric(full/1e6, "MB-full")
				b.ReportMetric((inUse()-empty)/1e6, "MB-half")
				runtime.KeepAlive(a)
				runtime.KeepAlive(keys)
			}
		})
	}
}

// BenchmarkAlias gives 10,000 of a million customers the names of others.
func BenchmarkAlias(b *testing.B) {
	b.Run("int", func(b *testing.B) { benchAlias(b, func(i int) int { return i * 7 }) })
	b.Run("string", func(b *testing.B) { benchAlias(b, func(i int) string { return fmt.Sprint("customer ", i*7) }) })
}

func benchAlias[K kpi.Key](b *testing.B, key func(int) K) {
	for name, fill := range changing[K]() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				keys := keysOf(key)
				a, times := withCustomers(b, fill, keys), make([]time.Duration, 0, 10_000)
				for i := range 10_000 {
					start := time.Now()
					if err := a.Alias(keys[i], keys[len(keys)-1-i]); err != nil {
						b.Fatal(err)
					}
					times = append(times, time.Since(start))
				}
				reportTimes(b, times)
			}
		})
	}
}

// keysOf returns the keys of all customers, in an order that is nearly random.
func keysOf[K kpi.Key](key func(int) K) []K {
	keys := make([]K, manyCustomers())
	for i := range keys {
		keys[i] = key(i * 7_919 % len(keys)) // 7,919 is a prime, so that each comes once
	}
	return keys
}

func withCustomers[K kpi.Key](b *testing.B, fill func() (ofCustomers[K], func(K, int) error), keys []K) ofCustomers[K] {
	a, add := fill()
	for i := range 2 {
		for _, k := range keys {
			if err := add(k, i); err != nil {
				b.Fatal(err)
			}
		}
	}
	return a
}

func reportTimes(b *testing.B, times []time.Duration) {
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2]), "ns-median")
	b.ReportMetric(float64(times[len(times)*99/100]), "ns-99%")
}

// BenchmarkRolling is a step of a rolling window over 365 days: by Rolling, which merges
// all days of the window, and by EachRolling.
func BenchmarkRolling(b *testing.B) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	rollingSteps(b, "nps", start, func(a *nps.Accumulator, day int) error { return a.AddN(day%11, 100) })
	rollingSteps(b, "basket", start, func(a *clv.Basket, day int) error { return a.AddN(decimal.New(int64(1000+day), -2), 100) })
	rollingSteps(b, "activity", start, func(a *retention.Activity[int], day int) error {
		for c := range 100 {
			if err := a.Add(c*day%1000, start.AddDate(0, 0, day)); err != nil {
				return err
			}
		}
		return nil
	})
}

func rollingSteps[A kpi.Accumulator[A]](b *testing.B, name string, start time.Time, fill func(A, int) error) {
	var daily kpi.Series[A]
	for day := range 365 {
		if err := daily.Update(start.AddDate(0, 0, day), func(a A) error { return fill(a, day) }); err != nil {
			b.Fatal(err)
		}
	}
	for _, n := range []int{7, 30, 90} {
		b.Run(fmt.Sprintf("%s/%d/Rolling", name, n), func(b *testing.B) {
			for b.Loop() {
				for day := range 365 {
					if _, err := daily.Rolling(start.AddDate(0, 0, day), n); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(365*b.N), "ns/step")
		})
		b.Run(fmt.Sprintf("%s/%d/EachRolling", name, n), func(b *testing.B) {
			for b.Loop() {
				if err := daily.EachRolling(n, func(kpi.Period, A) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(365*b.N), "ns/step")
		})
	}
}
