package rows

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// read returns the rows and the errors of an input that has a good header.
func read[T any](t *testing.T, r *Reader[T], err error) (rows []T, bad []*Error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range r.All() {
		if err == nil {
			rows = append(rows, row)
			continue
		}
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("%v is a %T, want *Error", err, err)
		}
		bad = append(bad, e)
	}
	return rows, bad
}

func orders(t *testing.T, in string, o Options) ([]Order, []*Error) {
	t.Helper()
	r, err := Orders(strings.NewReader(in), "orders.csv", o)
	return read(t, r, err)
}

func zipped(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestColumnsAreFoundByNameAliasAndSpelling(t *testing.T) {
	for _, header := range []string{
		"order,customer,time,product,range,quantity,price,segment",
		"Order_ID,Customer_ID,Date,SKU,Category,Qty,Unit_Price,Channel",
		"Invoice No, User ,TIMESTAMP,product-id,range,cds,UnitPrice,segment",
		"\ufefforder,id,created_at,item,range,quantity,\"price\",segment",
	} {
		rows, bad := orders(t, header+"\nA1,c7,2025-03-01,p,basic,3,1.25,web\n", Options{})
		if len(bad) > 0 || len(rows) != 1 {
			t.Fatalf("%q: %d rows, errors %v", header, len(rows), bad)
		}
		got := rows[0]
		// 3 × 1.25 = 3.75
		if got.Order != "A1" || got.Customer != "c7" || got.Product != "p" || got.Range != "basic" || got.Quantity != 3 ||
			got.Amount.StringFixed(2) != "3.75" || got.Segment != "web" || got.Sale != FirstSale ||
			!got.Time.Equal(time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%q: got %+v", header, got)
		}
	}
}

func TestTheFirstNameInTheTableWins(t *testing.T) {
	rows, bad := orders(t, "id,customer,date,time,value\n9,c1,1999-01-01,2025-01-02,5\n", Options{})
	if len(bad) > 0 || rows[0].Customer != "c1" || rows[0].Time.Year() != 2025 {
		t.Errorf("got %+v, %v", rows, bad)
	}
}

func TestByChoosesTheSegmentColumn(t *testing.T) {
	const in = "customer,time,amount,category,channel,Home Country\nc,2025-01-01,1,gifts,web,France\n"
	for _, c := range []struct {
		by, want string
		ok       bool
	}{
		{"", "web", true},
		{"segment", "web", true},
		{"channel", "web", true},
		{"range", "gifts", true}, // a documented name, under its alias
		{"home_country", "France", true},
		{"customer", "c", true},
		{"city", "", false},
	} {
		r, err := Orders(strings.NewReader(in), "orders.csv", Options{By: c.by})
		if err != nil {
			t.Fatal(err)
		}
		if r.Segmented() != c.ok {
			t.Errorf("by %q: Segmented %v, want %v", c.by, r.Segmented(), c.ok)
		}
		rows, _ := read(t, r, nil)
		if rows[0].Segment != c.want || rows[0].Range != "gifts" {
			t.Errorf("by %q: %+v, want segment %q", c.by, rows[0], c.want)
		}
	}
}

func TestAHeaderThatCannotServeIsAnError(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "orders.csv: empty file, a header line is needed"},
		{"\n\n", "orders.csv: empty file, a header line is needed"},
		{"\ufeff", "orders.csv: empty file, a header line is needed"},
		{"id,cds,value\n", "orders.csv: no column time (or date, timestamp, created_at) in the header: id, cds, value"},
		{"time,value\n", "orders.csv: no column customer (or customer_id, user, id) in the header: time, value"},
		{"id,date,cds\n", "orders.csv: no column price (or unit_price, amount, value, total) in the header: id, date, cds"},
		{"id,date,cds,value,Date\n", "orders.csv: column Date appears twice in the header"},
		{"id,da\"te\n", `orders.csv: no header line: line 1: bare " in non-quoted-field`},
		{"\x1f\x8bxx", "orders.csv: not readable: unexpected EOF"},
	} {
		_, err := Orders(strings.NewReader(c.in), "orders.csv", Options{})
		var header *HeaderError
		if !errors.As(err, &header) || err.Error() != c.want {
			t.Errorf("%q:\n got %v\nwant %s", c.in, err, c.want)
		}
	}
	// A repeated column that nobody reads does no harm.
	if _, bad := orders(t, "id,date,value,note,note,,\n1,2025-01-01,2,a,b,,\n", Options{}); len(bad) > 0 {
		t.Error(bad)
	}
}

