package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"time"
)

// A config is what an operator sets.
type config struct {
	address  string
	database string // a file of SQLite
	postgres string // a connection string; it goes before the file
	token    string // of writes; none is asked for where it is empty

	location *time.Location // of the months

	segments int           // most segments per kind of event
	months   int           // months that are kept, the newest included
	remember time.Duration // how long the identifiers of events are kept
	ahead    time.Duration // how far event times may be ahead of the clock

	body        int64 // most bytes of a request's body
	connections int   // most open connections
	ingests     int   // most requests that send events at once

	every   time.Duration // between checkpoints
	tail    int           // events after which a checkpoint follows
	refresh time.Duration // how old served figures may be
	slow    time.Duration // time that a client has for its request
}

func configOf(args []string, getenv func(string) string, errors io.Writer) (config, error) {
	c := config{postgres: getenv("DATABASE_URL"), token: getenv("KPI_TOKEN")}
	zone := ""
	f := flag.NewFlagSet("service", flag.ContinueOnError)
	f.SetOutput(errors)
	f.StringVar(&c.address, "address", "127.0.0.1:8080", "address to listen on")
	f.StringVar(&c.database, "database", "kpi.db", "file of the SQLite database, if DATABASE_URL names no PostgreSQL")
	f.StringVar(&zone, "zone", "UTC", "time zone of the months, such as Europe/Paris")
	f.IntVar(&c.segments, "segments", 1000, "most segments per kind of event")
	f.IntVar(&c.months, "months", 25, "months to keep")
	f.DurationVar(&c.remember, "remember", 40*24*time.Hour, "how long before the newest event an event may be, and its identifier is kept")
	f.DurationVar(&c.ahead, "ahead", time.Hour, "how far the time of an event may be ahead of the clock")
	f.Int64Var(&c.body, "body", 32<<20, "most bytes of a request's body")
	f.IntVar(&c.connections, "connections", 4096, "most open connections")
	f.IntVar(&c.ingests, "ingests", 64, "most requests that send events at once")
	f.DurationVar(&c.every, "checkpoint", 10*time.Minute, "time between checkpoints")
	f.IntVar(&c.tail, "tail", 200_000, "events after which a checkpoint follows")
	f.DurationVar(&c.refresh, "refresh", 5*time.Second, "how old served figures may be")
	f.DurationVar(&c.slow, "slow", time.Minute, "time that a client has to send its request")
	if err := f.Parse(args); err != nil {
		return config{}, err
	}
	var err error
	if c.location, err = time.LoadLocation(zone); err != nil {
		return config{}, fmt.Errorf("-zone: %w", err)
	}
	return c, c.check()
}

func (c config) check() error {
	for name, value := range map[string]int64{
		"-segments": int64(c.segments), "-months": int64(c.months), "-remember": int64(c.remember),
		"-body": c.body, "-connections": int64(c.connections), "-ingests": int64(c.ingests),
		"-checkpoint": int64(c.every), "-tail": int64(c.tail), "-slow": int64(c.slow),
	} {
		if value < 1 {
			return fmt.Errorf("%s has to be above 0", name)
		}
	}
	if c.ahead < 0 || c.refresh < 0 {
		return errors.New("-ahead and -refresh have to be 0 or more")
	}
	return nil
}
