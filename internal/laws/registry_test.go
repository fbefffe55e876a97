package laws_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEveryAccumulatorIsRun looks at the source: every exported type outside
// internal and examples that has AppendBinary has to be run by laws.Run in a
// test of its own package.
func TestEveryAccumulatorIsRun(t *testing.T) {
	root := filepath.Join("..", "..")
	types, runs := map[string][]string{}, map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
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
		if err != nil {
			return err
		}
		dir := filepath.Dir(path)
		if strings.HasSuffix(path, "_test.go") {
			runs[dir] = append(runs[dir], lawsRun(file)...)
		} else {
			types[dir] = append(types[dir], methodReceivers(file, "AppendBinary")...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
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

// lawsRun returns the types X of the calls laws.Run(t, laws.Spec[*X, In]{...}).
func lawsRun(file *ast.File) []string {
	var names []string
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 2 || typeName(call.Fun) != "Run" {
			return true
		}
		if lit, ok := call.Args[1].(*ast.CompositeLit); ok {
			if spec, ok := lit.Type.(*ast.IndexListExpr); ok && typeName(spec.X) == "Spec" {
				names = append(names, typeName(spec.Indices[0]))
			}
		}
		return true
	})
	return names
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
