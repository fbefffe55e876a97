package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	switch err := run(os.Args[1:], os.Stdout, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
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
	r, err := newReport(c, stderr)
	if err != nil {
		return err
	}
	if err := r.readAll(); err != nil {
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
	switch c.format {
	case "json":
		return s.WriteJSON(stdout)
	case "csv":
		return s.WriteCSV(stdout)
	case "html":
		return s.WriteHTML(stdout, c.columns)
	default:
		return s.WriteText(stdout, c.columns)
	}
}
