package shop

import (
	"fmt"
	"sort"
	"time"
)

const (
	oldCustomers       = 850
	newCustomersInYear = 1150
	prospects          = 4000
)

type customer struct {
	id      string
	segment string
	country string
	joined  time.Time
	gap     float64 // mean days between two orders
}

// newCustomers returns the customers in the order in which they joined.
func newCustomers() []customer {
	d := newDice(customerStream)
	all := make([]customer, 0, oldCustomers+newCustomersInYear)
	for range oldCustomers {
		all = append(all, newCustomer(d, d.openingTime(d.within(yearStart().AddDate(-2, 0, 0), yearStart()))))
	}
	for len(all) < cap(all) {
		all = append(all, newCustomer(d, d.openingTime(d.inSeason())))
	}
	byTime(all, func(c customer) time.Time { return c.joined })
	for i := range all {
		all[i].id = fmt.Sprintf("C%04d", i+1)
	}
	return all
}

func newCustomer(d dice, joined time.Time) customer {
	return customer{segment: pickSegment(d), country: pickCountry(d), joined: joined, gap: d.around(62, 0.6)}
}

func pickSegment(d dice) string {
	return pick(d, []choice[string]{{50, "web"}, {30, "store"}, {20, "app"}})
}

func pickCountry(d dice) string {
	return pick(d, []choice[string]{{70, "France"}, {15, "Belgium"}, {8, "Switzerland"}, {7, "Luxembourg"}})
}

// inSeason is a time of the year, more often in the busy months.
func (d dice) inSeason() time.Time {
	for {
		if t := d.within(yearStart(), yearEnd()); d.chance(season(t) / highSeason) {
			return t
		}
	}
}

// openingTime moves t to a time of its day between 8 and 22 o'clock.
func (d dice) openingTime(t time.Time) time.Time {
	day := t.Truncate(24 * time.Hour)
	return d.within(day.Add(8*time.Hour), day.Add(22*time.Hour))
}

// someone is a customer who joined before t, or nil if nobody did.
func (d dice) someone(customers []customer, t time.Time) *customer {
	n := sort.Search(len(customers), func(i int) bool { return !customers[i].joined.Before(t) })
	if n == 0 {
		return nil
	}
	return &customers[d.IntN(n)]
}
