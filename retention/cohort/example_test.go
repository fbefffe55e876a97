package cohort_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/retention/cohort"
)

// orders are those of three customers in the first months of 2026.
func orders() *cohort.Accumulator[string] {
	var a cohort.Accumulator[string]
	for _, o := range []struct {
		customer string
		month    time.Month
	}{{"ada", 1}, {"ben", 1}, {"ada", 2}, {"cy", 2}, {"cy", 3}, {"ben", 3}} {
		if err := a.Add(o.customer, time.Date(2026, o.month, 9, 0, 0, 0, 0, time.UTC)); err != nil {
			fmt.Println(err)
		}
	}
	return &a
}

func Example() {
	// Without the end of the data, March is open: "*" is not yet known.
	fmt.Println(orders().Result())
	// Output:
	// cohort         size       0       1       2
	// 2026-01           2  100.0%   50.0%       *
	// 2026-02           1  100.0%       *
	// average           3  100.0%   50.0%
}

func ExampleAccumulator_Table() {
	april := time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC)
	table, err := orders().Table(cohort.OnOrAfter, cohort.Query{End: april})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(table)
	// Output:
	// cohort         size       0       1       2
	// 2026-01           2  100.0%  100.0%   50.0%
	// 2026-02           1  100.0%  100.0%
	// average           3  100.0%  100.0%   50.0%
}

