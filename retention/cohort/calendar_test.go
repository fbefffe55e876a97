package cohort_test

import (
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/oracle"
	"github.com/customerkpi/kpi/retention/cohort"
)

// age returns the age at which one customer, who starts and returns at two
// instants, counts as returned, and the cohort.
func age(t *testing.T, grain kpi.Grain, clock cohort.Clock, loc *time.Location, start, back time.Time) (int, kpi.Period) {
	t.Helper()
	e := laws.Must(cohort.NewEvents[string](grain, loc))
	fill(t, e, event{"ada", start, starts}, event{"ada", back, returns})
	rows := laws.Must(e.Table(cohort.On, cohort.Query{Clock: clock})).Cohorts
	if len(rows) != 1 {
		t.Fatalf("%d cohorts", len(rows))
	}
	if clock == cohort.Periods {
		a := laws.Must(cohort.New[string](grain, loc))
		fill(t, a, event{"ada", start, starts}, event{"ada", back, returns})
		if got, want := lines(a.Result()), lines(e.Result()); got[0] != want[0] {
			t.Errorf("Accumulator %v, Events %v", got, want)
		}
	}
	found := -1
	for age, cell := range rows[0].Cells {
		if cell.Retained == 1 {
			if found >= 0 {
				t.Fatalf("at ages %d and %d", found, age)
			}
			found = age
		}
	}
	return found, rows[0].Period
}

