package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/sentiment"
)

// An event is one line of input. What it is, its kind says.
type event struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	Time     time.Time `json:"time"`
	Segment  string    `json:"segment"`
	Customer string    `json:"customer"`

	Survey    string           `json:"survey"`           // answer: nps, csat or ces
	Score     *int             `json:"score"`            // answer
	Amount    *decimal.Decimal `json:"amount"`           // order
	Resolved  *bool            `json:"resolved"`         // ticket: at the first contact
	Response  *int64           `json:"response_seconds"` // ticket: until the first response; none yet is null
	Sentiment string           `json:"sentiment"`        // mention: positive, neutral or negative
	Step      string           `json:"step"`             // visit: visit, product, cart or order
}

// steps are those of the conversion funnel.
var steps = []string{"visit", "product", "cart", "order"}

// surveys are the lowest and highest scores by survey.
var surveys = map[string][2]int{"nps": {0, 10}, "csat": {1, 5}, "ces": {1, 7}}

// Lengths in bytes.
const (
	longestLine = 8 << 10
	longestName = 128
)

// decode reads a line. It refuses what no service of these KPIs can mean: a field that
// does not exist is one that somebody misspelt.
func decode(line []byte) (e event, err error) {
	if !utf8.Valid(line) {
		return event{}, errors.New("not UTF-8") // encoding/json would make two names one
	}
	if e, ok := quick(line); ok {
		return e, e.check()
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			err = errors.New("truncated JSON")
		}
		return event{}, err
	}
	if _, err := d.Token(); err != io.EOF {
		return event{}, errors.New("more than one value on the line")
	}
	return e, e.check()
}

// check refuses values that the KPIs do not take, so that nothing that was acknowledged
// can fail later.
func (e *event) check() error {
	for _, name := range []struct{ field, value string }{{"id", e.ID}, {"segment", e.Segment}, {"customer", e.Customer}} {
		if name.value == "" || len(name.value) > longestName {
			return fmt.Errorf("%s: %d bytes, want 1..%d", name.field, len(name.value), longestName)
		}
	}
	if y := e.Time.UTC().Year(); y < 1970 || y > 9998 {
		return fmt.Errorf("time: year %d, want 1970..9998", y)
	}
	check, ok := checks[e.Kind]
	if !ok {
		return fmt.Errorf("kind: %q is none of answer, order, ticket, mention, visit", e.Kind)
	}
	return check(e)
}

var checks = map[string]func(*event) error{
	"answer": func(e *event) error {
		bounds, ok := surveys[e.Survey]
		switch {
		case !ok:
			return fmt.Errorf("survey: %q is none of nps, csat, ces", e.Survey)
		case e.Score == nil:
			return errors.New("score: missing")
		case *e.Score < bounds[0] || *e.Score > bounds[1]:
			return &kpi.RangeError{Op: e.Survey, Name: "score", Value: *e.Score, Min: bounds[0], Max: bounds[1]}
		}
		return nil
	},
	"order": func(e *event) error {
		if e.Amount == nil {
			return errors.New("amount: missing")
		}
		if err := kpi.CheckAmount("order", "amount", *e.Amount); err != nil {
			return err
		}
		if e.Amount.Sign() < 0 {
			return &kpi.RangeError{Op: "order", Name: "amount", Value: *e.Amount, Min: 0}
		}
		return nil
	},
	"ticket": func(e *event) error {
		if e.Resolved == nil {
			return errors.New("resolved: missing")
		}
		if e.Response != nil && (*e.Response < 0 || *e.Response > math.MaxInt32) {
			return &kpi.RangeError{Op: "ticket", Name: "response_seconds", Value: *e.Response, Min: 0, Max: math.MaxInt32}
		}
		return nil
	},
	"mention": func(e *event) error {
		_, err := sentiment.ParseClass(e.Sentiment)
		return err
	},
	"visit": func(e *event) error {
		if !slices.Contains(steps, e.Step) {
			return fmt.Errorf("step: %q is none of %v", e.Step, steps)
		}
		return nil
	},
}
