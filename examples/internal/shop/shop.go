// Package shop simulates a year of a shop, so that the report has something to
// show where there is no data. The files are those of package rows, and the
// same bytes each time: all chance comes from one seed.
//
// # The shop
//
// The shop sells 24 products in 3 ranges through 3 segments: web, store and
// app. The year is 2025, in UTC. In it there are
//
//   - 2,000 customers: 850 from the two years before, 1,150 who come during
//     the year and order on the day they come. A customer orders again after
//     a gap that is exponential, with a mean of the customer's own (log-normal,
//     median 62 days), and after each order leaves for good with chance 11 %.
//   - about 8,000 orders of 1 to 4 lines; 2.5 % of them come back in part, as
//     a line of negative quantity; 150 orders at the store's till are without
//     a customer.
//   - visits of 4 steps: visit, product, basket, order. Each order of a
//     customer ends a visit that reached all four. Another 8,000 visits end
//     earlier; three in five are of prospects, who never buy. In the store, a
//     visit is a card shown at the door.
//   - about 2,500 tickets, most of them after an order, with 3 % not resolved
//     and 2 % not even answered, besides those that the year's end left open.
//   - about 6,000 survey invitations: NPS after 42 % of orders, CSAT and CES
//     after 65 % and 50 % of resolved tickets. About two in five are answered,
//     more in the app and fewer in the store.
//   - about 9,000 mentions of the shop, Alba, and its competitors, Boreal and
//     Cobalt, at 12, 8 and 4 a day.
//   - about 900 subscriptions on the plans basic, plus and pro. A change of plan
//     is two of them, where the second starts when the first ends.
//   - spend on search, affiliates, social media and flyers, once a month.
//
// # What moves the figures
//
//   - 1 April: the app's checkout gets simpler; half as many of its baskets are
//     left behind.
//   - 15 June: the support is reorganised. First responses take 1 hour instead
//     of 3, resolution 5 instead of 9, fewer customers have to call again, and
//     NPS, CSAT and CES rise.
//   - 1 September: new subscriptions cost 10 % more, and the running ones will
//     at renewal. In that month, churn is four times the usual.
//   - 13 to 19 October: bad press, over lamps that Alba recalls. Alba is mentioned
//     six times as often, most of it negative, with anger and disgust; surveys are worse, until the 26th,
//     and more customers leave after an order.
//   - November and December: orders peak, at 1.4 and 1.9 times the average; in
//     December the support is slower.
//   - Segments: the store is liked best and the app least; the app sells most
//     beside the first product, and loses most subscribers.
//
// The names are invented.
package shop

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A Shop is one simulated year.
type Shop struct {
	customers     []customer
	orders        []order
	visits        []step
	tickets       []ticket
	surveys       []survey
	mentions      []mention
	subscriptions []subscription
}

// New simulates the year. Every Shop is the same.
func New() *Shop {
	s := &Shop{customers: newCustomers(), mentions: newMentions()}
	s.orders = newOrders(s.customers)
	s.visits = newVisits(s.customers, s.orders)
	s.tickets = newTickets(s.customers, s.orders)
	s.surveys = newSurveys(s.orders, s.tickets)
	s.subscriptions = newSubscriptions(s.customers)
	return s
}

// Kinds returns the kinds of file that Write knows.
func Kinds() []string {
	return []string{"orders", "surveys", "tickets", "mentions", "subscriptions", "visits", "spend"}
}

// Write writes the CSV file of a kind, which package rows reads. The error is
// that of w, or tells that there is no such kind.
func (s *Shop) Write(kind string, w io.Writer) error {
	f := file{csv: csv.NewWriter(w)}
	switch kind {
	case "orders":
		f.writeOrders(s.orders)
	case "surveys":
		f.writeSurveys(s.surveys)
	case "tickets":
		f.writeTickets(s.tickets)
	case "mentions":
		f.writeMentions(s.mentions)
	case "subscriptions":
		f.writeSubscriptions(s.subscriptions)
	case "visits":
		f.writeVisits(s.visits)
	case "spend":
		f.writeSpend()
	default:
		return fmt.Errorf("shop: no kind %q, only %s", kind, strings.Join(Kinds(), ", "))
	}
	f.csv.Flush()
	return f.csv.Error()
}

// A file is a CSV file being written. csv.Writer keeps its first error.
type file struct {
	csv *csv.Writer
}

func (f file) row(cells ...string) { _ = f.csv.Write(cells) }

// stamp formats a time, and a zero time as an empty cell.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateTime)
}

// cents formats an amount of money.
func cents(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// byTime sorts what happened in several places into one log.
func byTime[T any](all []T, at func(T) time.Time) {
	slices.SortStableFunc(all, func(a, b T) int { return at(a).Compare(at(b)) })
}
