package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/examples/internal/shop"
)

func TestBadFlagsNameTheValueAndWhatItMayBe(t *testing.T) {
	for args, want := range map[string]string{
		"-format xml":                     `"xml" for flag -format: not one of csv, html, json, text`,
		"-lang de":                        `"de" for flag -lang: not one of en, fr`,
		"-periods -1":                     `"-1" for flag -periods: not a whole number of 0 or more`,
		"-periods six":                    `"six" for flag -periods: not a whole number of 0 or more`,
		"-grain hour":                     `"hour" for flag -grain: kpi: grain "hour" outside day..year`,
		"-zone Nowhere/Town":              `"Nowhere/Town" for flag -zone: unknown time zone Nowhere/Town`,
		"-zone Local":                     `"Local" for flag -zone: `,
		"-from 31.1.2025":                 `"31.1.2025" for flag -from: not a date as 2025-01-31`,
		"-to 2025-02-30":                  `"2025-02-30" for flag -to: not a date as 2025-01-31`,
		"-from 2025-03-01 -to 2025-03-01": `"2025-03-01" for flag -from: not before -to 2025-03-01`,
		"-nps-scale 0-5":                  `"0-5" for flag -nps-scale: not one of 0-10, 1-10`,
		"-csat-scale 1-7":                 `"1-7" for flag -csat-scale: not one of 1-10, 1-5, yes-no`,
		"-ces-scale ease":                 `"ease" for flag -ces-scale: not one of ease-7, effort-5`,
		"-target 0s":                      `"0s" for flag -target: not a time above 0, as 90m or 24h`,
		"-target fast":                    `"fast" for flag -target: not a time above 0, as 90m or 24h`,
		"-margin 1.01":                    `"1.01" for flag -margin: not a number in 0..1`,
		"-margin 1e-9999999":              `"1e-9999999" for flag -margin: not a number in 0..1`,
		"-lifetime 0":                     `"0" for flag -lifetime: not a number above 0`,
		"-lifetime 1e9999999":             `"1e9999999" for flag -lifetime: not a number above 0`,
		"-steps visit":                    `"visit" for flag -steps: not 2 to 64 names`,
		"-steps a,b,a":                    `"a,b,a" for flag -steps: not different names with commas between them`,
		"-steps a,":                       `"a," for flag -steps: not different names with commas between them`,
		"-strict=maybe":                   `"maybe" for -strict`,
		"-colour":                         `-colour`,
		"orders.csv":                      `"orders.csv" is no flag: a file needs one, as -orders orders.csv`,
		"-orders nowhere.csv":             `nowhere.csv: no such file`,
		"-orders .":                       `is a directory`,
		"-margin ":                        `"" for flag -margin: not a number in 0..1`,
	} {
		err := run(strings.Split(args, " "), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("report %s: %v, want %s", args, err, want)
		}
	}
}

func TestUsageShowsEveryFlag(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"-h"}, &out, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Fatalf("-h: %v", err)
	}
	names := flagNames()
	for _, name := range names {
		if !strings.Contains(out.String(), "\n  -"+name+" ") {
			t.Errorf("-h does not show -%s", name)
		}
	}
	for _, kind := range shop.Kinds() {
		if !slices.Contains(names, kind) {
			t.Errorf("no flag for %s", kind)
		}
	}
}

func flagNames() (names []string) {
	set := flag.NewFlagSet("", flag.ContinueOnError)
	for _, g := range new(config).flags() {
		g.add(set)
	}
	set.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	return names
}
