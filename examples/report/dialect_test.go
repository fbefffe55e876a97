package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The files of testdata/dialects hold the same four orders, written in different ways:
// 1234.50, 20.25, .99 and 7, of three customers, in four months and two segments. What is
// no such file has a message; a number behind "figures" is that of bad lines beside them. Flags have _ for a space.
func TestDialects(t *testing.T) {
	list, err := os.ReadFile("testdata/dialects/expected.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(list)) {
		parts := strings.Split(strings.TrimSpace(line), " | ")
		args := []string{"-orders", filepath.Join("testdata/dialects", parts[0])}
		for _, f := range strings.Fields(parts[1]) {
			args = append(args, strings.ReplaceAll(f, "_", " "))
		}
		n++
		t.Run(parts[0], func(t *testing.T) { checkDialect(t, args, parts[2]) })
	}
	if n < 40 {
		t.Errorf("%d files", n)
	}
}

func checkDialect(t *testing.T, args []string, want string) {
	if rest, ok := strings.CutPrefix(want, "figures"); ok {
		bad, _ := strconv.Atoi(strings.TrimSpace(rest))
		_, all := figures(t, args...)
		for at, value := range map[place]string{
			{"revenue", "", ""}: "1262.74", {"orders", "", ""}: "4", {"customers", "", ""}: "3", {"orders_lines", "", ""}: strconv.Itoa(4 + bad), {"orders_counted", "", ""}: "4",
			{"revenue", "2025-02", ""}: "20.25", {"revenue", "2025-04", "Zoé"}: "7", {"revenue", "", "Café"}: "1235.49",
		} {
			if got := all[at].Value; got != value {
				t.Errorf("%v: %s, want %s", at, got, value)
			}
		}
		return
	}
	var out, errs bytes.Buffer
	err := run(args, &out, &errs)
	want = strings.Replace(want, "line 6", ":6", 1)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

// A file with more bad lines than -max-bad has its figures, and then an error with the
// first ten reasons.
func TestTooManyBadLines(t *testing.T) {
	text := "customer,time,amount\n" + strings.Repeat("ann,2025-01-05,1\n", 85) + strings.Repeat("ann,2025-01-05,x\n", 15)
	path := write(t, "orders", text)
	var out, errs bytes.Buffer
	err := run([]string{"-orders", path}, &out, &errs)
	if err == nil || !strings.Contains(err.Error(), "15 of 100 lines are bad, more than -max-bad 1%") || strings.Count(err.Error(), "not a decimal number") != 10 {
		t.Errorf("%v", err)
	}
	if !strings.Contains(out.String(), "85.00") {
		t.Errorf("no figures:\n%s", out.String())
	}
	if err := run([]string{"-orders", path, "-max-bad", "15%"}, &out, &errs); err != nil {
		t.Errorf("with as many as allowed: %v", err)
	}
}
