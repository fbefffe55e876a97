//go:build !race && (amd64 || arm64)

package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"
	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi/examples/internal/shop"
)

func TestMain(m *testing.M) {
	beam.Init()
	os.Exit(m.Run())
}

// report returns what the report says of the files in a folder, as JSON.
func report(t *testing.T, dir string) []byte {
	t.Helper()
	cmd := exec.Command("go", "run", "./examples/report", "-format", "json", "-periods", "0", "-from", "2025-01-01", "-to", "2026-01-01")
	for _, kind := range kinds {
		cmd.Args = append(cmd.Args, "-"+kind, filepath.Join(dir, kind+".csv"))
	}
	cmd.Dir, cmd.Stderr = "../..", os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var kinds = []string{"orders", "surveys", "visits"}

// A document is the JSON of a table. Records and triangles are left as they are
// written.
type document struct {
	Records   []json.RawMessage `json:"records"`
	Triangles []json.RawMessage `json:"triangles"`
}

// parse reads a document. If keys is not nil, it leaves out the figures of other keys.
func parse(t *testing.T, data []byte, keys map[string]bool) (d document, seen map[string]bool) {
	t.Helper()
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	seen = make(map[string]bool)
	of := func(all []json.RawMessage) (kept []json.RawMessage) {
		for _, raw := range all {
			var r struct{ Key string }
			if err := json.Unmarshal(raw, &r); err != nil {
				t.Fatal(err)
			}
			if keys == nil || keys[r.Key] {
				seen[r.Key] = true
				kept = append(kept, raw)
			}
		}
		return kept
	}
	return document{of(d.Records), of(d.Triangles)}, seen
}

// lines returns the raw messages as text, for a difference that can be read.
func (d document) lines() (all []string) {
	for _, raw := range append(d.Records, d.Triangles...) {
		all = append(all, string(raw))
	}
	return all
}

// The table of the pipeline has the bytes of the report's: figures, intervals, changes
// and cohorts of all segments and months, whether the files come in one piece or in
// many, each of which is a bundle of states of its own.
func TestTableIsTheReports(t *testing.T) {
	dir := t.TempDir()
	year := shop.New()
	for _, kind := range kinds {
		var b bytes.Buffer
		if err := year.Write(kind, &b); err != nil {
			t.Fatal(err)
		}
		save(t, filepath.Join(dir, kind+".csv"), b.Bytes())
	}
	all := report(t, dir)
	for _, bundles := range []int{1, 7, 1000} {
		t.Run(fmt.Sprint(bundles), func(t *testing.T) {
			parts := t.TempDir()
			for _, kind := range kinds {
				split(t, filepath.Join(dir, kind+".csv"), parts, kind, bundles)
			}
			got, keys := parse(t, tabled(t, parts), nil)
			for key := range keys {
				if strings.HasPrefix(key, "cohorts/") { // by segment, which the report does not have
					delete(keys, key)
				}
			}
			got.Triangles = got.Triangles[:1]
			want, known := parse(t, all, keys)
			if len(known) != len(keys) || len(keys) < 14 || len(want.Records) < 500 {
				t.Fatalf("%d of the %d figures are the report's, in %d records", len(known), len(keys), len(want.Records))
			}
			if diff := cmp.Diff(want.lines(), got.lines()); diff != "" {
				t.Errorf("(-report +beam):\n%.4000s", diff)
			}
		})
	}
}

// tabled runs the pipeline on the files of a folder.
func tabled(t *testing.T, dir string) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "table.json")
	p, s := beam.NewPipelineWithRoot()
	o := Options{Zone: "UTC", From: "2025-01-01", To: "2026-01-01", Steps: []string{"visit", "product", "basket", "order"}}
	build(s, Files{filepath.Join(dir, "orders-*"), filepath.Join(dir, "surveys-*"), filepath.Join(dir, "visits-*")}, o, "json", out)
	if err := beamx.Run(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func save(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// split writes the rows of a file to n files, each with the header.
func split(t *testing.T, path, dir, kind string, n int) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header, rows := records[:1], records[1:]
	for i := range n {
		var b bytes.Buffer
		part := rows[i*len(rows)/n : (i+1)*len(rows)/n]
		if err := csv.NewWriter(&b).WriteAll(append(header[:1:1], part...)); err != nil {
			t.Fatal(err)
		}
		save(t, filepath.Join(dir, fmt.Sprintf("%s-%04d.csv", kind, i)), b.Bytes())
	}
}
