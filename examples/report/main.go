package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/customerkpi/kpi/examples/internal/sheet"
)

func main() {
	debug.SetGCPercent(gcPercent)
	switch err := run(os.Args[1:], os.Stdout, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case errors.As(err, new(*tooManyBad)):
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

// run is the program: it reads the files that args name and writes the report
// to stdout; bad lines and progress go to stderr.
func run(args []string, stdout, stderr io.Writer) error {
	c, err := parseFlags(args, stdout)
	if err != nil {
		return err
	}
	begun := time.Now()
	r, err := readFiles(c, stderr)
	if err != nil {
		return err
	}
	d, err := r.document()
	if err != nil {
		return err
	}
	s, err := d.sheet()
	if err != nil {
		return err
	}
	if c.verbose {
		defer r.writeUsed(stderr, begun)
	}
	if err := c.write(s, stdout); err != nil {
		return err
	}
	return r.judge()
}

// write lays out the document.
func (c *config) write(s *sheet.Document, w io.Writer) error {
	switch c.format {
	case "json":
		return s.WriteJSON(w)
	case "csv":
		return s.WriteCSV(w)
	case "html":
		return s.WriteHTML(w, c.columns)
	default:
		return s.WriteText(w, c.columns)
	}
}

// readFiles reads all files. Orders are expected to follow each other in their file, so
// that each is done with its last line. Where they do not, the report begins anew and keeps
// all orders until the end; so it does at once where the file cannot be read again, or where
// other files may have lines of the same order.
func readFiles(c *config, stderr io.Writer) (*report, error) {
	r, err := newReport(c, stderr)
	if err != nil {
		return nil, err
	}
	r.apart = !c.readableAgain("orders") || c.save != "" || len(c.load) > 0
	err = r.readAll()
	if !errors.Is(err, errApart) {
		return r, err
	}
	told := make(map[string]int)
	for _, in := range r.inputs { // all of orders, which come first
		told[in.file] = in.errors
	}
	if r, err = newReport(c, stderr); err != nil {
		return nil, err
	}
	r.apart, r.told = true, told
	return r, r.readAll()
}
