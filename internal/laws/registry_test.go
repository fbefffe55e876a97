package laws_test

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/wire"
)

// TestEveryAccumulatorIsRun looks at the source: every exported type outside
// internal and examples that has AppendBinary has to be run by laws.Run in a
// test of its own package, with many keys if it is generic in them.
func TestEveryAccumulatorIsRun(t *testing.T) {
	types, runs := map[string][]string{}, map[string][]string{}
	eachFile(t, func(path string, file *ast.File) {
		dir := filepath.Dir(path)
		if !strings.HasSuffix(path, "_test.go") {
			types[dir] = append(types[dir], methodReceivers(file, "AppendBinary")...)
			return
		}
		for _, run := range lawsRun(file) {
			runs[dir] = append(runs[dir], run.name)
			if run.generic && !run.many {
				t.Errorf("%s: the laws of %s run without Many keys", path, run.name)
			}
		}
	})
	n := 0
	for dir, names := range types {
		for _, name := range names {
			n++
			if !slices.Contains(runs[dir], name) {
				t.Errorf("%s: no test runs laws.Run on %s", dir, name)
			}
		}
	}
	if n == 0 {
		t.Error("no accumulator found: the search is broken")
	}
}

// notOfCustomers are the accumulators whose keys are none of customers.
var notOfCustomers = map[string]string{
	"kpi.Groups":                "keys are segments; customers are in the accumulators: UpdateAll",
	"kpi.Seen":                  "keys are events, which end with the time to keep",
	"funnel/basket.Accumulator": "keys are orders and products",
	"funnel/basket.Sketch":      "keys are products",
}

// TestCustomersMayBeForgotten looks at the source: every accumulator that is generic in
// a key has Forget and Alias, and its laws run with Customers, which hold both against
// one pass, or to their refusal.
func TestCustomersMayBeForgotten(t *testing.T) {
	keyed, has := map[string]bool{}, map[string]bool{}
	eachFile(t, func(path string, file *ast.File) {
		dir := packageOf(path)
		if !strings.HasSuffix(path, "_test.go") {
			for _, name := range keyedTypes(file) {
				keyed[dir+"."+name] = true
			}
			for _, method := range []string{"AppendBinary", "Forget", "Alias"} {
				for _, name := range methodReceivers(file, method) {
					has[dir+"."+name+"."+method] = true
				}
			}
			return
		}
		for _, run := range lawsRun(file) {
			if run.customers {
				has[dir+"."+run.name+" with Customers"] = true
			}
		}
	})
	n := 0
	for name := range keyed {
		if _, ok := notOfCustomers[name]; ok || !has[name+".AppendBinary"] {
			continue
		}
		n++
		if !has[name+".Forget"] || !has[name+".Alias"] {
			t.Errorf("%s has customers, but not Forget and Alias", name)
		}
		if !has[name+" with Customers"] {
			t.Errorf("the laws of %s run without Customers", name)
		}
	}
	for name := range notOfCustomers {
		if !keyed[name] {
			t.Errorf("%s is not there, or has no keys", name)
		}
	}
	if n < 15 {
		t.Errorf("%d types of customers found: the search is broken", n)
	}
}

// packageOf returns the name that the package of a file has in encodings.txt.
func packageOf(path string) string {
	dir := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../..")
	return cmp.Or(strings.TrimPrefix(dir, "/"), "kpi")
}

// keyedTypes returns the exported types of a file that have a parameter of the
// constraint Key.
func keyedTypes(file *ast.File) []string {
	var names []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.TypeParams == nil || !spec.Name.IsExported() {
			return true
		}
		if slices.ContainsFunc(spec.TypeParams.List, func(f *ast.Field) bool { return typeName(f.Type) == "Key" }) {
			names = append(names, spec.Name.Name)
		}
		return true
	})
	return names
}

// TestNoTwoTypesShareAMagic looks at the source: a text of four bytes that ends
// with a version, as "nps\x01", stands in one place.
func TestNoTwoTypesShareAMagic(t *testing.T) {
	places := map[string][]string{}
	eachFile(t, func(path string, file *ast.File) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		for _, magic := range magics(file) {
			places[magic] = append(places[magic], path)
		}
	})
	if len(places) < 40 {
		t.Errorf("%d magics found: the search is broken", len(places))
	}
	for magic, in := range places {
		if len(in) > 1 {
			t.Errorf("%q begins encodings in %v: one type would read the states of another", magic, in)
		}
	}
}

