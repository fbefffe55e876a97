package guide_test

import (
	"fmt"
	"log"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat"
)

// A visit is what a customer said after an order: 1 to 5, when, and where.
type visit struct {
	channel string
	time    time.Time
	score   int
}

func visits() []visit {
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	return []visit{
		{"app", day(3, 2), 5},
		{"app", day(3, 9), 4},
		{"app", day(3, 20), 2},
		{"app", day(4, 1), 2},
		{"app", day(4, 7), 3},
		{"app", day(4, 8), 1},
		{"store", day(3, 4), 5},
		{"store", day(3, 5), 5},
		{"store", day(4, 11), 4},
		{"store", day(4, 12), 5},
	}
}

// Groups of series keep one accumulator per segment and month. Both are accumulators
// themselves: they merge, are encoded and nest.
func Example_page2Segments() {
	monthly, err := kpi.NewSeries(kpi.Month, time.UTC, &csat.Accumulator{})
	if err != nil {
		log.Fatal(err)
	}
	channels, err := kpi.NewGroups[string](monthly)
	if err != nil {
		log.Fatal(err)
	}
	for _, v := range visits() {
		err := channels.Update(v.channel, func(months *kpi.Series[*csat.Accumulator]) error {
			return months.Update(v.time, func(a *csat.Accumulator) error { return a.Add(v.score) })
		})
		if err != nil {
			log.Fatal(err)
		}
	}

	satisfied := func(a *csat.Accumulator) (kpi.Rate, error) { return a.Result().SatisfiedShare() }
	for channel, months := range channels.All() {
		for month, change := range kpi.Changes(months, satisfied) {
			fmt.Println(channel, month, change) // "~": so few answers show nothing yet
		}
	}

	total, err := channels.Total()
	if err != nil {
		log.Fatal(err)
	}
	for month, a := range total.All() {
		fmt.Println("all", month, a.Result())
	}
	// Output:
	// app 2026-03 66.67% (2 of 3)
	// app 2026-04 66.67% (2 of 3) -> 0.00% (0 of 3): -66.67 pt [-93.85, +5.857] ~ need about 8 answers each
	// store 2026-03 100.00% (2 of 2)
	// store 2026-04 100.00% (2 of 2) -> 100.00% (2 of 2): +0 pt [-65.76, +65.76] ~
	// all 2026-03 mean 4.20, 80.0% satisfied of 5 on 1..5
	// all 2026-04 mean 3.00, 40.0% satisfied of 5 on 1..5
}
