package kpi_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeCommands looks for what the commands of README.md run: the packages are
// there, and have a test for each -run.
func TestReadmeCommands(t *testing.T) {
	found := 0
	for _, m := range regexp.MustCompile("`(go (?:test|run|-C) [^`]*)`").FindAllStringSubmatch(read(t, "README.md"), -1) {
		found++
		c := parseCommand(m[1])
		if c.verb != "test" && c.verb != "run" || len(c.packages) == 0 {
			t.Errorf("%s: no package of a test or a program", m[1])
			continue
		}
		tests := 0
		for _, pattern := range c.packages {
			dirs := dirsOf(t, filepath.Join(c.dir, pattern))
			if len(dirs) == 0 {
				t.Errorf("%s: there is no %s", m[1], pattern)
			}
			for _, dir := range dirs {
				tests += testsIn(t, dir, c.run)
			}
		}
		if c.verb == "test" && tests == 0 {
			t.Errorf("%s: there is no such test", m[1])
		}
	}
	if found < 10 {
		t.Errorf("only %d commands found: the search is broken", found)
	}
}

// A command is one of go, which runs packages in a folder.
type command struct {
	dir, verb string
	packages  []string
	run       *regexp.Regexp // of the tests
}

func parseCommand(text string) command {
	c := command{dir: ".", run: regexp.MustCompile("")}
	fields := strings.Fields(text)[1:]
	if fields[0] == "-C" && len(fields) > 2 {
		c.dir, fields = fields[1], fields[2:]
	}
	c.verb, fields = fields[0], fields[1:]
	for i, f := range fields {
		switch {
		case f == "-run" && c.verb == "test" && i+1 < len(fields):
			c.run = regexp.MustCompile(strings.Trim(fields[i+1], "'"))
		case strings.HasPrefix(f, "."):
			c.packages = append(c.packages, f)
		}
		if c.verb == "run" && len(c.packages) > 0 {
			break // what follows are arguments of the program
		}
	}
	return c
}

// dirsOf returns the folders of packages that a pattern stands for.
func dirsOf(t *testing.T, pattern string) (dirs []string) {
	t.Helper()
	root, all := strings.CutSuffix(pattern, "...")
	err := filepath.WalkDir(filepath.Clean(root), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if files, _ := filepath.Glob(filepath.Join(path, "*.go")); len(files) > 0 {
			dirs = append(dirs, path)
		}
		if !all {
			return fs.SkipDir
		}
		return nil
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return dirs
}

// testsIn returns how many tests of a folder match.
func testsIn(t *testing.T, dir string, run *regexp.Regexp) (n int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") && run.MatchString(f.Name.Name) {
				n++
			}
		}
	}
	return n
}
