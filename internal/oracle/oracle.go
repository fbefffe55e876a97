// Package oracle finds the shared data that some tests compare with: tables
// computed by other software, and real logs. They are not part of the module.
package oracle

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Path returns the path of a file below the data folder of $KPI_SHARED, or of
// the folder shared beside the module. Where neither is there, the test is
// skipped.
func Path(t testing.TB, name string) string {
	t.Helper()
	shared := os.Getenv("KPI_SHARED")
	if shared == "" {
		shared = filepath.Join(root(t), "..", "shared")
	}
	path := filepath.Join(shared, "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no shared data, set KPI_SHARED: %v", err)
	}
	return path
}

// root returns the folder of the module's go.mod.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if data, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil && len(data) > 0 {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = parent
	}
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