func ExampleAccumulator_AddStart() {
	signups, err := cohort.New[string](kpi.Week, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := errors.Join(
		signups.AddStart("ada", time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)),
		signups.AddStart("ben", time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)),
		signups.AddReturn("ada", time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)), // a visit
	); err != nil {
		fmt.Println(err)
	}
	table, err := signups.Table(cohort.On, cohort.Query{End: time.Date(2026, 3, 16, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(table)
	// Output:
	// cohort         size       0       1
	// 2026-W10          2    0.0%   50.0%
	// average           2    0.0%   50.0%
}

func ExampleAccumulator_Brackets() {
	daily, err := cohort.New[int](kpi.Day, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, day := range []int{1, 2, 6} {
		if err := daily.Add(1, time.Date(2026, 3, day, 0, 0, 0, 0, time.UTC)); err != nil {
			fmt.Println(err)
		}
	}
	table, err := daily.Brackets(cohort.Query{End: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}, 1, 7, 14)
	if err != nil {
		fmt.Println(err)
		return
	}
	week, err := table.Cohorts[0].Rate(0)
	if err != nil {
		fmt.Println(err)
		return
	}
	next, err := table.Cohorts[0].Rate(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("days 1-6", week, "days 7-13", next)
	// Output: days 1-6 100.00% (1 of 1) days 7-13 0.00% (0 of 1)
}

func ExampleAccumulator_Merge() {
	day := func(month time.Month) time.Time { return time.Date(2026, month, 9, 0, 0, 0, 0, time.UTC) }
	var web, shop cohort.Accumulator[string]
	if err := errors.Join(
		web.AddSlice([]string{"ada", "ben"}, []time.Time{day(1), day(1)}),
		shop.AddSlice([]string{"ada", "ben"}, []time.Time{day(2), day(3)}), // they come back to the shop
	); err != nil {
		fmt.Println(err)
	}
	if err := web.Merge(&shop); err != nil {
		fmt.Println(err)
	}
	rate, err := web.Result().Cohorts[0].Rate(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rate)
	// Output: 50.00% (1 of 2)
}

func ExampleAccumulator_MarshalBinary() {
	a := orders()
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	var b cohort.Accumulator[string]
	fmt.Println(len(state), "bytes", b.UnmarshalBinary(state), b.Result().String() == a.Result().String())
	// Output: 45 bytes <nil> true
}

func ExampleAccumulator_Add_error() {
	var a cohort.Accumulator[string]
	fmt.Println(a.Add("ada", time.UnixMilli(1_700_000_000_000_000))) // microseconds
	// Output: cohort: year 55840 outside 1..9999
}

// A customer who signed up at 17:59 and came back at 17:00 of the next day did so after
// 23 hours and a minute: at age 0, or 1, as the clock has it.
func ExampleEvents() {
	signups, err := cohort.NewEvents[string](kpi.Month, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := errors.Join(
		signups.AddStart("ada", time.Date(2021, 12, 1, 17, 59, 0, 0, time.UTC)),
		signups.AddReturn("ada", time.Date(2021, 12, 2, 17, 0, 0, 0, time.UTC)),
	); err != nil {
		fmt.Println(err)
	}
	end := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, clock := range []cohort.Clock{cohort.Dates, cohort.Elapsed, cohort.Hours} {
		table, err := signups.Table(cohort.On, cohort.Query{Clock: clock, End: end})
		if err != nil {
			fmt.Println(err)
			return
		}
		cells := table.Cohorts[0].Cells
		fmt.Println(clock, "day 0:", cells[0].Retained, "day 1:", cells[1].Retained)
	}
	// Output:
	// dates day 0: 0 day 1: 1
	// elapsed day 0: 1 day 1: 0
	// hours day 0: 0 day 1: 1
}

func ExampleQuery() {
	var visits cohort.Events[string]
	for _, day := range []int{1, 40, 41} {
		if err := errors.Join(
			visits.Add("ada", time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC)),
			visits.Add("ben", time.Date(2026, 1, 2*day, 0, 0, 0, 0, time.UTC)),
		); err != nil {
			fmt.Println(err)
		}
	}
	// A month counts from two visits on.
	table, err := visits.Table(cohort.On, cohort.Query{Min: 2, End: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(table)
	// Output:
	// cohort         size       0       1       2
	// 2026-01           2    0.0%   50.0%   50.0%
	// average           2    0.0%   50.0%   50.0%
}

func ExampleCohort_Rate() {
	table := orders().Result()
	january := table.Cohorts[0]
	rate, err := january.Rate(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	ci, err := rate.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v at age 1: %v, %.0f%% to %.0f%%\n", january.Period, rate, 100*ci.Low, 100*ci.High)
	_, err = january.Rate(2)
	fmt.Println(err, errors.Is(err, kpi.ErrUndefined))
	// Output:
	// 2026-01 at age 1: 50.00% (1 of 2), 9% to 91%
	// cohort: rate undefined: no complete data at age 2 of 2026-01 true
}

func ExampleTable_AverageRate() {
	table := orders().Result()
	for age := range table.Ages() {
		if average, err := table.AverageRate(age); err != nil {
			fmt.Println(err)
		} else {
			fmt.Println(age, average)
		}
	}
	// Output:
	// 0 100.00% (3 of 3)
	// 1 50.00% (1 of 2)
	// cohort: average rate undefined: no cohort has come to age 2
}

func ExampleTable_WriteCSV() {
	if err := orders().Result().WriteCSV(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// cohort,size,0,1,2
	// 2026-01,2,2,1,1*
	// 2026-02,1,1,1*,
}

func ExampleTable() {
	data, err := json.Marshal(orders().Result())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(data))
	// Output: {"criterion":"on","cohorts":[{"period":"2026-01","size":2,"cells":[{"retained":2},{"retained":1},{"retained":1,"open":true}]},{"period":"2026-02","size":1,"cells":[{"retained":1},{"retained":1,"open":true}]}]}
}

func ExampleAccumulator_AddStartSlice() {
	day := func(day int) time.Time { return time.Date(2026, 3, day, 0, 0, 0, 0, time.UTC) }
	weekly, err := cohort.New[string](kpi.Week, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := errors.Join(
		weekly.AddStartSlice([]string{"ada", "ben"}, []time.Time{day(2), day(3)}),
		weekly.AddReturnSlice([]string{"ada"}, []time.Time{day(10)}),
	); err != nil {
		fmt.Println(err)
	}
	table, err := weekly.Table(cohort.Streak, cohort.Query{End: day(16)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(table.N(), "customers in", len(table.Cohorts), "cohort by", table.Criterion)
	// Output: 2 customers in 1 cohort by streak
}
