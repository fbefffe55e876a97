package revenue_test

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/revenue"
	"github.com/customerkpi/kpi/internal/laws"
)

// naive computes the movements of a period from what each customer holds at its
// start and its end, and whether a customer ever held something before.
func naive(customers []string, holds func(customer string, at int) *big.Rat, first, period int) (m [6]*big.Rat, counts [6]uint64) {
	for i := range m {
		m[i] = new(big.Rat)
	}
	add := func(i int, amount *big.Rat) {
		m[i].Add(m[i], amount)
		counts[i]++
	}
	for _, c := range customers {
		before, after := holds(c, period-1), holds(c, period)
		ever := false
		for p := first; p < period; p++ {
			ever = ever || holds(c, p).Sign() > 0
		}
		step := new(big.Rat).Sub(after, before)
		if before.Sign() > 0 {
			add(0, before)
		}
		switch {
		case step.Sign() == 0:
		case before.Sign() == 0 && !ever:
			add(1, after)
		case before.Sign() == 0:
			add(3, after)
		case after.Sign() == 0:
			add(5, before)
		case step.Sign() > 0:
			add(2, step)
		default:
			add(4, step.Neg(step))
		}
	}
	return m, counts
}

// Months as whole numbers, the 10th of each.
func TestMovementsEqualTheDefinitions(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	customers := []string{"a", "b", "c"}
	const months = 6
	for range 1000 {
		var balances revenue.Balances[string]
		paid := map[string]map[int]*big.Rat{}
		for range random.IntN(12) {
			c, month, amount := customers[random.IntN(3)], random.IntN(months), random.Int64N(4)
			at := time.Date(2026, time.Month(1+month), 10, 0, 0, 0, 0, time.UTC)
			if err := balances.Add(c, at, decimal.New(amount, -1)); err != nil {
				t.Fatal(err)
			}
			if paid[c] == nil {
				paid[c] = map[int]*big.Rat{}
			}
			if paid[c][month] == nil {
				paid[c][month] = new(big.Rat)
			}
			paid[c][month].Add(paid[c][month], big.NewRat(amount, 10))
		}
		sums := func(c string, month int) *big.Rat {
			if r := paid[c][month]; r != nil {
				return r
			}
			return new(big.Rat)
		}
		checkPeriods(t, balances.Result(), customers, sums)
		checkThrough(t, &balances, customers, sums)
	}
}

func TestChangesEqualTheDefinitions(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	customers := []string{"a", "b", "c"}
	for range 1000 {
		var changes revenue.Changes[string]
		type event struct {
			day    int
			number int64
			amount int64
		}
		events := map[string][]event{}
		for range random.IntN(12) {
			c, e := customers[random.IntN(3)], event{random.IntN(60) * 3, random.Int64N(3), random.Int64N(4)}
			at := time.Date(2026, 1, 1+e.day, 0, 0, 0, 0, time.UTC)
			if err := changes.AddChange(c, revenue.Change{Time: at, Number: e.number, Amount: decimal.New(e.amount, -1)}); err != nil {
				t.Fatal(err)
			}
			events[c] = append(events[c], e)
		}
		holds := func(c string, month int) *big.Rat {
			end := time.Date(2026, time.Month(2+month), 1, 0, 0, 0, 0, time.UTC)
			last := event{day: -1}
			for _, e := range events[c] {
				at := time.Date(2026, 1, 1+e.day, 0, 0, 0, 0, time.UTC)
				later := e.day > last.day || e.day == last.day && e.number > last.number
				same := e.day == last.day && e.number == last.number
				if at.Before(end) && (later || same && e.amount > last.amount) {
					last = e
				}
			}
			return big.NewRat(last.amount, 10)
		}
		checkPeriods(t, changes.Result(), customers, holds)
		checkAt(t, changes.Result())
		checkThrough(t, &changes, customers, holds)

		// By each change the sums differ, what they add up to does not.
		by, each := changes.Result(), changes.EachChange()
		if len(by.NonEmpty) > 0 && len(each.NonEmpty) > 0 {
			a, err := by.NonEmpty[len(by.NonEmpty)-1].End()
			b, err2 := each.NonEmpty[len(each.NonEmpty)-1].End()
			if err := errors.Join(err, err2); err != nil || !a.Amount.Equal(b.Amount) || a.Customers != b.Customers {
				t.Fatalf("ends %v and %v, %v", a, b, err)
			}
		}
	}
}

