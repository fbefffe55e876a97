package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi/examples/internal/sheet"
)

// values returns the values of a figure by period.
func values(d sheet.JSON, all map[place]sheet.Record, key, segment string) (got []string) {
	for _, p := range d.Periods {
		got = append(got, p+" "+all[place{key, p, segment}].Value)
	}
	return got
}

const fourOrders = `customer,time,amount,country
ann,2025-01-31 23:30:00,1,FR
bob,2025-02-01 00:00:00,2,FR
cid,2025-03-31 22:30:00,4,BE
dan,2025-04-01T00:00:00Z,8,BE
`

func TestPeriodsAreHalfOpenAndOfTheZone(t *testing.T) {
	orders := write(t, "orders", fourOrders)
	for args, want := range map[string][]string{
		"":                                  {"2025-01 1", "2025-02 2", "2025-03 4", "2025-04 8"},
		"-from 2025-02-01 -to 2025-04-01":   {"2025-02 2", "2025-03 4"},
		"-grain quarter":                    {"2025-Q1 7", "2025-Q2 8"},
		"-grain week -to 2025-02-03":        {"2025-W05 3"},
		"-grain day -to 2025-02-02":         {"2025-01-31 1", "2025-02-01 2"},
		"-grain year":                       {"2025 15"},
		"-zone America/New_York":            {"2025-01 1", "2025-02 2", "2025-03 12"}, // dan's time has its own zone
		"-zone Asia/Tokyo -from 2025-04-01": {"2025-04 8"},
	} {
		d, all := figures(t, append([]string{"-orders", orders}, strings.Fields(args)...)...)
		if diff := cmp.Diff(want, values(d, all, "revenue", "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", args, diff)
		}
	}
	_, all := figures(t, "-orders", orders, "-from", "2025-02-01", "-to", "2025-04-01")
	if n := all[place{"orders_left_out_outside_time", "", ""}].Value; n != "2" {
		t.Errorf("%s lines outside -from..-to, want 2", n)
	}
}

// The day of 2018-11-04 began at 1 o'clock in São Paulo, and its first moment
// is 03:00 in UTC.
func TestADayMayBeginAfterMidnight(t *testing.T) {
	orders := write(t, "orders", "customer,time,amount\nann,2018-11-04T02:59:59Z,1\nbob,2018-11-04T03:00:00Z,2\n")
	_, all := figures(t, "-orders", orders, "-zone", "America/Sao_Paulo", "-from", "2018-11-04")
	if sum := all[place{"revenue", "", ""}].Value; sum != "2" {
		t.Errorf("revenue from that day on is %s, want 2", sum)
	}
}

