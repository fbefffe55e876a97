package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/examples/internal/shop"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/oracle"
)

// parts splits the lines of a file over n files with its header, where of says which gets
// line i of all.
func parts(t *testing.T, text string, n int, of func(i, all int) int) []string {
	t.Helper()
	header, rest, _ := strings.Cut(text, "\n")
	lines := strings.SplitAfter(strings.TrimSuffix(rest, "\n"), "\n")
	files := make([]strings.Builder, n)
	for i := range files {
		files[i].WriteString(header + "\n")
	}
	for i, l := range lines {
		files[of(i, len(lines))].WriteString(strings.TrimSuffix(l, "\n") + "\n")
	}
	var paths []string
	for i := range files {
		paths = append(paths, write(t, "part", files[i].String()))
	}
	return paths
}

// inTurn reads files one after the other, each with the state of those before, and returns
// the last report.
func inTurn(t *testing.T, kind string, paths []string, args ...string) string {
	t.Helper()
	state, out := filepath.Join(t.TempDir(), "state"), ""
	for i, path := range paths {
		all := append([]string{"-" + kind, path, "-save", state}, args...)
		if i > 0 {
			all = append(all, "-load", state)
		}
		out, _ = runs(t, all...)
	}
	return out
}

// splits cut a file in three: at lines of its own, and line by line.
var splits = map[string]func(i, all int) int{
	"thirds":     func(i, all int) int { return 3 * i / all },
	"unequal":    func(i, all int) int { return min(2, (7*i/all+4)/5) },
	"in between": func(i, _ int) int { return i * i % 7 % 3 },
}

// Whatever the split of a log, its parts read one after the other give the bytes of one run
// over all lines: also where an order has lines in two of them.
func TestStatesOfARealLog(t *testing.T) {
	if laws.Race {
		t.Skip("takes minutes")
	}
	text := unzipped(t, oracle.Path(t, "orders_online_retail/lines.csv.gz"))
	whole := write(t, "whole", text)
	for name, args := range map[string][]string{"in between": {"-format", "json", "-forecast"}, "unequal": {"-format", "text", "-by", "country"}} {
		want, _ := runs(t, append([]string{"-orders", whole}, args...)...)
		if got := inTurn(t, "orders", parts(t, text, 3, splits[name]), args...); got != want {
			t.Errorf("%s: another report:\n%s", name, firstDifference(got, want))
		}
	}
}

// The same holds of all kinds of files.
func TestStatesOfAllKinds(t *testing.T) {
	for _, kind := range []string{"orders", "surveys", "tickets", "mentions", "subscriptions", "visits", "spend"} {
		var b bytes.Buffer
		if err := shop.New().Write(kind, &b); err != nil {
			t.Fatal(err)
		}
		args := []string{"-format", "json", "-margin", "1", "-brand", "Alba", "-grain", "quarter", "-refunds"}
		want, _ := runs(t, append([]string{"-" + kind, write(t, "whole", b.String())}, args...)...)
		for name, of := range splits {
			if laws.Race && name != "unequal" {
				continue // takes minutes
			}
			files := parts(t, b.String(), 3, of)
			if got := inTurn(t, kind, files, args...); got != want {
				t.Errorf("%s, %s: another report:\n%s", kind, name, firstDifference(got, want))
			}
			together := append([]string{"-" + kind, files[0], "-" + kind, files[1], "-" + kind, files[2]}, args...)
			if got, _ := runs(t, together...); got != want {
				t.Errorf("%s, %s, in one run: another report:\n%s", kind, name, firstDifference(got, want))
			}
		}
	}
}

// Two states are those of both files, in any order; and a state alone is a report.
func TestStatesAdd(t *testing.T) {
	const header = "order,customer,time,product,price,segment\n"
	lines := []string{"1,Ada,2025-01-05,p,10.5,web\n", "1,Ada,2025-01-05,q,4,web\n", "2,Ben,2025-02-05,p,0.1234567,app\n", ",,2025-02-06,q,7,web\n", "3,Ada,2025-02-07,q,1e30,web\n", "C4,Ada,2025-02-07,q,7,web\n"}
	whole := write(t, "whole", header+strings.Join(lines, ""))
	want, _ := runs(t, "-orders", whole, "-format", "json", "-forecast")
	a, b := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	runs(t, "-orders", write(t, "a", header+lines[0]+lines[3]+lines[4]), "-forecast", "-save", a)
	runs(t, "-orders", write(t, "b", header+lines[1]+lines[2]+lines[5]), "-forecast", "-save", b)
	if got, _ := runs(t, "-load", a, "-load", b, "-format", "json", "-forecast"); got != want {
		t.Errorf("another report:\n%s", firstDifference(got, want))
	}
}

func TestStateErrors(t *testing.T) {
	orders := write(t, "orders", "order,customer,time,price\n1,Ada,2025-01-05,10\n")
	state := filepath.Join(t.TempDir(), "state")
	runs(t, "-orders", orders, "-save", state)
	data, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	changed := func(at int, by byte) string {
		other := bytes.Clone(data)
		other[at] ^= by
		return write(t, "changed", string(other))
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-load", state, "-grain", "week"}, `saved with -grain "month", and this report has "week"`},
		{[]string{"-load", state, "-zone", "Europe/Paris"}, `saved with -zone "UTC", and this report has "Europe/Paris"`},
		{[]string{"-load", state, "-margin", "1"}, `saved with -margin "", and this report has "1"`},
		{[]string{"-load", state, "-by", "country"}, `saved with -by "", and this report has "country"`},
		{[]string{"-load", orders}, "not a file of -save"},
		{[]string{"-load", changed(len(stateMagic)-1, 3)}, "saved by another version"},
		{[]string{"-load", changed(len(data)-20, 1)}, "damaged"},
		{[]string{"-load", write(t, "cut", string(data[:len(data)-7]))}, "damaged"},
		{[]string{"-load", write(t, "empty", "")}, "not a file of -save"},
		{[]string{"-load", "nowhere"}, "nowhere: no such file"},
		{[]string{"-orders", orders, "-save", filepath.Join(orders, "x")}, "not a directory"},
	} {
		if err := run(test.args, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, want %q", test.args, err, test.want)
		}
	}
}

// No bytes make a state panic.
func FuzzState(f *testing.F) {
	f.Add([]byte(stateMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parseFlags([]string{"-load", "x"}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		r, err := newReport(c, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := readState(data); err == nil && r.add(s) == nil {
			_ = r.close()
		}
	})
}

func unzipped(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// firstDifference returns the first lines that differ.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return "got  " + a[i] + "\nwant " + b[i]
		}
	}
	return "one is longer"
}
