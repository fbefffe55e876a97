package main

import (
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"

	"github.com/customerkpi/kpi/examples/internal/rows"
)

func (c *config) dialectFlags(set *flag.FlagSet) {
	separators := map[string]rune{"auto": 0, ",": ',', ";": ';', "|": '|', "tab": '\t'}
	choose(set, &c.dialect.Comma, "comma", "`sign` between fields", "auto", separators)
	choose(set, &c.dialect.Decimal, "decimal", "`sign` before decimals; the other may stand between thousands", "auto", map[string]rune{"auto": 0, ".": '.', ",": ','})
	encodings := map[string]string{"auto": ""}
	for _, e := range rows.Encodings() {
		encodings[e] = e
	}
	choose(set, &c.dialect.Encoding, "encoding", "`encoding`", "auto", encodings)
	set.StringVar(&c.dialect.TimeFormat, "time-format", "", "`form` of times, as dd/mm/yyyy or dd.mm.yyyy hh:mm; excel for its days")
	set.Func("column", "`names` of columns in the files, as customer=client,time=jour", func(s string) error {
		c.dialect.Columns = make(map[string]string)
		for pair := range strings.SplitSeq(s, ",") {
			name, called, ok := strings.Cut(pair, "=")
			if name, called = strings.TrimSpace(name), strings.TrimSpace(called); !ok || name == "" || called == "" {
				return errors.New("not name=column with commas between them")
			}
			c.dialect.Columns[name] = called
		}
		return nil
	})
}

// share reads 1% or 0.01.
func share(s string) (float64, error) {
	number, percent := strings.CutSuffix(s, "%")
	x, err := strconv.ParseFloat(number, 64)
	if percent {
		x /= 100
	}
	if err == nil && !(x >= 0 && x <= 1) {
		err = errors.New("outside 0..1")
	}
	return x, err
}

// tell says how a file is read, where that was not said and is not the usual.
func (r *report) tell(file, encoding string, comma rune) {
	var guessed []string
	if encoding != rows.UTF8 && r.dialect.Encoding == "" {
		guessed = append(guessed, encoding+" (-encoding)")
	}
	if comma != ',' && r.dialect.Comma == 0 {
		guessed = append(guessed, fmt.Sprintf("%q between fields (-comma)", comma))
	}
	if len(guessed) > 0 {
		r.progress.clear()
		fmt.Fprintf(r.stderr, "%s: read as %s\n", file, strings.Join(guessed, ", "))
	}
}

// shownReasons is the number of bad lines that the last error shows.
const shownReasons = 10

// A tooManyBad says that a file has more bad lines than -max-bad allows.
type tooManyBad struct {
	file       string
	bad, lines int
	allowed    float64
	reasons    []string
}

func (e *tooManyBad) Error() string {
	return fmt.Sprintf("%s: %d of %d lines are bad, more than -max-bad %g%%:\n  %s", e.file, e.bad, e.lines, 100*e.allowed, strings.Join(e.reasons, "\n  "))
}

// judge reports whether so many lines are bad that the figures should not be trusted.
func (r *report) judge() error {
	for _, in := range r.inputs {
		if !in.loaded && float64(in.bad) > r.maxBad*float64(in.lines) {
			return &tooManyBad{in.file, in.bad, in.lines, r.maxBad, r.reasons}
		}
	}
	return nil
}
