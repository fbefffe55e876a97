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

// Whatever the bytes, what comes after the header is rows and errors that say where.
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
		for row, err := range r.All() {
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
	})
}

// Whatever stands in the file, each line that is a row by itself comes as a row, also
// behind quotes that are not closed; and a file without such damage is what package csv
// reads.
func FuzzQuotes(f *testing.F) {
	for _, s := range []string{
		"2025-01-01,a,x\n2025-01-02,\"b,x\n2025-01-03,c,x\n2025-01-04,d,x\n",
		"2025-01-02,\"b,x\n2025-01-03,\"c\",x\n2025-01-04,d,x\n",
		"2025-01-02,\"b,x\n2025-01-03,c\",x\n2025-01-04,d,x\n",
		"2025-01-02,\"b,x\n2025-01-03,c,x\n2025-01-04,\"d\ne\",x\n",
		"2025-01-02,\"b\"\"\r\nc\",\"\"\n\r\n2025-01-03,c,x\r",
		"2025-01-02,b\"c,\"d\n2025-01-03,c,x\n\"\n\n2025-01-04,c,\",\"\n",
		"\"2025-01-02\",b,\"x\"y\n2025-01-03,\"\",x\n",
	} {
		f.Add(s)
	}
	const header = "time,customer,step\n"
	options := Options{Comma: ',', Encoding: UTF8}
	visits := func(t *testing.T, body string) map[int]Visit {
		r, err := Visits(strings.NewReader(header+body), "v", options)
		if err != nil {
			t.Fatal(err)
		}
		rows, last := make(map[int]Visit), 1
		for row, err := range r.All() {
			var bad *Error
			at, end := r.Line(), r.Line()
			if errors.As(err, &bad) {
				end = bad.LastLine
			}
			if at <= last || end < at {
				t.Fatalf("lines %d to %d after line %d", at, end, last)
			}
			last = at
			if err == nil {
				rows[at] = row
			}
		}
		return rows
	}
	f.Fuzz(func(t *testing.T, body string) {
		got, hidden := visits(t, body), false
		for i, line := range strings.Split(body, "\n") {
			want, ok := visits(t, line)[2]
			lone, err := csv.NewReader(strings.NewReader(line)).ReadAll()
			if ok != (err == nil && len(lone) == 1 && len(lone[0]) == 3 && ok) {
				t.Fatalf("%q is a row, but not for csv: %v", line, err)
			}
			if row, there := got[i+2]; ok && (!there || row != want) {
				t.Fatalf("line %d, %q, is %v, want %v", i+2, line, row, want)
			}
		}
		whole, starts, err := readWhole(body)
		if err != nil {
			return
		}
		for i, record := range whole {
			hidden = hidden || slices.ContainsFunc(record, func(s string) bool { return strings.Contains(s, "\n") })
			if row, ok := got[starts[i]+1]; ok && !hidden && (row.Customer != strings.TrimSpace(record[1]) || row.Step != strings.TrimSpace(record[2])) {
				t.Fatalf("%v, and %q by csv", row, record)
			}
		}
		if !hidden && len(got) > len(whole) {
			t.Fatalf("%d rows of %d records", len(got), len(whole))
		}
	})
}

// readWhole reads records of three fields, and the lines where they begin.
func readWhole(body string) (all [][]string, starts []int, err error) {
	r := csv.NewReader(strings.NewReader(body))
	r.FieldsPerRecord = 3
	for {
		record, err := r.Read()
		if err == io.EOF {
			return all, starts, nil
		}
		if err != nil {
			return nil, nil, err
		}
		line, _ := r.FieldPos(0)
		all, starts = append(all, record), append(starts, line)
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
