package kpi_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// plumbing are the methods that have no Example of their own: the contract of
// [kpi.Accumulator] has theirs, and fmt, log/slog, errors and the databases call the
// others.
var plumbing = []string{
	"AppendBinary", "MarshalBinary", "UnmarshalBinary", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "GobEncode", "GobDecode",
	"Merge", "Unmerge", "Clone", "Empty", "String", "Format", "LogValue", "Error", "Is", "Value", "Scan",
}

// TestEveryFunctionHasAnExample looks for the Example of each exported function and
// method of each package that users import.
func TestEveryFunctionHasAnExample(t *testing.T) {
	functions := 0
	for dir, files := range packages(t) {
		examples := map[string]bool{}
		for _, f := range files {
			for _, d := range f.Decls {
				if d, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(d.Name.Name, "Example") {
					examples[strings.TrimPrefix(exampleOf(d.Name.Name), "Example")] = true
				}
			}
		}
		for path, f := range files {
			for _, d := range f.Decls {
				d, ok := d.(*ast.FuncDecl)
				if !ok || strings.HasSuffix(path, "_test.go") || !d.Name.IsExported() || slices.Contains(plumbing, d.Name.Name) {
					continue
				}
				name := d.Name.Name
				if d.Recv != nil {
					receiver := receiverOf(d)
					if !ast.IsExported(receiver) {
						continue
					}
					name = receiver + "_" + name
				}
				functions++
				if !examples[name] {
					t.Errorf("%s: no Example%s", dir, name)
				}
			}
		}
	}
	if functions < 500 {
		t.Errorf("only %d functions found: the search is broken", functions)
	}
}

// TestExamplesHandleErrors looks for results of Examples that are dropped, where every
// function of that name returns an error last.
func TestExamplesHandleErrors(t *testing.T) {
	all := packages(t)
	fails := map[string]bool{} // by name of a function: whether its last result is an error
	for _, files := range all {
		for _, f := range files {
			for _, d := range f.Decls {
				if d, ok := d.(*ast.FuncDecl); ok {
					always, seen := fails[d.Name.Name]
					fails[d.Name.Name] = returnsError(d) && (!seen || always)
				}
			}
		}
	}
	for _, files := range all {
		for path, f := range files {
			for _, d := range f.Decls {
				d, ok := d.(*ast.FuncDecl)
				if !ok || !strings.HasPrefix(d.Name.Name, "Example") {
					continue
				}
				ast.Inspect(d, func(n ast.Node) bool {
					if a, ok := n.(*ast.AssignStmt); ok && isBlank(a.Lhs[len(a.Lhs)-1]) && fails[calledBy(a)] {
						t.Errorf("%s: %s drops the error of %s", path, d.Name.Name, calledBy(a))
					}
					return true
				})
			}
		}
	}
}

// packages returns the parsed files of each folder that users import, tests too.
func packages(t *testing.T) map[string]map[string]*ast.File {
	t.Helper()
	all := map[string]map[string]*ast.File{}
	set := token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains([]string{"examples", "internal", "testdata", ".git"}, entry.Name()) {
			return fs.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		dir := filepath.Dir(path)
		if all[dir] == nil {
			all[dir] = map[string]*ast.File{}
		}
		all[dir][path], err = parser.ParseFile(set, path, nil, parser.ParseComments)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// exampleOf returns the name of an Example without its suffix, which begins with a
// small letter.
func exampleOf(name string) string {
	parts := strings.Split(name, "_")
	last := parts[len(parts)-1]
	if len(parts) > 1 && last != "" && !ast.IsExported(last) {
		parts = parts[:len(parts)-1]
	}
	return strings.Join(parts, "_")
}

// receiverOf returns the name of the type of a method.
func receiverOf(d *ast.FuncDecl) string {
	receiver := d.Recv.List[0].Type
	for {
		switch x := receiver.(type) {
		case *ast.StarExpr:
			receiver = x.X
		case *ast.IndexExpr:
			receiver = x.X
		case *ast.IndexListExpr:
			receiver = x.X
		case *ast.Ident:
			return x.Name
		}
	}
}

// returnsError reports whether the last result of a function is an error.
func returnsError(d *ast.FuncDecl) bool {
	if d.Type.Results == nil {
		return false
	}
	last, ok := d.Type.Results.List[len(d.Type.Results.List)-1].Type.(*ast.Ident)
	return ok && last.Name == "error"
}

// calledBy returns the name of the function whose results a statement assigns, if it
// is one.
func calledBy(a *ast.AssignStmt) string {
	call, ok := a.Rhs[0].(*ast.CallExpr)
	if !ok {
		return ""
	}
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

// TestMentionsAreLinks looks for names of other packages of the module in doc comments,
// such as kpi.Rate, that are not links: in brackets, and of a package that is imported.
func TestMentionsAreLinks(t *testing.T) {
	links := 0
	all := packages(t)
	names := map[string]bool{"kpi": true}
	for dir := range all {
		names[filepath.Base(dir)] = true
	}
	for dir, files := range all {
		imported := map[string]bool{}
		for path, f := range files {
			for _, i := range f.Imports {
				imported[filepath.Base(strings.Trim(i.Path.Value, `"`))] = imported[filepath.Base(strings.Trim(i.Path.Value, `"`))] || !strings.HasSuffix(path, "_test.go")
			}
		}
		for path, f := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			for _, doc := range docsOf(f) {
				n, dead := mentions(doc, names, imported)
				links += n
				for _, name := range dead {
					t.Errorf("%s: %s: %s is not a link", dir, filepath.Base(path), name)
				}
			}
		}
	}
	if links < 500 {
		t.Errorf("only %d links found: the search is broken", links)
	}
	if n, dead := mentions("See kpi.Rate,\n[nps.Of] and [*kpi.Mean].\n\n\tkpi.NewRate(1, 2)\n", names, map[string]bool{"kpi": true}); n != 1 || !slices.Equal(dead, []string{"kpi.Rate", "nps.Of"}) {
		t.Errorf("the search finds %d links, and %v that are none", n, dead)
	}
}

// mentioned is the name of a package with one of its exported names, as a link if it is in
// brackets, with its path where the package is not imported.
var mentioned = regexp.MustCompile(`(\[\*?|\[\*?github\.com/customerkpi/[a-z/]+/)?\b([a-z]+)\.([A-Z]\w*)`)

// mentions returns the number of links in a doc comment, and the mentions that are none.
// Indented lines are code.
func mentions(doc string, names, imported map[string]bool) (links int, dead []string) {
	for line := range strings.Lines(doc) {
		if strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "    ") {
			continue
		}
		for _, m := range mentioned.FindAllStringSubmatch(line, -1) {
			switch {
			case !names[m[2]]:
			case m[1] == "" || !strings.Contains(m[1], "/") && !imported[m[2]]:
				dead = append(dead, m[2]+"."+m[3])
			default:
				links++
			}
		}
	}
	return links, dead
}

// docsOf returns the doc comments of a file that pkg.go.dev shows.
func docsOf(f *ast.File) (docs []string) {
	groups := []*ast.CommentGroup{f.Doc}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() {
				groups = append(groups, d.Doc)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if s, ok := s.(*ast.TypeSpec); ok && s.Name.IsExported() {
					groups = append(groups, d.Doc, s.Doc)
				}
			}
		}
	}
	for _, g := range groups {
		docs = append(docs, g.Text())
	}
	return docs
}