// TestTheTableOfEncodings looks at the source: every magic begins a line of
// testdata/encodings.txt, and every line is of a type and a magic that its package
// has, so that states of former versions are read as long as they are in the table.
func TestTheTableOfEncodings(t *testing.T) {
	all, err := laws.Encodings()
	if err != nil {
		t.Fatal(err)
	}
	types, magicsOf, locked := map[string]bool{}, map[string]string{}, map[string]bool{}
	eachFile(t, func(path string, file *ast.File) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		dir := packageOf(path)
		for _, name := range methodReceivers(file, "UnmarshalBinary") {
			types[dir+"."+name] = true
		}
		for _, magic := range magics(file) {
			magicsOf[magic] = dir
		}
	})
	for _, e := range all {
		name, _, _ := strings.Cut(e.Type, "[")
		dir, _, _ := strings.Cut(name, ".")
		if !types[name] || magicsOf[e.Magic()] != dir {
			t.Errorf("encodings.txt: %s of the magic %q is not in the code: states of releases would not be read any more", e.Type, e.Magic())
		}
		if key := e.Type + e.Magic(); locked[key] {
			t.Errorf("encodings.txt: two lines of %s and the magic %q", e.Type, e.Magic())
		} else {
			locked[key], locked[e.Magic()] = true, true
		}
	}
	for magic, dir := range magicsOf {
		if !locked[magic] {
			t.Errorf("encodings.txt has no line of the magic %q of package %s: go test ./%s prints it", magic, dir, dir)
		}
	}
}

// TestMagicsAreFound tries the search on a source with every way to write one.
func TestMagicsAreFound(t *testing.T) {
	const source = `package p
const a = "abc\x01"
var layout = wire.Layout{Magic: "abc\x01", WeightedMagic: "abw\x02"}
const notOne, nor = "abcd", "ab\x01"
`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := magics(file), []string{"abc\x01", "abc\x01", "abw\x02"}; !slices.Equal(got, want) {
		t.Errorf("magics %q, want %q", got, want)
	}
}

// magics returns the magics that stand in a file.
func magics(file *ast.File) []string {
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(lit.Value)
		if err == nil && len(text) == wire.MagicLen && text[3] < ' ' && strings.Trim(text[:3], "abcdefghijklmnopqrstuvwxyz") == "" {
			found = append(found, text)
		}
		return true
	})
	return found
}

// eachFile calls visit with every source file of the module outside internal and
// examples.
func eachFile(t *testing.T, visit func(path string, file *ast.File)) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name == "internal" || name == "examples" || name == "testdata" || strings.HasPrefix(name, ".") && name != ".." {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err == nil {
			visit(path, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// methodReceivers returns the exported types of a file that have a method.
func methodReceivers(file *ast.File, method string) []string {
	var names []string
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Recv == nil || f.Name.Name != method {
			continue
		}
		if name := typeName(f.Recv.List[0].Type); ast.IsExported(name) {
			names = append(names, name)
		}
	}
	return names
}

// A run is a call of laws.Run.
type run struct {
	name      string // of the type
	generic   bool   // in a key
	many      bool   // whether it has Many keys
	customers bool   // whether it has Customers
}

// lawsRun returns the calls laws.Run(t, laws.Spec[*X, In]{...}).
func lawsRun(file *ast.File) []run {
	var runs []run
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 2 || typeName(call.Fun) != "Run" {
			return true
		}
		lit, ok := call.Args[1].(*ast.CompositeLit)
		if !ok {
			return true
		}
		spec, ok := lit.Type.(*ast.IndexListExpr)
		if !ok || typeName(spec.X) != "Spec" {
			return true
		}
		r := run{name: typeName(spec.Indices[0]), generic: isGeneric(spec.Indices[0])}
		for _, e := range lit.Elts {
			if field, ok := e.(*ast.KeyValueExpr); ok {
				r.many = r.many || typeName(field.Key) == "Many"
				r.customers = r.customers || typeName(field.Key) == "Customers"
			}
		}
		runs = append(runs, r)
		return true
	})
	return runs
}

// isGeneric reports whether a type has arguments, keys of many values among them:
// those of 16 bits are too few to fill a table.
func isGeneric(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.StarExpr:
		return isGeneric(e.X)
	case *ast.IndexExpr:
		return typeName(e.Index) == "string"
	case *ast.IndexListExpr:
		return true
	}
	return false
}

// typeName returns the last name of a type or function expression.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	}
	return ""
}
