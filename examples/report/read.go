package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/customerkpi/kpi/examples/internal/rows"
)

// shownBad is the number of bad lines of a file that are shown.
const shownBad = 5

// A spot is where a row belongs.
type spot struct {
	segment string // "" where the file has no segments
	time    time.Time
}

// noSegment is the segment of rows that have none, in a file with segments.
const noSegment = "(none)"

// A cellError says that a KPI refused the value of a column.
type cellError struct {
	column, value string
	err           error
}

func (e *cellError) Error() string { return e.column + ": " + e.err.Error() }
func (e *cellError) Unwrap() error { return e.err }

// A handler takes the rows of one kind of file.
type handler[T any] struct {
	open func(io.Reader, string, rows.Options) (*rows.Reader[T], error)

	// given is called once, with what the header has.
	given func(has func(column string) bool)

	// at returns the row's time and segment.
	at func(*T) (time.Time, string)

	// lasting says that a row is more than a moment: -from and -to do not
	// decide by at alone, so that add does.
	lasting bool

	// add takes a row. Its error makes the line a bad one.
	add func(in *input, s spot, row *T) error
}

// read reads the files of a kind, if they are given. Those of a state that was loaded were
// read before them.
func read[T any](r *report, kind string, h handler[T]) error {
	if columns, ok := r.given[kind]; ok {
		h.given(func(column string) bool { return slices.Contains(columns, column) })
	}
	paths := r.files[kind]
	if r.simulated {
		paths = []string{""}
	}
	for _, path := range paths {
		if err := readFile(r, kind, path, h); err != nil {
			return err
		}
	}
	return nil
}

func readFile[T any](r *report, kind, path string, h handler[T]) error {
	file, err := r.open(kind, path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines, err := h.open(file, file.name, r.dialect)
	if err != nil {
		return err
	}
	r.tell(file.name, lines.Encoding, lines.Comma)
	h.given(r.asks(kind, lines.Has))
	in, segmented := &input{kind: kind, file: file.name}, lines.Segmented()
	r.inputs = append(r.inputs, in)
	r.segmented = r.segmented || segmented

	for l := range ahead(lines) {
		in.lines++
		r.progress.show(in, file)
		err := l.err
		if err == nil {
			err = placed(take(r, in, segmented, &l.row, h), in.file, l.line)
		}
		if err != nil {
			if err := r.bad(in, err); err != nil {
				return err
			}
		}
	}
	r.progress.clear()
	if lines.Tail() {
		fmt.Fprintf(r.stderr, "%s: what stands behind the end of the gzip is not read\n", in.file)
	}
	if more := in.errors - shownBad; more > 0 {
		fmt.Fprintf(r.stderr, "%s: and %d more bad lines\n", in.file, more)
	}
	return nil
}

// asks returns has, which keeps the answers for a state.
func (r *report) asks(kind string, has func(column string) bool) func(column string) bool {
	r.given[kind] = []string{}
	return func(column string) bool {
		yes := has(column)
		if yes {
			r.given[kind] = append(r.given[kind], column)
		}
		return yes
	}
}

// placed says where the row is that a KPI refused.
func placed(err error, file string, line int) error {
	if err == nil {
		return nil
	}
	bad := &rows.Error{File: file, Line: line, LastLine: line, Reason: err.Error(), Err: err}
	var c *cellError
	if errors.As(err, &c) {
		bad.Column, bad.Value, bad.Reason = c.column, c.value, c.err.Error()
	}
	return bad
}

// bad counts a bad line. Its error stops the report: a file that ends in the
// middle has no figures, and -strict stops at any.
func (r *report) bad(in *input, err error) error {
	var bad *rows.Error
	if errors.Is(err, errApart) || !errors.As(err, &bad) || bad.Fatal || r.strict {
		return err
	}
	in.errors++
	in.bad += 1 + bad.Skipped
	in.lines += bad.Skipped
	if len(r.reasons) < shownReasons {
		r.reasons = append(r.reasons, bad.Error())
	}
	if in.errors <= shownBad && in.errors > r.told[in.file] {
		r.progress.clear()
		fmt.Fprintln(r.stderr, bad)
	}
	return nil
}

// take gives one row to the figures.
func take[T any](r *report, in *input, segmented bool, row *T, h handler[T]) error {
	at, segment := h.at(row)
	if y := at.Year(); y < 2 || y > 9999 { // the zero time, of year 1, stands for none
		return fmt.Errorf("year %d outside 2..9999", y)
	}
	if !h.lasting && !r.calendar.holds(at) {
		in.leave(allFigures, outsideTime)
		return nil
	}
	if !h.lasting && r.calendar.far(at) {
		return errFar
	}
	s := spot{time: at}
	if segmented {
		s.segment = cmp.Or(r.keep(segment), noSegment)
	}
	if err := h.add(in, s, row); err != nil {
		return err
	}
	if !h.lasting {
		r.calendar.see(at)
	}
	r.segmentRows[s.segment]++
	return nil
}
