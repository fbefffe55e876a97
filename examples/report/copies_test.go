package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/internal/oracle"
)

// The real logs have the same figures where a program has written them in Windows-1252,
// with semicolons and decimal commas.
func TestCopiesOfRealLogsHaveTheSameFigures(t *testing.T) {
	for path, log := range map[string]struct{ header, by string }{
		"orders_online_retail/lines.csv.gz": {"invoice,product,quantity,time,unit_price,customer,country", "country"},
		"cdnow/transactions.csv":            {"id,date,cds,value", ""},
	} {
		path = oracle.Path(t, path)
		copied := recoded(t, log.header, readCSV(t, path))
		args := []string{"-format", "csv"}
		if log.by != "" {
			args = append(args, "-by", log.by)
		}
		want, _ := runs(t, append(args, "-orders", path)...)
		got, _ := runs(t, append(args, "-orders", copied, "-decimal", ",")...)
		if strings.ReplaceAll(got, copied, "") != strings.ReplaceAll(want, path, "") {
			t.Errorf("%s: other figures", path)
		}
	}
}

// recoded writes a copy. A column that is not read has the letters that make it no UTF-8.
func recoded(t *testing.T, header string, lines [][]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	w.Comma = ';'
	_ = w.Write(append(strings.Split(header, ","), "comment"))
	for _, l := range lines {
		fields := append([]string(nil), l...)
		for i, f := range fields {
			if strings.Trim(f, "-0123456789.") == "" {
				fields[i] = strings.ReplaceAll(f, ".", ",")
			}
		}
		_ = w.Write(append(fields, "caf\xe9 10 \x80"))
	}
	w.Flush()
	if err := w.Error(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}
