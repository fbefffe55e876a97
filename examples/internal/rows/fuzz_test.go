package rows

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// Whatever the bytes, each record after the header is a row or an error: a
// plain csv.Reader counts them a second time.
func FuzzOrders(f *testing.F) {
	for _, s := range []string{
		"order,customer,time,quantity,price\n1,c,2025-01-01,2,1.50\n2,,2025-01-01 10:00:00,-1,3\n",
		"id,date,cds,value\n0001,1997-01-01,2,29.33\nx\n\"a\nb\",1,1,1\n",
		"\ufeffid,date,value\r\n1,2025-01-01,1e9999\r\n\r\n",
		"id,date,value\n1,\"2025-01-01,1\n2,2025-01-01,1\n",
		"id,date,value\n1,2025\"-01-01,1",
		string(zipped(f, "id,date,value\n1,2025-01-01,1\n")),
		"",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Orders(bytes.NewReader(data), "f", Options{})
		var header *HeaderError
		if err != nil {
			if !errors.As(err, &header) || !strings.HasPrefix(err.Error(), "f: ") {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		count := 0
		for row, err := range r.All() {
			count++
			var bad *Error
			switch {
			case err == nil:
				if e := row.Amount.Exponent(); e < -maxMoneyExponent || e > maxMoneyExponent {
					t.Fatalf("exponent %d", e)
				}
			case !errors.As(err, &bad), bad.Line < 2, bad.LastLine < bad.Line, bad.Reason == "":
				t.Fatalf("%#v", err)
			}
		}
		if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
			if want := records(data); count != want {
				t.Fatalf("%d rows and errors of %d records", count, want)
			}
		}
	})
}

// records counts the records after the header, good or bad.
func records(data []byte) int {
	lines := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	lines.FieldsPerRecord = -1
	n := -1
	for {
		if _, err := lines.Read(); err == io.EOF {
			return n
		}
		n++
	}
}

// The fast way of money agrees with the slow one wherever it applies.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"12.50", "-3.999", "0", "-0", "1.", ".1", "-", "999999999999999999", "000.100", "1e3", "2147483648"} {
		f.Add(s, int64(3))
		f.Add(s, int64(-1<<63))
		f.Add(s, int64(1<<31))
	}
	f.Fuzz(func(t *testing.T, s string, quantity int64) {
		units, places, ok := parsePlain(s)
		if !ok {
			return
		}
		slow, err := decimal.NewFromString(s)
		if err != nil {
			t.Fatalf("%q is plain, and yet: %v", s, err)
		}
		n := number{form: plain, units: units, places: places}
		fast, slow := n.times(quantity), slow.Mul(decimal.New(quantity, 0))
		if !fast.Equal(slow) || fast.Exponent() != slow.Exponent() {
			t.Errorf("%q × %d: %s and %s differ", s, quantity, fast.StringFixed(20), slow.StringFixed(20))
		}
	})
}

// So does the fast way of times.
func FuzzCivil(f *testing.F) {
	for _, s := range []string{"2025-01-31", "2024-02-29", "2025-02-29", "2025-01-01 23:59:59", "2025-01-01T24:00:00", "2025-10-26T02:30:00", "2018-11-04", "0000-01-01", "2025-1-011", "/025-01-01"} {
		f.Add(s)
	}
	zones := []*time.Location{time.UTC, time.FixedZone("", -5400)}
	for _, name := range []string{"Europe/Paris", "America/Sao_Paulo"} {
		if zone, err := time.LoadLocation(name); err == nil {
			zones = append(zones, zone)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, zone := range zones {
			slow, good := parseTime(s, zone)
			fast, ok := parseCivil(s, zone)
			if ok && (!good || !fast.Equal(slow)) {
				t.Errorf("%q in %v: %v, and the slow way %v %v", s, zone, fast, slow, good)
			}
			// time.Parse takes "9:00:00" for "09:00:00": the slow way may know more.
			if !ok && good && zone == time.UTC && slices.Contains([]string{slow.Format(time.DateOnly), slow.Format(time.DateTime)}, s) {
				t.Errorf("%q is %v, but not for the fast way", s, slow)
			}
		}
	})
}
