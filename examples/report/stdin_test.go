package main

import (
	"os"
	"strings"
	"testing"
)

// fromStdin gives the program a standard input while f runs.
func fromStdin(t *testing.T, text string, f func()) {
	t.Helper()
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func(was *os.File) { os.Stdin = was }(os.Stdin)
	os.Stdin = in
	done := make(chan error, 1)
	go func() {
		_, err := out.WriteString(text)
		done <- err
		out.Close()
	}()
	f()
	if err := <-done; err != nil {
		t.Error(err)
	}
	in.Close()
}

// "-" is the standard input, for each kind of file. It is read once, also where the lines
// of an order stand apart.
func TestStandardInput(t *testing.T) {
	const apart = "order,customer,time,product,amount\n1,ann,2025-01-02,p,10\n2,bob,2025-01-03,q,20\n1,ann,2025-01-02,r,5\n"
	for name, text := range map[string]string{
		"plain":   twoOrders,
		"gzip":    zipped(t, twoOrders),
		"apart":   apart,
		"quote":   "customer,time,amount\nann,\"2025-01-02,10\nbob,2025-01-03,20\n",
		"UTF-16":  "\xff\xfe" + strings.Join(strings.Split(twoOrders, ""), "\x00") + "\x00",
		"visitor": "",
	} {
		kind := "orders"
		if name == "visitor" {
			kind, text = "visits", "customer,time,step\nann,2025-01-01,visit\nann,2025-01-01,order\n"
		}
		args := []string{"-" + kind, write(t, kind, text), "-format", "csv", "-max-bad", "100%"}
		want, _ := runs(t, args...)
		path := args[1]
		fromStdin(t, text, func() {
			args[1] = "-"
			got, _ := runs(t, args...)
			if got != strings.ReplaceAll(want, path, "stdin") {
				t.Errorf("%s: other figures than those of the file:\n%s", name, got)
			}
		})
	}
}

// What cannot be read is told by the name of the standard input, and a file that is a pipe
// is read once, too.
func TestStandardInputThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "stdin: empty file, a header line is needed",
		"customer,amount\nann,10\n": "stdin: no column time (or date, timestamp, created_at) in the header: customer, amount",
		"\x28\xb5\x2f\xfd0000":      "stdin: not readable: compressed by zstd",
	} {
		fromStdin(t, text, func() {
			if err := fails(t, "-orders", "-"); !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%q: %v, want %s", text, err, want)
			}
		})
	}
}

// What stands behind the end of a gzip is left alone, as gunzip does, and told.
func TestSomethingBehindAGzip(t *testing.T) {
	path := write(t, "orders", zipped(t, twoOrders)+"behind\n")
	_, stderr := runs(t, "-orders", path)
	if want := path + ": what stands behind the end of the gzip is not read\n"; stderr != want {
		t.Errorf("stderr %q, want %q", stderr, want)
	}
	_, got := figures(t, "-orders", path)
	if sum := got[place{"revenue", "", ""}].Value; sum != "30" {
		t.Errorf("revenue %s, want 30", sum)
	}
}

// A decimal comma is never guessed: the bad line says which flag reads it.
func TestDecimalCommaIsTold(t *testing.T) {
	path := write(t, "orders", "customer;time;amount\nann;2025-01-05;12,50\n")
	_, stderr := runs(t, "-orders", path, "-max-bad", "1")
	if !strings.Contains(stderr, `"12,50": not a decimal number; a comma before decimals is -decimal ,`) {
		t.Errorf("stderr %s", stderr)
	}
	runs(t, "-orders", path, "-decimal", ",", "-max-bad", "0")
}
