package rows

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func at(month time.Month, day, hour int) time.Time {
	return time.Date(2025, month, day, hour, 0, 0, 0, time.UTC)
}

func texts(bad []*Error) string {
	var out []string
	for _, e := range bad {
		out = append(out, e.Error())
	}
	return strings.Join(out, "\n")
}

func TestOrdersTakeTheAmountBeforeThePrice(t *testing.T) {
	rows, bad := orders(t, "id,date,quantity,price,amount,sale\n"+
		"1,2025-01-01,3,2.50,,\n"+ // 3 × 2.50 = 7.50
		"1,2025-01-01,3,2.50,7,Cross Sell\n"+
		"1,2025-01-01,-2,2.50,,up_sell\n"+ // -2 × 2.50 = -5
		"1,2025-01-01,,2.50,,first\n", Options{})
	if len(bad) > 0 {
		t.Fatal(texts(bad))
	}
	for i, want := range []struct {
		amount   string
		quantity int64
		sale     Sale
	}{{"7.50", 3, FirstSale}, {"7.00", 3, CrossSell}, {"-5.00", -2, UpSell}, {"2.50", 1, FirstSale}} {
		got := rows[i]
		if got.Amount.StringFixed(2) != want.amount || got.Quantity != want.quantity || got.Sale != want.sale {
			t.Errorf("line %d: %s, %d, %s, want %+v", i, got.Amount.StringFixed(2), got.Quantity, got.Sale, want)
		}
	}
}