func TestSegmentsAreThoseOfAnyColumn(t *testing.T) {
	_, all := figures(t, "-orders", write(t, "orders", fourOrders+"eve,2025-04-02,16,\n"), "-by", "country")
	for segment, want := range map[string]string{"": "31", "FR": "3", "BE": "12", noSegment: "16"} {
		if sum := all[place{"revenue", "", segment}].Value; sum != want {
			t.Errorf("revenue of %q: %s, want %s", segment, sum, want)
		}
	}
	err := fails(t, "-orders", write(t, "orders", fourOrders), "-by", "planet")
	if want := `invalid value "planet" for flag -by: no file has this column`; err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// A report up to a day is the report that was made on that day: what came after
// is not known.
func TestNothingAfterToIsKnown(t *testing.T) {
	tickets := "created,first_response,resolved\n2025-01-10,2025-01-10 00:30:00,2025-02-05\n2025-01-20,2025-02-01,2025-02-02\n"
	subscriptions := "customer,start,end,price\nann,2024-12-01,2025-02-10,5\nbob,2024-12-01,2025-01-15,5\ncid,2025-02-01,,5\n"
	known := write(t, "tickets", strings.NewReplacer("2025-02-05", "", "2025-02-02", "", "2025-02-01", "").Replace(tickets))
	stays := write(t, "subscriptions", "customer,start,end,price\nann,2024-12-01,,5\nbob,2024-12-01,2025-01-15,5\n")
	_, then := figures(t, "-tickets", known, "-subscriptions", stays, "-from", "2025-01-01", "-to", "2025-02-01")
	_, later := figures(t, "-tickets", write(t, "tickets", tickets), "-subscriptions", write(t, "subscriptions", subscriptions), "-from", "2025-01-01", "-to", "2025-02-01")
	for _, all := range []map[place]sheet.Record{then, later} {
		for at := range all {
			if all[at].Family == "input" {
				delete(all, at)
			}
		}
	}
	if diff := cmp.Diff(then, later); diff != "" {
		t.Errorf("what came after counts (-then +later):\n%s", diff)
	}
	// By hand: one of two tickets answered within the hour, none resolved; one of
	// two subscribers lost.
	for key, want := range map[string]string{"service_level": "1/2", "unanswered": "1", "unresolved": "2", "churn": "1/2"} {
		if got := then[place{key, "2025-01", ""}].Value; got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
}

// Spam is closed without an answer: it does not wait, and misses no target that
// passes after its close. The fourth ticket had missed its hour before.
func TestATicketClosedWithoutAnAnswerDoesNotWait(t *testing.T) {
	tickets := "created,first_response,resolved\n" +
		"2025-03-01 10:00:00,2025-03-01 10:20:00,2025-03-01 11:00:00\n" +
		"2025-03-01 10:00:00,,2025-03-01 10:05:00\n" +
		"2025-03-09 10:00:00,2025-03-09 10:30:00,2025-03-09 11:00:00\n"
	for _, tc := range []struct{ more, level, closed string }{
		{"", "2/2", "1"},
		{"2025-03-02 10:00:00,,2025-03-02 11:00:01\n", "2/3", "2"},
	} {
		_, all := figures(t, "-tickets", write(t, "tickets", tickets+tc.more))
		for key, want := range map[string]string{"service_level": tc.level, "closed_unanswered": tc.closed, "unanswered": "0", "unresolved": "0", "response_median": "1500"} {
			if got := all[place{key, "", ""}].Value; got != want {
				t.Errorf("with %q, %s is %s, want %s", tc.more, key, got, want)
			}
		}
	}
}

// Half a month is not compared with a whole one.
func TestPartialPeriodsAreMarkedAndNotCompared(t *testing.T) {
	orders := write(t, "orders", "customer,time,amount\nann,2025-01-01,1\nann,2025-02-01,2\nann,2025-03-01,4\nann,2025-04-15,8\n")
	d, all := figures(t, "-orders", orders)
	if diff := cmp.Diff([]string{"2025-04"}, d.Partial); diff != "" {
		t.Errorf("partial periods (-want +got):\n%s", diff)
	}
	for period, want := range map[string]string{"2025-01": "", "2025-02": "1", "2025-03": "2", "2025-04": ""} {
		if change := all[place{"revenue", period, ""}].Change; change != want {
			t.Errorf("change of revenue in %s: %q, want %q", period, change, want)
		}
	}
	if out, _ := runs(t, "-orders", orders); !strings.Contains(out, "95% interval 2025-03  change 2025-03") || !strings.Contains(out, "From 2025-02 to 2025-03") {
		t.Errorf("the text compares other periods:\n%s", out)
	}
	if d, _ := figures(t, "-orders", orders, "-to", "2025-05-01"); len(d.Partial) > 0 {
		t.Errorf("with -to at its end, %v is partial", d.Partial)
	}
}

func TestAWrongDateDoesNotMakeEndlessTables(t *testing.T) {
	out, stderr := runs(t, "-orders", write(t, "orders", "customer,time,amount\nann,1000-01-01,1\nbob,9999-12-31,1\n"))
	if !strings.Contains(stderr, ":3: more than 10000 periods from the lines before") || strings.Contains(out, "9999") {
		t.Errorf("%s\n%s", stderr, out)
	}
	d, _ := figures(t, "-orders", write(t, "orders", "customer,time,amount\nann,9998-01-01,1\nbob,9999-12-31,1\n"), "-grain", "year")
	if diff := cmp.Diff([]string{"9998", "9999"}, d.Periods); diff != "" {
		t.Errorf("the last years there are (-want +got):\n%s", diff)
	}
}
