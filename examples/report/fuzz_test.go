package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/customerkpi/kpi/examples/internal/shop"
)

// FuzzReport reads any bytes as any kind of file. It must not panic, and what
// it prints as JSON must be JSON.
func FuzzReport(f *testing.F) {
	kinds := shop.Kinds()
	simulated := shop.New()
	for i, kind := range kinds {
		var b bytes.Buffer
		if err := simulated.Write(kind, &b); err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), b.Bytes()[:1000])
		f.Add(uint8(i), []byte(zipped(f, b.String()[:1000])))
		f.Add(uint8(i), []byte(badLines[kind].text))
	}
	f.Add(uint8(0), []byte(fewOrders))
	for _, kind := range slices.Sorted(maps.Keys(headers)) {
		f.Add(uint8(max(slices.Index(kinds, kind), 0)), []byte(headers[kind]+"\n"+lineOf(kind, 1)))
	}
	path := filepath.Join(f.TempDir(), "input")
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{"-" + kinds[int(kind)%len(kinds)], path, "-grain", "year", "-margin", "0.3", "-lifetime", "3", "-brand", "Alba"}
		_ = run(args, io.Discard, io.Discard)
		var out bytes.Buffer
		if err := run(append(args, "-format", "json", "-to", "2026-01-01", "-from", "1900-01-01"), &out, io.Discard); err == nil && !json.Valid(out.Bytes()) {
			t.Errorf("no JSON:\n%s", out.Bytes())
		}
	})
}