func TestSurveys(t *testing.T) {
	r, err := Surveys(strings.NewReader("time,customer,kind,score,segment\n"+
		"2025-01-01,a,nps,0,web\n"+
		"2025-01-01,,CSAT,,\n"+
		"2025-01-01,a,happiness,3,web\n"+
		"2025-01-01,a,ces,4.5,web\n"), "s.csv", Options{})
	rows, bad := read(t, r, err)
	want := []Survey{
		{Time: at(1, 1, 0), Customer: "a", Kind: NPS, Answered: true, Segment: "web"},
		{Time: at(1, 1, 0), Kind: CSAT},
	}
	if len(rows) != 2 || rows[0] != want[0] || rows[1] != want[1] {
		t.Errorf("got %+v\nwant %+v", rows, want)
	}
	if got, want := texts(bad), `s.csv:4: column kind: "happiness": not one of nps, csat, ces`+"\n"+
		`s.csv:5: column score: "4.5": not a whole number`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTickets(t *testing.T) {
	r, err := Tickets(strings.NewReader("ticket,customer,created,first_response,resolved,contacts,reopened,channel\n"+
		"T1,a,2025-01-01 08:00:00,2025-01-01 09:00:00,2025-01-02 10:00:00,3,yes,phone\n"+
		"T2,a,2025-01-01 08:00:00,,,,,\n"+
		"T3,a,2025-01-01 08:00:00,,,-1,,\n"), "t.csv", Options{})
	rows, bad := read(t, r, err)
	want := []Ticket{
		{"T1", "a", at(1, 1, 8), at(1, 1, 9), at(1, 2, 10), 3, true, "phone"},
		{Ticket: "T2", Customer: "a", Created: at(1, 1, 8), Contacts: 1},
	}
	if len(rows) != 2 || rows[0] != want[0] || rows[1] != want[1] {
		t.Errorf("got %+v\nwant %+v", rows, want)
	}
	if got, want := texts(bad), `t.csv:4: column contacts: "-1": below 0`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMentions(t *testing.T) {
	r, err := Mentions(strings.NewReader("time,brand,source,domain,author,sentiment,emotion,audience,polarity\n"+
		"2025-01-01,Alba,news,paper.example,u1,Negative,anger,12000,-0.75\n"+
		"2025-01-01,Alba,x,,,neutral,,,\n"+
		"2025-01-01,Alba,x,,,neutral,boredom,,\n"+
		"2025-01-01,Alba,x,,,neutral,,,1.5\n"), "m.csv", Options{})
	rows, bad := read(t, r, err)
	if len(rows) != 2 {
		t.Fatalf("%d rows, %s", len(rows), texts(bad))
	}
	if m := rows[0]; m.Sentiment != Negative || m.Emotion != Anger || m.Audience != 12000 || m.Polarity.Decimal.StringFixed(2) != "-0.75" ||
		m.Domain != "paper.example" || m.Author != "u1" || m.Source != "news" || m.Brand != "Alba" {
		t.Errorf("got %+v", m)
	}
	if m := rows[1]; m.Polarity.Valid || m.Emotion != "" || m.Audience != 0 {
		t.Errorf("got %+v", m)
	}
	if got, want := texts(bad), `m.csv:4: column emotion: "boredom": not one of admiration, joy, disgust, sadness, fear, anger`+"\n"+
		`m.csv:5: column polarity: "1.5": outside -1..1`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSubscriptionsVisitsAndSpend(t *testing.T) {
	s, err := Subscriptions(strings.NewReader("customer,plan,start,end,mrr\na,plus,2025-01-01,2025-02-01,19.90\nb,plus,2025-01-01,,9.90\n,plus,2025-01-01,,9.90\n"), "s.csv", Options{})
	subs, bad := read(t, s, err)
	if len(subs) != 2 || !subs[0].End.Equal(at(2, 1, 0)) || !subs[1].End.IsZero() || subs[1].Price.StringFixed(2) != "9.90" {
		t.Errorf("got %+v", subs)
	}
	if got, want := texts(bad), `s.csv:4: column customer: "": empty`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}

	v, err := Visits(strings.NewReader("date,visitor,event\n2025-01-01,v1,basket\n"), "v.csv", Options{})
	visits, _ := read(t, v, err)
	if len(visits) != 1 || visits[0] != (Visit{at(1, 1, 0), "v1", "basket", ""}) {
		t.Errorf("got %+v", visits)
	}

	p, err := Spends(strings.NewReader("month,cost,channel\n2025-01-01,1200,search\n"), "p.csv", Options{})
	spend, _ := read(t, p, err)
	if len(spend) != 1 || spend[0].Amount.StringFixed(2) != "1200.00" || spend[0].Segment != "search" {
		t.Errorf("got %+v", spend)
	}
}

// The table in the package comment is what users read, so it is checked
// against the columns that the readers look for.
func TestTheDocumentedColumnsAreTheColumns(t *testing.T) {
	source, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]map[string]string{} // by kind and column: the rest of the line
	name := ""
	for line := range strings.Lines(string(source)) {
		line, ok := strings.CutPrefix(line, "//\t")
		if !ok || len(line) < 32 {
			continue
		}
		if kind := strings.TrimSpace(line[:15]); kind != "" {
			name = kind
			documented[name] = map[string]string{}
		}
		documented[name][strings.TrimSpace(line[15:31])] = line[31:]
	}
	compare(t, documented["orders"], "customer,time,price", Orders)
	compare(t, documented["surveys"], "time,customer,kind,score", Surveys)
	compare(t, documented["tickets"], "created,first_response,resolved", Tickets)
	compare(t, documented["mentions"], "time,source,sentiment", Mentions)
	compare(t, documented["subscriptions"], "customer,start,end,price", Subscriptions)
	compare(t, documented["visits"], "time,customer,step", Visits)
	compare(t, documented["spend"], "time,amount", Spends)
}

func compare[T any](t *testing.T, documented map[string]string, header string, open func(io.Reader, string, Options) (*Reader[T], error)) {
	t.Helper()
	r, err := open(strings.NewReader(header), "", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(documented) != len(r.kind.columns) {
		t.Errorf("%d columns documented, %d read", len(documented), len(r.kind.columns))
	}
	needs := map[need]string{optional: "no", nullable: "column", required: "yes"}
	for _, c := range r.kind.columns {
		need := needs[c.need]
		if slices.Contains(r.kind.oneOf, c.name) {
			need = "(1)"
		}
		if want := fmt.Sprintf("%-30s %-7s ", strings.Join(c.aliases, ", "), need); !strings.HasPrefix(documented[c.name], want) {
			t.Errorf("column %s is documented as %q, want %q...", c.name, documented[c.name], want)
		}
	}
}