func TestABadLineIsReportedAndReadingGoesOn(t *testing.T) {
	const head = "order,customer,time,quantity,price,amount,sale\n"
	const good = "1,c,2025-01-01,1,2,,\n"
	for _, c := range []struct{ line, want string }{
		{"1,c,2025-01-01,abc,2,,", `orders.csv:3: column quantity: "abc": not a whole number`},
		{"1,c,2025-01-01,1.5,2,,", `orders.csv:3: column quantity: "1.5": not a whole number`},
		{"1,c,2025-01-01,9223372036854775808,2,,", `orders.csv:3: column quantity: "9223372036854775808": too large a number`},
		{"1,c,2025-02-30,1,2,,", `orders.csv:3: column time: "2025-02-30": not a time as 2006-01-02, 2006-01-02 15:04:05 or RFC 3339`},
		{"1,c,,1,2,,", `orders.csv:3: column time: "": empty`},
		{"1,c,2025-01-01,1,1e9999,,", `orders.csv:3: column price: "1e9999": exponent outside -64..64`},
		{"1,c,2025-01-01,1,,1e-65,", `orders.csv:3: column amount: "1e-65": exponent outside -64..64`},
		{`1,c,2025-01-01,1,"1,50",,`, `orders.csv:3: column price: "1,50": not a decimal number; a comma before decimals is -decimal ,`},
		{"1,c,2025-01-01,1,NaN,,", `orders.csv:3: column price: "NaN": not a decimal number`},
		{"1,c,2025-01-01,1," + strings.Repeat("9", 65) + ",,", `orders.csv:3: column price: "` + strings.Repeat("9", 60) + `...": a number of more than 64 characters`},
		{"1,c,2025-01-01,1,,,", `orders.csv:3: neither a price nor an amount`},
		{"1,c,2025-01-01,1,2,,gift", `orders.csv:3: column sale: "gift": not one of first, cross-sell, up-sell`},
		{"1,c,2025-01-01", `orders.csv:3: 3 fields, the header has 7`},
		{"1,c,2025-01-01,1,2,,,", `orders.csv:3: 8 fields, the header has 7`},
		{`1,c"d,2025-01-01,1,2,,`, `orders.csv:3: bare " in non-quoted-field`},
		{`1,"c"d,2025-01-01,1,2,,`, `orders.csv:3: extraneous or missing " in quoted-field`},
		{"1,\"c\nd\ne\",2025-01-01,x,2,,", `orders.csv:5: column quantity: "x": not a whole number`},
	} {
		rows, bad := orders(t, head+good+c.line+"\n"+good, Options{})
		if len(rows) != 2 || len(bad) != 1 {
			t.Errorf("%q: %d rows and %d errors, want 2 and 1: %v", c.line, len(rows), len(bad), bad)
			continue
		}
		if got := bad[0].Error(); got != c.want || bad[0].Fatal {
			t.Errorf("%q:\n got %s\nwant %s", c.line, got, c.want)
		}
	}
}

// A quote that is not closed damages its own line: reading goes on at the next record that
// has the fields of the header, whatever stands there.
func TestAQuoteLeftOpenTakesNoOtherLineAlong(t *testing.T) {
	const head, first, open = "id,date,value\n", "1,2025-01-01,1\n", "2,\"2025-01-01,1\n"
	const unclosed = "a quote that is not closed"
	for _, c := range []struct {
		name, rest string
		rows       []string // customers
		bad        string
	}{
		{"to the end", "3,2025-01-01,1\n4,2025-01-01,1\n", []string{"1", "3", "4"}, "3: " + unclosed},
		{"a quoted line later", "3,2025-01-01,1\n\"4\",2025-01-01,1\n5,2025-01-01,1\n", []string{"1", "3", "4", "5"}, "3: " + unclosed},
		{"closed by a later line as a field should be", "3,2025-01-01,1\n4\",2025-01-01\n5,2025-01-01,1\n", []string{"1", "3", "5"}, "3: " + unclosed},
		{"a record of two lines later", "3,2025-01-01,1\n\"4\nx\",2025-01-01,1\n", []string{"1", "3", "4\nx"}, "3: " + unclosed},
		{"lines that are not records", "x\n\ny,z\n3,2025-01-01,1\n", []string{"1", "3"}, "3-6: " + unclosed + "; lines up to 6 are skipped with it: they do not have 3 fields"},
		{"only such lines", "x\ny", []string{"1"}, "3-5: " + unclosed + "; lines up to 5 are skipped with it: they do not have 3 fields"},
		{"another number of fields", "x\"\n4,2025-01-01,1\n", []string{"1", "4"}, "3-4: 2 fields, the header has 3; lines up to 4 are skipped with it: they do not have 3 fields"},
		{"a megabyte", strings.Repeat("3,2025-01-01,1\n", 80_000), append([]string{"1"}, slices.Repeat([]string{"3"}, 80_000)...), "3: " + unclosed},
	} {
		rows, bad := orders(t, head+first+open+c.rest, Options{})
		var got []string
		for _, r := range rows {
			got = append(got, r.Customer)
		}
		if !slices.Equal(got, c.rows) {
			t.Errorf("%s: %d rows, want %d: %.60q", c.name, len(got), len(c.rows), got)
		}
		if len(bad) == 0 || bad[0].Error() != "orders.csv:"+c.bad {
			t.Errorf("%s:\n got %v\nwant %s", c.name, bad, c.bad)
		}
	}
}

