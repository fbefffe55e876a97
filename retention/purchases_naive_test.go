package retention_test

import (
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention"
)

// purchases draws orders of few customers within some days, many at once.
func purchases() *rapid.Generator[[]purchase] {
	return rapid.SliceOf(rapid.Custom(func(t *rapid.T) purchase {
		return purchase{names().Draw(t, "customer"), time.Unix(rapid.Int64Range(-20, 20).Draw(t, "hours")*3600, rapid.Int64Range(0, 1).Draw(t, "ns"))}
	}))
}

func TestPurchasesAgreeWithSlices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		orders := purchases().Draw(t, "orders")
		within := time.Duration(rapid.Int64Range(0, 20).Draw(t, "hours")) * time.Hour
		end := time.Unix(rapid.Int64Range(-20, 40).Draw(t, "end")*3600, 0)
		var p retention.Purchases[string]
		times := map[string][]time.Time{}
		for _, o := range orders {
			times[o.customer] = append(times[o.customer], o.at)
			if err := p.Add(o.customer, o.at); err != nil {
				t.Fatal(err)
			}
		}
		var gaps []time.Duration
		var repeat, old uint64
		for _, at := range times {
			slices.SortFunc(at, time.Time.Compare)
			for i := 1; i < len(at); i++ {
				gaps = append(gaps, at[i].Sub(at[i-1]))
			}
			if due := at[0].Add(within); !due.After(end) {
				old++
				if len(at) > 1 && !at[1].After(due) {
					repeat++
				}
			}
		}
		r := p.Result()
		if r.Orders != uint64(len(orders)) || r.Customers != uint64(len(times)) {
			t.Fatalf("%+v of %d orders of %d customers", r, len(orders), len(times))
		}
		if rate, err := p.RepurchaseRate(within, end); old == 0 != errors.Is(err, kpi.ErrUndefined) || rate.Count() != repeat && old > 0 || rate.Total() != old && old > 0 {
			t.Fatalf("within %v by %v: %v, %v, want %d of %d", within, end, rate, err, repeat, old)
		}
		mean, err := r.Mean()
		if len(gaps) == 0 {
			if !errors.Is(err, kpi.ErrUndefined) {
				t.Fatalf("mean %v, %v", mean, err)
			}
			return
		}
		sum := new(big.Rat)
		for _, gap := range gaps {
			sum.Add(sum, big.NewRat(int64(gap), int64(time.Second)))
		}
		if err != nil || mean.Rat().Cmp(sum.Quo(sum, big.NewRat(int64(len(gaps)), 1))) != 0 {
			t.Fatalf("mean %v, %v, want %v", mean, err, sum)
		}
		slices.Sort(gaps)
		for i, p := range []float64{0, 0.25, 0.5, 0.75, 1} {
			rank := max(1, (i*len(gaps)+3)/4) // ceil(i n / 4)
			want := gaps[rank-1]
			if got := laws.Must(r.Percentile(p)); (got - want).Abs() > want/128 {
				t.Fatalf("percentile %v: %v, want %v", p, got, want)
			}
		}
	})
}

// DAU, WAU and MAU from maps of the text of dates.
func TestStickyAgreesWithMaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		visits := rapid.SliceOf(visits()).Draw(t, "visits")
		var a retention.Activity[string]
		type key struct{ period, day, customer string }
		seen := map[key]bool{}
		daily, customers := map[string]uint64{}, map[string]uint64{}
		for _, v := range visits {
			if err := a.Add(v.customer, v.time); err != nil {
				t.Fatal(err)
			}
			day := v.time.UTC().Format(time.DateOnly)
			month := day[:7]
			if k := (key{month, day, v.customer}); !seen[k] {
				seen[k] = true
				daily[month]++
			}
			if k := (key{month, "", v.customer}); !seen[k] {
				seen[k] = true
				customers[month]++
			}
		}
		var end time.Time // the day of the last visit
		for _, v := range visits {
			if day := v.time.UTC().Truncate(24 * time.Hour); day.After(end) {
				end = day
			}
		}
		months := laws.Must(a.Sticky(kpi.Month))
		if len(months) != len(customers) {
			t.Fatalf("%d months, want %d", len(months), len(customers))
		}
		for _, m := range months {
			name := m.Period.String()
			first := laws.Must(time.Parse("2006-01", name))
			days := uint64(first.AddDate(0, 1, 0).Sub(first) / (24 * time.Hour))
			if name == end.Format("2006-01") {
				days = uint64(end.Day())
			}
			if m.DailySum != daily[name] || m.Customers != customers[name] || m.Days != days {
				t.Fatalf("%+v, want %d, %d of %d days", m, daily[name], customers[name], days)
			}
			if s := laws.Must(m.Stickiness()); s.Cmp(kpi.Ratio{}) <= 0 || s.Cmp(kpi.RatioOf(big.NewRat(1, 1))) > 0 {
				t.Fatalf("stickiness %v", s)
			}
		}
	})
}

// The active users of a day, week and month of one stream: WAU is at least DAU.
func TestActiveUsersByGrain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		visits := rapid.SliceOfN(visits(), 1, -1).Draw(t, "visits")
		active := map[kpi.Grain]map[string]uint64{}
		for _, grain := range []kpi.Grain{kpi.Day, kpi.Week, kpi.Month} {
			a := laws.Must(retention.NewActivity[string](grain, nil))
			for _, v := range visits {
				if err := a.Add(v.customer, v.time); err != nil {
					t.Fatal(err)
				}
			}
			active[grain] = map[string]uint64{}
			for _, p := range a.Result().NonEmpty {
				active[grain][p.Period.String()] = p.Active
			}
		}
		for _, v := range visits {
			of := func(grain kpi.Grain) uint64 { return active[grain][kpi.PeriodOf(v.time, grain, nil).String()] }
			if dau := of(kpi.Day); dau == 0 || dau > of(kpi.Week) || dau > of(kpi.Month) {
				t.Fatalf("%v: %d per day, %d per week, %d per month", v.time, dau, of(kpi.Week), of(kpi.Month))
			}
		}
	})
}
