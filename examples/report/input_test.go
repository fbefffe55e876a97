package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// zipped compresses a text as gzip does.
func zipped(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const twoOrders = "customer,time,amount\nann,2025-01-02,10\nbob,2025-01-03,20\n"

func TestFilesAreReadAsTheyAre(t *testing.T) {
	for name, text := range map[string]string{
		"plain":            twoOrders,
		"gzip":             zipped(t, twoOrders),
		"byte order mark":  "\ufeff" + twoOrders,
		"CRLF":             strings.ReplaceAll(twoOrders, "\n", "\r\n"),
		"no last line end": strings.TrimSuffix(twoOrders, "\n"),
		"blank lines":      strings.ReplaceAll(twoOrders, "\n", "\n\n"),
		"aliases":          "USER,created-at,Total,remark\nann,2025-01-02,10,\nbob,2025-01-03,20,\n",
		"quoted newline":   "customer,time,amount\n\"ann\nof York\",2025-01-02,10\n\"bob\",\"2025-01-03\",20\n",
	} {
		_, got := figures(t, "-orders", write(t, "orders", text))
		if n, sum := got[place{"customers", "", ""}].Value, got[place{"revenue", "", ""}].Value; n != "2" || sum != "30" {
			t.Errorf("%s: %s customers, revenue %s; want 2 and 30", name, n, sum)
		}
	}
}

func TestFilesWithoutLinesHaveNoFigures(t *testing.T) {
	header := write(t, "header", "customer,time,amount\n")
	for _, args := range [][]string{{"-orders", header}, {"-orders", header, "-lifetime", "3", "-margin", "1"}, {"-orders", write(t, "orders", twoOrders), "-from", "2026-01-01"}} {
		d, got := figures(t, args...)
		if r := got[place{"basket", "", ""}]; r.Undefined == "" || len(d.Periods) > 0 {
			t.Errorf("%v: basket %+v, periods %v; want why there is none", args, r, d.Periods)
		}
		runs(t, args...)
	}
}

func TestFilesThatCannotBeReadStopTheReport(t *testing.T) {
	cut := zipped(t, twoOrders+strings.Repeat("cid,2025-01-04,1\n", 10_000))
	for text, want := range map[string]string{
		"":                                "empty file, a header line is needed",
		"customer,amount\nann,10\n":       "no column time (or date, timestamp, created_at) in the header: customer, amount",
		"customer,time\nann,2025-01-02\n": "no column price (or unit_price, amount, value, total) in the header",
		"customer,time,amount,Amount\na,2025-1-1,\n": "column Amount appears twice in the header",
		"PK\x03\x04\x00":   "not a valid zip file",
		"\x1f\x8bnonsense": "not readable",
		cut[:len(cut)-20]:  "cut off here",
		cut[:5]:            "not readable",
		"customer,time,amount\n\"" + strings.Repeat("x\n", 600_000): "a quote that is not closed",
	} {
		path := write(t, "orders", text)
		if err := fails(t, "-orders", path); !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
}

// badLines has a file of each kind with good lines and bad ones. By the bad
// lines stand the column and what is wrong.
var badLines = map[string]struct {
	text string
	bad  []string
}{
	"orders": {
		"order,customer,time,quantity,price\n1,ann,2025-01-02,1,10\n2,ann,2025-02-30,1,10\n3,ann,2025-01-03,one,10\n4,ann,2025-01-04,1,1e999\n5,ann\n",
		[]string{`3: column time: "2025-02-30": not a time`, `4: column quantity: "one": not a whole number`, `5: column price: "1e999": `, `6: 2 fields, the header has 5`},
	},
	"surveys": {
		"customer,time,survey,rating\nann,2025-01-02,nps,9\nann,2025-01-02,nps,11\nann,2025-01-02,csat,0\nann,2025-01-02,mood,1\n",
		[]string{`3: column score: "11": nps: score 11 outside 0..10`, `4: column score: "0": csat: score 0 outside 1..5`, `5: column survey: "mood": not one of nps, csat, ces`},
	},
	"tickets": {
		"created,first_response,resolved,contacts\n2025-01-02,2025-01-02,,1\n2025-01-02,2025-01-01,,1\n2025-01-02,,2025-01-01,1\n2025-01-02,,,0\n",
		[]string{`3: column first_response: "2025-01-01 00:00:00": before the ticket was created`, `4: column resolved: "2025-01-01 00:00:00": before`, `5: column contacts: "0": support: contacts 0`},
	},
	"mentions": {
		"time,source,sentiment,polarity\n2025-01-02,x,positive,0.5\n2025-01-02,x,good,0\n2025-01-02,x,neutral,1.5\n",
		[]string{`3: column sentiment: "good": not one of`, `4: column polarity: "1.5": outside -1..1`},
	},
	"subscriptions": {
		"customer,start,end,price\nann,2025-01-02,,10\nbob,2025-01-02,2025-01-01,10\ncid,,,10\n",
		[]string{`3: column end: "2025-01-01": before the start`, `4: column start: "": empty`},
	},
	"visits": {
		"customer,time,step\nann,2025-01-02,visit\nann,0000-01-01,visit\n,2025-01-02,visit\n",
		[]string{`3: year 0 outside 2..9999`, `4: column customer: "": empty`},
	},
	"spend": {
		"time,amount\n2025-01-02,10\n2025-01-02,ten\n",
		[]string{`3: column amount: "ten": not a decimal number`},
	},
}

func TestBadLinesAreReportedAndCounted(t *testing.T) {
	for _, kind := range slices.Sorted(maps.Keys(badLines)) {
		file := badLines[kind]
		path := write(t, kind, file.text)
		out, stderr := runs(t, "-"+kind, path)
		lines := strings.Split(strings.TrimSpace(stderr), "\n")
		if len(lines) != len(file.bad) {
			t.Errorf("%s: %d lines on stderr, want %d:\n%s", kind, len(lines), len(file.bad), stderr)
			continue
		}
		for i, want := range file.bad {
			if !strings.HasPrefix(lines[i], path+":"+want) {
				t.Errorf("%s: %s, want %s", kind, lines[i], want)
			}
		}
		if want := fmt.Sprintf("%d  bad, see stderr", len(file.bad)); !strings.Contains(out, want) {
			t.Errorf("%s: the output does not say %q", kind, want)
		}
		if err := fails(t, "-strict", "-"+kind, path); !strings.HasPrefix(err.Error(), path+":"+file.bad[0]) {
			t.Errorf("%s -strict: %v, want %s", kind, err, file.bad[0])
		}
		_, got := figures(t, "-"+kind, path)
		if n := got[place{kind + "_bad", "", ""}].Value; n != fmt.Sprint(len(file.bad)) {
			t.Errorf("%s: %s bad lines counted, want %d", kind, n, len(file.bad))
		}
	}
}

// Beyond a few, bad lines are only counted: a file of the wrong kind is not
// copied to the screen.
func TestManyBadLinesAreCounted(t *testing.T) {
	out, stderr := runs(t, "-orders", write(t, "orders", twoOrders+strings.Repeat("x\n", 1000)))
	if n := strings.Count(stderr, "\n"); n != shownBad+1 || !strings.Contains(stderr, "and 995 more bad lines") {
		t.Errorf("stderr has %d lines:\n%s", n, stderr)
	}
	if !strings.Contains(out, "1,000  bad, see stderr") {
		t.Errorf("the output does not count the bad lines:\n%.400s", out)
	}
}

// Lines that are good alone may make an order too large to add up exactly. Then
// the line that is too much is bad, not the report.
func TestALineMayBeTooMuchForItsOrder(t *testing.T) {
	defer func(was int) { decimal.MaxDecodeExponent = was }(decimal.MaxDecodeExponent)
	decimal.MaxDecodeExponent = 100 // whatever other tests set
	large, small := strings.Repeat("9", 60)+"e64", strings.Repeat("3", 60)+"e-64"
	path := write(t, "orders", "order,customer,time,amount\n1,ann,2025-01-02,"+large+"\n1,ann,2025-01-02,"+small+"\n")
	_, stderr := runs(t, "-orders", path)
	if want := path + ":3: column amount: "; !strings.HasPrefix(stderr, want) || strings.Count(stderr, "\n") != 1 {
		t.Errorf("stderr %s, want %s", stderr, want)
	}
	_, got := figures(t, "-orders", path)
	equal(t, got, map[place]*big.Rat{
		{"orders", "", ""}: big.NewRat(1, 1), {"revenue", "", ""}: rational(t, large),
		{"orders_bad", "", ""}: big.NewRat(1, 1), {"orders_counted_amount", "", ""}: rational(t, large),
	})
}

// Without brands in the file, all mentions are of one; an audience beyond all
// people is a slip of the keyboard.
func TestMentionsOfOneBrand(t *testing.T) {
	path := write(t, "mentions", "time,source,sentiment,audience\n2025-01-02,news,positive,100\n2025-01-02,x,negative,20\n2025-01-02,x,negative,9000000000000000000\n")
	_, got := figures(t, "-mentions", path, "-brand", "Alba")
	equal(t, got, map[place]*big.Rat{
		{"mentions", "", ""}: big.NewRat(2, 1), {"social_reach", "", ""}: big.NewRat(20, 1), {"non_social_reach", "", ""}: big.NewRat(100, 1),
		{"mentions_bad", "", ""}: big.NewRat(1, 1),
	})
}