func TestCalendars(t *testing.T) {
	const (
		paris    = "Europe/Paris"
		saoPaulo = "America/Sao_Paulo"
	)
	for _, c := range []struct {
		name, zone  string
		grain       kpi.Grain
		clock       cohort.Clock
		start, back string
		cohort      string
		age         int
	}{
		{"31 January to 28 February is a month", "UTC", kpi.Month, cohort.Periods, "2026-01-31T23:59:59Z", "2026-02-28T00:00:00Z", "2026-01", 1},
		{"31 January to 1 March is two", "UTC", kpi.Month, cohort.Periods, "2026-01-31T23:59:59Z", "2026-03-01T00:00:00Z", "2026-01", 2},
		{"31 January to 1 March is 29 days", "UTC", kpi.Month, cohort.Dates, "2026-01-31T23:59:59Z", "2026-03-01T00:00:00Z", "2026-01", 29},
		{"28 February to 1 March of a common year", "UTC", kpi.Day, cohort.Periods, "2026-02-28T12:00:00Z", "2026-03-01T12:00:00Z", "2026-02-28", 1},
		{"28 February to 1 March of a leap year", "UTC", kpi.Day, cohort.Periods, "2028-02-28T12:00:00Z", "2028-03-01T12:00:00Z", "2028-02-28", 2},
		{"29 February to 28 February", "UTC", kpi.Year, cohort.Dates, "2028-02-29T12:00:00Z", "2029-02-28T12:00:00Z", "2028", 365},
		{"1900 is not a leap year", "UTC", kpi.Day, cohort.Periods, "1900-02-28T12:00:00Z", "1900-03-01T12:00:00Z", "1900-02-28", 1},
		{"ISO week 53 to week 1", "UTC", kpi.Week, cohort.Periods, "2021-01-03T23:59:59Z", "2021-01-04T00:00:00Z", "2020-W53", 1},
		{"a year of 53 weeks", "UTC", kpi.Week, cohort.Periods, "2020-01-01T12:00:00Z", "2021-01-04T12:00:00Z", "2020-W01", 53},
		{"new year's eve in week 1", "UTC", kpi.Week, cohort.Periods, "2024-12-31T12:00:00Z", "2025-01-05T12:00:00Z", "2025-W01", 0},
		{"quarters", "UTC", kpi.Quarter, cohort.Periods, "2025-12-31T12:00:00Z", "2026-04-01T00:00:00Z", "2025-Q4", 2},
		{"before 1970", "UTC", kpi.Month, cohort.Periods, "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "1969-12", 1},

		{"a day of 23 hours by date", paris, kpi.Day, cohort.Dates, "2026-03-28T12:00:00+01:00", "2026-03-29T12:00:00+02:00", "2026-03-28", 1},
		{"a day of 23 hours by hours", paris, kpi.Day, cohort.Elapsed, "2026-03-28T12:00:00+01:00", "2026-03-29T12:00:00+02:00", "2026-03-28", 0},
		{"the end of a day of 23 hours", paris, kpi.Day, cohort.Periods, "2026-03-29T00:00:00+01:00", "2026-03-29T23:59:59+02:00", "2026-03-29", 0},
		{"a day of 25 hours by date", paris, kpi.Day, cohort.Dates, "2026-10-25T00:10:00+02:00", "2026-10-25T23:50:00+01:00", "2026-10-25", 0},
		{"a day of 25 hours by hours", paris, kpi.Day, cohort.Elapsed, "2026-10-25T00:10:00+02:00", "2026-10-25T23:50:00+01:00", "2026-10-25", 1},
		{"the hour that comes twice", paris, kpi.Day, cohort.Elapsed, "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00", "2026-10-25", 1},
		{"midnight in Paris", paris, kpi.Day, cohort.Periods, "2026-01-31T22:59:59Z", "2026-01-31T23:00:00Z", "2026-01-31", 1},

		{"a missing midnight by date", saoPaulo, kpi.Day, cohort.Periods, "2018-11-03T23:59:59-03:00", "2018-11-04T01:00:00-02:00", "2018-11-03", 1},
		{"a missing midnight from its day", saoPaulo, kpi.Day, cohort.Periods, "2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00", "2018-11-04", 1},
		{"a missing midnight by hours", saoPaulo, kpi.Day, cohort.Elapsed, "2018-11-03T23:30:00-03:00", "2018-11-04T23:30:00-02:00", "2018-11-03", 0},
		{"an hour before midnight that comes twice", saoPaulo, kpi.Day, cohort.Periods, "2018-02-17T23:30:00-02:00", "2018-02-17T23:30:00-03:00", "2018-02-17", 0},

		{"an exact day", "UTC", kpi.Day, cohort.Elapsed, "2026-01-01T10:00:00.5Z", "2026-01-02T10:00:00.5Z", "2026-01-01", 1},
		{"a nanosecond less", "UTC", kpi.Day, cohort.Elapsed, "2026-01-01T10:00:00.5Z", "2026-01-02T10:00:00.499999999Z", "2026-01-01", 0},
		{"hours of a zone of 45 minutes", "Asia/Kathmandu", kpi.Day, cohort.Hours, "2026-01-01T10:50:00+05:45", "2026-01-02T10:00:00+05:45", "2026-01-01", 1},
		{"the longest time", "UTC", kpi.Year, cohort.Periods, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001", 9998},
	} {
		t.Run(c.name, func(t *testing.T) {
			start, back := laws.Must(time.Parse(time.RFC3339Nano, c.start)), laws.Must(time.Parse(time.RFC3339Nano, c.back))
			if got, period := age(t, c.grain, c.clock, location(t, c.zone), start, back); got != c.age || period.String() != c.cohort {
				t.Errorf("age %d in cohort %v, want %d in %s", got, period, c.age, c.cohort)
			}
		})
	}
}

// Pairs of a start and a return of several tools, with the age that each gives.
func TestAgesEqualTheCases(t *testing.T) {
	var cases []struct {
		Name, Zone, Unit, Mode string
		Start, Return          time.Time
		Want                   int `json:"expected_index"`
	}
	oracle.JSON(t, "funnel_cases2/period_cases.json", &cases)
	clocks := map[string]cohort.Clock{"calendar": cohort.Dates, "rolling_elapsed": cohort.Elapsed, "rolling_hour_floored": cohort.Hours}
	for _, c := range cases {
		clock, ok := clocks[c.Mode]
		days := map[string]int{"day": 1, "week": 7, "month": 30}[c.Unit]
		if !ok || days == 0 {
			t.Fatalf("%s: mode %q, unit %q", c.Name, c.Mode, c.Unit)
		}
		e := laws.Must(cohort.NewEvents[string](kpi.Day, location(t, c.Zone)))
		fill(t, e, event{"ada", c.Start, starts}, event{"ada", c.Return, returns})
		// A week is seven days from the start, as a bracket.
		table := laws.Must(e.Brackets(cohort.Query{Clock: clock}, 0, days, 2*days, 3*days))
		for i, cell := range table.Cohorts[0].Cells {
			if (cell.Retained == 1) != (i == c.Want) {
				t.Errorf("%s: %d retained at age %d, want one at %d", c.Name, cell.Retained, i, c.Want)
			}
		}
	}
	if len(cases) == 0 {
		t.Error("no case")
	}
}

// The buckets were found by scanning with another language's zone code. Weeks
// from Sunday are those of the times a day later.
func TestCohortsEqualTheCalendar(t *testing.T) {
	var buckets []struct {
		Zone, Period string
		WeekStart    string    `json:"week_start"`
		LocalDate    string    `json:"local_date"`
		StartUTC     time.Time `json:"start_utc"`
		EndUTC       time.Time `json:"end_utc"`
		Instant      time.Time
	}
	oracle.JSON(t, "funnel_cases/calendar.json", &buckets)
	for _, b := range buckets {
		loc := location(t, b.Zone)
		later := 0
		if b.Period == "week" && b.WeekStart == "sunday" {
			later = 1
		}
		shift := func(at time.Time) time.Time { return at.In(loc).AddDate(0, 0, later) }
		a := laws.Must(cohort.New[string](laws.Must(kpi.ParseGrain(b.Period)), loc))
		fill(t, a,
			event{"ada", shift(b.Instant), starts},
			event{"ada", shift(b.StartUTC), returns},                                 // age 0
			event{"ben", shift(b.EndUTC.Add(-time.Nanosecond)), starts},              // the same cohort
			event{"ben", shift(b.EndUTC), returns},                                   // age 1
			event{"cy", shift(b.StartUTC.Add(-time.Nanosecond)), starts},             // the cohort before
			event{"cy", shift(b.Instant), returns},                                   // age 1
			event{"dan", shift(b.EndUTC), both}, event{"dan", shift(b.EndUTC), both}, // the cohort after
		)
		table := a.Result()
		if got := lines(table); len(got) != 3 || table.Cohorts[1].Size != 2 ||
			table.Cohorts[0].Cells[1].Retained != 1 || table.Cohorts[1].Cells[0].Retained != 1 || table.Cohorts[1].Cells[1].Retained != 1 {
			t.Errorf("%v by %s from %s in %s: %q", b.Instant, b.Period, b.WeekStart, b.Zone, got)
		}
		if first := table.Cohorts[1].Period.Start().Add(12*time.Hour).AddDate(0, 0, -later).Format(time.DateOnly); first != b.LocalDate {
			t.Errorf("%v by %s from %s in %s begins %s, want %s", b.Instant, b.Period, b.WeekStart, b.Zone, first, b.LocalDate)
		}
	}
	if len(buckets) == 0 {
		t.Error("no bucket")
	}
}