// checkPeriods compares every period with the definitions, and what follows.
func checkPeriods(t *testing.T, r revenue.Result, customers []string, holds func(string, int) *big.Rat) {
	t.Helper()
	first := int(kpi.PeriodOf(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), kpi.Month, nil).Index())
	if len(r.NonEmpty) > 0 && r.NonEmpty[0].New.Customers == 0 {
		t.Fatalf("the first period is %v, in which nobody is new", r.NonEmpty[0])
	}
	for p := range r.Periods() {
		month := int(p.Period.Index()) - first
		want, counts := naive(customers, holds, 0, month)
		for i, m := range []revenue.Movement{p.Start, p.New, p.Expansion, p.Reactivation, p.Contraction, p.Churn} {
			if m.Amount.Rat().Cmp(want[i]) != 0 || m.Customers != counts[i] {
				t.Fatalf("%v: movement %d is %v of %d, want %v of %d", p.Period, i, m.Amount, m.Customers, want[i], counts[i])
			}
		}
		end, err := p.End()
		if err != nil {
			t.Fatal(err)
		}
		total := new(big.Rat)
		for _, c := range customers {
			total.Add(total, holds(c, month))
		}
		if end.Amount.Rat().Cmp(total) != 0 {
			t.Fatalf("%v ends with %v, customers hold %v", p.Period, end.Amount, total)
		}
		gross, err := p.GrossRetention()
		if err != nil {
			continue
		}
		net, err := p.NetRetention()
		if err != nil || gross.Rat().Sign() < 0 || gross.Rat().Cmp(big.NewRat(1, 1)) > 0 || gross.Cmp(net) > 0 {
			t.Fatalf("%v: GRR %v, NRR %v, %v", p.Period, gross, net, err)
		}
	}
}

// checkThrough compares the result through each month, some before and some after
// all amounts, with the definitions, and what is held then.
func checkThrough(t *testing.T, a interface {
	Through(kpi.Period) (revenue.Result, error)
}, customers []string, holds func(string, int) *big.Rat,
) {
	t.Helper()
	for month := -2; month < 9; month++ {
		last := kpi.PeriodOf(time.Date(2026, time.Month(1+month), 1, 0, 0, 0, 0, time.UTC), kpi.Month, nil)
		r := laws.Must(a.Through(last))
		checkPeriods(t, r, customers, holds)
		ever := false
		for m := range month + 1 {
			for _, c := range customers {
				ever = ever || holds(c, m).Sign() > 0
			}
		}
		p, ok := r.At(last)
		if _, after := r.At(last.Next()); ok != ever || after {
			t.Fatalf("through %v, with revenue until then %v: there %v, the month after %v", last, ever, ok, after)
		}
		total := new(big.Rat)
		for _, c := range customers {
			total.Add(total, holds(c, month))
		}
		if end := laws.Must(p.End()); end.Amount.Rat().Cmp(total) != 0 {
			t.Fatalf("through %v: %v, customers hold %v", last, end.Amount, total)
		}
	}
}

// checkAt compares the periods one by one with those of the walk.
func checkAt(t *testing.T, r revenue.Result) {
	t.Helper()
	all := map[kpi.Period]revenue.PeriodMovements{}
	for p := range r.Periods() {
		all[p.Period] = p
	}
	for p := kpi.PeriodOf(time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC), kpi.Month, nil); p.Start().Year() < 2027; p = p.Next() {
		want, ok := all[p]
		if got, is := r.At(p); is != ok || !cmp.Equal(got, want, cmp.Comparer(func(a, b kpi.Period) bool { return a == b })) {
			t.Fatalf("%v: %+v, %v, want %+v, %v", p, got, is, want, ok)
		}
		for _, other := range []kpi.Period{kpi.PeriodAt(p.Index(), kpi.Week, nil), kpi.PeriodAt(p.Index(), kpi.Month, time.FixedZone("x", 60))} {
			if got, is := r.At(other); is {
				t.Fatalf("%v of %v: %+v", other, other.Location(), got)
			}
		}
	}
}

// A result that was written by hand may mix grains: there is no end of year 9999
// to walk to in weeks.
func TestPeriodsOfMixedGrainsEnd(t *testing.T) {
	day := kpi.PeriodOf(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), kpi.Day, nil)
	year := kpi.PeriodOf(day.Start(), kpi.Year, nil)
	r := revenue.Result{NonEmpty: []revenue.PeriodMovements{{Period: year}, {Period: day}}}
	n := 0
	for range r.Periods() {
		n++
	}
	if n != 2 {
		t.Errorf("%d periods", n)
	}
}
