// Mentions reads what people write about a brand and its competitors, as it
// comes: how they speak of it by source, which emotions they show, the share of
// voice, what they say of the delivery, the price and other aspects, the reach, the weeks
// with more negative mentions than the others, and an alarm where the brand is mentioned unexpectedly often, with its cause in English and
// in French. Without a file it shows a year of the simulated shop.
//
//	go run ./examples/mentions
//	go run ./examples/mentions -brand Acme -bucket 1h -false-alarm 0.0005 mentions.jsonl
//	go run ./examples/mentions -lang fr -svg volume.svg mentions.csv
//
// # Files
//
// A file is CSV with a header line or, by its name .jsonl or .ndjson, a JSON
// object a line; - is CSV on the standard input. The fields are
//
//	time       RFC 3339, in order
//	brand      who is mentioned; all are of the brand if there is no such field
//	source     facebook, x, news ...
//	author     who wrote it
//	domain     where it stands, if it is not on social media
//	audience   people who may have seen it; of a domain, its visitors of a day
//	text       what it says: its class and emotions are read from it
//	sentiment  positive, neutral or negative: the class where there is no text
//	emotion    the emotion where there is no text
//
// Only time and source are needed.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/customerkpi/kpi/examples/internal/shop"
	"github.com/customerkpi/kpi/examples/internal/svg"
	"github.com/customerkpi/kpi/sentiment"
	"github.com/customerkpi/kpi/sentiment/alarm"
)

// options are the flags.
type options struct {
	brand      string
	language   string
	bucket     time.Duration
	falseAlarm float64
	zone       string
	svg        string
}

func main() {
	var o options
	flag.StringVar(&o.brand, "brand", "Alba", "`name` of the brand; the others are its competitors")
	flag.StringVar(&o.language, "lang", "en", "`language` of the texts: en or fr")
	flag.DurationVar(&o.bucket, "bucket", 24*time.Hour, "`length` of a bucket of the volume")
	flag.Float64Var(&o.falseAlarm, "false-alarm", 0.002, "`chance` of an alarm in a bucket where nothing happens")
	flag.StringVar(&o.zone, "zone", "UTC", "time `zone` of the days, as Europe/Paris")
	flag.StringVar(&o.svg, "svg", "", "`file` to draw the volume into")
	flag.Parse()
	if err := start(os.Stdout, o, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "mentions:", err)
		os.Exit(1)
	}
}

// start opens the input that the arguments name.
func start(out io.Writer, o options, args []string) error {
	switch len(args) {
	case 0:
		file, pipe := io.Pipe()
		go func() { pipe.CloseWithError(shop.New().Write("mentions", pipe)) }()
		defer file.Close()
		return run(out, o, file, readCSV)
	case 1:
	default:
		return fmt.Errorf("%d files, want one", len(args))
	}
	if args[0] == "-" {
		return run(out, o, os.Stdin, readCSV)
	}
	file, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer file.Close()
	if ext := filepath.Ext(args[0]); ext == ".jsonl" || ext == ".ndjson" {
		return run(out, o, file, readJSON)
	}
	return run(out, o, file, readCSV)
}

// run streams the mentions through the figures, and prints them.
func run(out io.Writer, o options, in io.Reader, read reader) error {
	f, err := newFigures(o)
	if err != nil {
		return err
	}
	if err := read(in, f.add); err != nil {
		return err
	}
	f.close()
	if o.svg != "" {
		if err := svg.WriteFile(o.svg, func(w io.Writer) { drawVolume(w, f.reports) }); err != nil {
			return err
		}
	}
	return f.print(out)
}

// lexiconOf returns the lexicon of a language.
func lexiconOf(language string) (*sentiment.Lexicon, error) {
	switch language {
	case "en":
		return sentiment.New(sentiment.English, sentiment.Options{})
	case "fr":
		return sentiment.New(sentiment.French, sentiment.Options{})
	}
	return nil, fmt.Errorf("-lang: %q is neither en nor fr", language)
}

// config returns the config of the monitor.
func (o options) config() (alarm.Config, error) {
	loc, err := time.LoadLocation(o.zone)
	if err != nil {
		return alarm.Config{}, fmt.Errorf("-zone: %w", err)
	}
	return alarm.Config{Bucket: o.bucket, Location: loc, FalseAlarm: o.falseAlarm}, nil
}