// A record over several lines is one where its quotes are closed, and its fields are those
// of the header.
func TestARecordMayRunOverSeveralLines(t *testing.T) {
	rows, bad := orders(t, "id,date,value\n\"a,1,2\r\nb \"\"c\"\"\",2025-01-01,\"1\"\nd,2025-01-01,2\n", Options{})
	if len(bad) > 0 || len(rows) != 2 || rows[0].Customer != "a,1,2\nb \"c\"" || rows[1].Customer != "d" {
		t.Errorf("%+v, %v", rows, bad)
	}
}

func TestBlankLinesAndCRLFKeepTheLineNumbers(t *testing.T) {
	rows, bad := orders(t, "id,date,value\r\n\r\n1,2025-01-01,1\r\n\r\nx,y,z\r\n2,2025-01-01,1", Options{})
	if len(rows) != 2 || len(bad) != 1 || bad[0].Line != 5 {
		t.Errorf("%d rows, errors %v", len(rows), bad)
	}
}

func TestGzipIsReadWhateverItsName(t *testing.T) {
	in := "id,date,value\n" + strings.Repeat("1,2025-01-01,1\n", 5000)
	whole := zipped(t, in)
	rows, bad := orders(t, string(whole), Options{})
	if len(rows) != 5000 || len(bad) != 0 {
		t.Fatalf("%d rows, errors %v", len(rows), bad)
	}

	rows, bad = orders(t, string(whole[:len(whole)-20]), Options{})
	if len(bad) != 1 || !bad[0].Fatal || !errors.Is(bad[0], io.ErrUnexpectedEOF) || bad[0].Line != len(rows)+2 {
		t.Errorf("truncated: %d rows, errors %v", len(rows), bad)
	}

	whole[len(whole)-5] ^= 1 // the checksum
	if _, bad = orders(t, string(whole), Options{}); len(bad) != 1 || !errors.Is(bad[0], gzip.ErrChecksum) {
		t.Errorf("wrong checksum: errors %v", bad)
	}
}

// A gzip may be of several files. What is behind the last, such as the end of an archive,
// is not read, and Tail tells.
func TestBehindTheEndOfAGzip(t *testing.T) {
	one, two := zipped(t, "id,date,value\n1,2025-01-01,1\n"), zipped(t, "2,2025-01-01,1\n")
	for _, c := range []struct {
		name   string
		behind string
		rows   int
		tail   bool
	}{
		{"nothing", "", 2, false},
		{"text", "behind\n", 2, true},
		{"one byte", "\x1f", 2, true},
		{"zeros", strings.Repeat("\x00", 1000), 2, true},
	} {
		r, err := Orders(strings.NewReader(string(one)+string(two)+c.behind), "o", Options{})
		rows, bad := read(t, r, err)
		if len(rows) != c.rows || len(bad) > 0 || r.Tail() != c.tail {
			t.Errorf("%s: %d rows, %v, Tail %v", c.name, len(rows), bad, r.Tail())
		}
	}
	r, err := Orders(strings.NewReader(string(one)+string(two[:5])), "o", Options{})
	if rows, bad := read(t, r, err); len(rows) != 1 || len(bad) != 1 || !bad[0].Fatal {
		t.Errorf("a second file that is cut off: %d rows, %v", len(rows), bad)
	}
}

func TestARecordOfMoreThanItsBoundEndsTheFile(t *testing.T) {
	endless := io.MultiReader(strings.NewReader("id,date,value\n1,2025-01-01,1\n\""), zeros{})
	r, err := Orders(endless, "orders.csv", Options{})
	rows, bad := read(t, r, err)
	if len(rows) != 1 || len(bad) != 1 || !bad[0].Fatal || bad[0].Line != 3 {
		t.Errorf("%d rows, errors %.300v", len(rows), bad)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestTheCallerMayStopAndGoOn(t *testing.T) {
	r, err := Orders(strings.NewReader("id,date,value\n1,2025-01-01,1\nbad\n2,2025-01-01,1\n"), "o", Options{})
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for range 4 {
		for row, err := range r.All() {
			seen = append(seen, fmt.Sprint(row.Customer, err != nil))
			break
		}
	}
	if want := []string{"1false", "true", "2false"}; !slices.Equal(seen, want) {
		t.Errorf("got %q, want %q", seen, want)
	}
}

// One row costs the string of its line; prices add their two parts.
func TestMemoryDoesNotGrowWithTheFile(t *testing.T) {
	r, err := Visits(io.MultiReader(strings.NewReader("time,visitor,step\n"), &repeat{text: "2025-01-01 10:00:00,v1,basket\n"}), "v", Options{})
	if err != nil {
		t.Fatal(err)
	}
	allocs := testing.AllocsPerRun(1000, func() {
		for _, err := range r.All() {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
	})
	if allocs > 3 { // the line, and the closure and iteration of All
		t.Errorf("%v allocations a line", allocs)
	}
}

// repeat is an endless file of one line.
type repeat struct {
	text string
	at   int
}

func (r *repeat) Read(p []byte) (n int, err error) {
	for n < len(p) {
		c := copy(p[n:], r.text[r.at:])
		n += c
		r.at = (r.at + c) % len(r.text)
	}
	return n, nil
}
