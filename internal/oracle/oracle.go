// Package oracle finds the shared data that some tests compare with: tables
// computed by other software, and real logs. They are not part of the module.
package oracle

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Path returns the path of a file of the data: below $KPI_SHARED, which is the
// data folder or has it, or below shared/data beside a folder that the test lies
// in. Where it is not there, the test is skipped.
func Path(t testing.TB, name string) string {
	t.Helper()
	for _, folder := range folders(t) {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	t.Skipf("no shared data, set KPI_SHARED: %s is not there", name)
	return ""
}

// folders returns where the data may lie.
func folders(t testing.TB) []string {
	t.Helper()
	if shared := os.Getenv("KPI_SHARED"); shared != "" {
		return []string{shared, filepath.Join(shared, "data")}
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for parent := filepath.Dir(dir); parent != dir; dir, parent = parent, filepath.Dir(parent) {
		all = append(all, filepath.Join(parent, "shared", "data"))
	}
	return all
}

// JSON reads a JSON file below the data folder into v, or skips the test.
func JSON(t testing.TB, name string, v any) {
	t.Helper()
	data, err := os.ReadFile(Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}
