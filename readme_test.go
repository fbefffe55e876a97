package kpi_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeSample keeps the program of README.md and its output equal to Example,
// which is tested.
func TestReadmeSample(t *testing.T) {
	source := read(t, "example_test.go")
	_, body, _ := strings.Cut(source, "func Example() {\n")
	body, output, ok := strings.Cut(body, "\t// Output:\n")
	if !ok {
		t.Fatal("no Example in example_test.go")
	}
	output, _, _ = strings.Cut(output, "}\n")
	program := "func main() {\n" + body + "}\n```\n\n```text\n" + strings.ReplaceAll(output, "\t// ", "") + "```\n"
	if !strings.Contains(read(t, "README.md"), program) {
		t.Errorf("README.md does not have the program\n%s", program)
	}
}

// readmes are the pages with the table of KPIs.
var readmes = []string{"README.md", ".github/README.fr.md"}

// TestReadmeNames looks for every `package.Name` of the pages in the source, and
// for links to another place than the name's.
func TestReadmeNames(t *testing.T) {
	for _, page := range readmes {
		t.Run(page, func(t *testing.T) { testNames(t, page) })
	}
}

func testNames(t *testing.T, page string) {
	const site = "https://pkg.go.dev/github.com/customerkpi/kpi/"
	dirs := map[string]string{"kpi": ".", "driver": "csat/driver", "support": "ces/support", "mention": "sentiment/mention", "alarm": "sentiment/alarm", "revenue": "churn/revenue", "cohort": "retention/cohort", "basket": "funnel/basket", "event": "funnel/event", "survival": "churn/survival"}
	exported := map[string]map[string]bool{}
	names := regexp.MustCompile("`([a-z]+)\\.([A-Z][A-Za-z]*)`?(?:\\]\\(([^)]*)\\))?").FindAllStringSubmatch(read(t, page), -1)
	if len(names) < 24 {
		t.Fatalf("only %d names found: the search is broken", len(names))
	}
	for _, m := range names {
		pkg, name, link := m[1], m[2], m[3]
		if exported[pkg] == nil {
			dir, ok := dirs[pkg]
			if !ok {
				dir = pkg
			}
			exported[pkg], dirs[pkg] = namesOf(t, dir), dir
		}
		if place := strings.Replace(site+dirs[pkg]+"#"+name, "/.#", "#", 1); link != "" && link != place {
			t.Errorf("%s: %s.%s leads to %s, not %s", page, pkg, name, link, place)
		}
		if !exported[pkg][name] {
			t.Errorf("%s: there is no %s.%s", page, pkg, name)
		}
	}
}

// namesOf returns the exported names of the package in a folder.
func namesOf(t *testing.T, dir string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no package in %s: %v", dir, err)
	}
	names := map[string]bool{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					names[d.Name.Name] = true
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch s := spec.(type) {
					case *ast.TypeSpec:
						names[s.Name.Name] = true
					case *ast.ValueSpec:
						for _, n := range s.Names {
							names[n.Name] = true
						}
					}
				}
			}
		}
	}
	return names
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
