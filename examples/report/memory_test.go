package main

import (
	"fmt"
	"io"
	"math/big"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A block of lines that brings in all identities that there are: 10 customers,
// 12 products, 60 orders, 20 days. Only tickets have a moment of their own, and
// none is answered.
const block = 2000

func lineOf(kind string, i int) string {
	customer, day := fmt.Sprintf("c%d", i%10), fmt.Sprintf("2025-03-%02d", 1+i%20)
	switch kind {
	case "orders":
		return fmt.Sprintf("o%d,%s,%s,p%d,9.99", i%60, customer, day, i%12)
	case "orders without number":
		return fmt.Sprintf(",%s,%s,p%d,9.99", customer, day, i%12)
	case "surveys":
		return fmt.Sprintf("%s,%s,nps,%d", customer, day, i%11)
	case "tickets":
		return time.Date(2025, 3, 1, 0, 10*i%(30*24*60), i%60, 0, time.UTC).Format(time.DateTime) + ",,"
	case "mentions":
		return fmt.Sprintf("%s,x,positive,%s,%d,0.5", day, customer, i)
	case "subscriptions":
		return fmt.Sprintf("%s,%s,2025-04-%02d,5", customer, day, 1+i%20)
	case "visits":
		return fmt.Sprintf("%s,%s,%s", customer, day, []string{"visit", "product", "basket", "order"}[i%4])
	default:
		return day + ",100"
	}
}

var headers = map[string]string{
	"orders":                "order,customer,time,product,price",
	"orders without number": "order,customer,time,product,price",
	"surveys":               "customer,time,kind,score",
	"tickets":               "created,first_response,resolved",
	"mentions":              "time,source,sentiment,author,audience,polarity",
	"subscriptions":         "customer,start,end,price",
	"visits":                "customer,time,step",
	"spend":                 "time,amount",
}

// What a report keeps are identities: customers, products, orders, authors. Ten
// times the lines of the same ones take the same memory: of 18,000 lines more,
// not 8 bytes a line. Only the steps of visits are kept, in 32 bytes at most: in which
// order they come is not known before the end.
func TestMemoryDoesNotGrowWithLines(t *testing.T) {
	for kind := range headers {
		once, tenTimes := heapOf(t, kind, block), heapOf(t, kind, 10*block)
		least := int64(8)
		if kind == "visits" {
			least = 32
		}
		if more := tenTimes - once; more > 9*block*least {
			t.Errorf("%s: %d bytes for %d lines, %d for %d", kind, once, block, tenTimes, 10*block)
		}
	}
}

// heapOf returns the memory that a report holds after reading n lines.
func heapOf(t *testing.T, kind string, n int) int64 {
	t.Helper()
	var text strings.Builder
	text.WriteString(headers[kind])
	for i := range n {
		text.WriteString("\n" + lineOf(kind, i))
	}
	flag, _, _ := strings.Cut(kind, " ")
	c, err := parseFlags([]string{"-" + flag, write(t, "input", text.String()), "-strict"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	text.Reset()
	before := heap()
	r, err := readFiles(c, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	held := heap() - before
	runtime.KeepAlive(r)
	return held
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // frees what finalizers held
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// Waiting tickets are let go as soon as they are overdue for sure; the figures
// are those of keeping them all, in whatever order they come.
func TestWaitingTicketsCountAsIfAllWereKept(t *testing.T) {
	ascending, descending := []string{"created,first_response,resolved"}, []string{"created,first_response,resolved"}
	start := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	const n, target = 5000, 30 * time.Hour
	end := time.Date(2025, 3, 5, 0, 0, 0, 0, time.UTC) // of the day of the last ticket
	var overdue int64
	for i := range n {
		created := start.Add(time.Duration(i) * time.Minute)
		if end.Sub(created) > target {
			overdue++
		}
		ascending = append(ascending, created.Format(time.DateTime)+",,")
		descending = append(descending, start.Add(time.Duration(n-1-i)*time.Minute).Format(time.DateTime)+",,")
	}
	for name, lines := range map[string][]string{"ascending": ascending, "descending": descending} {
		// One ticket is answered in time, so that the service level is
		// 1 / (1 + overdue).
		text := strings.Join(lines, "\n") + "\n2025-03-01,2025-03-01 12:00:00,\n"
		_, got := figures(t, "-tickets", write(t, "tickets", text), "-target", target.String())
		equal(t, got, map[place]*big.Rat{
			{"service_level", "", ""}: big.NewRat(1, 1+overdue),
			{"unanswered", "", ""}:    big.NewRat(n, 1),
			{"unresolved", "", ""}:    big.NewRat(n+1, 1),
		})
		if t.Failed() {
			t.Fatal(name)
		}
	}
}
