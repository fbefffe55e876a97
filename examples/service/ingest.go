package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

// batchEvents is the number of events that become durable at once: the memory of a
// request is that of a batch, however long its body is.
const batchEvents = 1000

// reported is the number of refused lines that an answer names.
const reported = 20

// received is the answer to events. What it counts is durable.
type received struct {
	Counted    int       `json:"counted"`
	Duplicates int       `json:"duplicates"`
	Refused    int       `json:"refused"`
	Errors     []refusal `json:"errors,omitempty"` // the first refused lines
	Error      string    `json:"error,omitempty"`  // why the rest of the body was not read
}

type refusal struct {
	Line  int    `json:"line"`
	Error string `json:"error"`
}

func (r *received) refuse(line int, err error) {
	r.Refused++
	if len(r.Errors) < reported {
		r.Errors = append(r.Errors, refusal{line, err.Error()})
	}
}

// postEvents counts the events of a body, one JSON object per line. A refused line does
// not stop the others. Whatever the answer, or if there is none, a body may be sent again:
// events that were counted are duplicates then.
func (s *server) postEvents(w http.ResponseWriter, r *http.Request) {
	select {
	case s.ingests <- struct{}{}:
		defer func() { <-s.ingests }()
	default:
		w.Header().Set("Retry-After", "1")
		fail(w, http.StatusServiceUnavailable, "too many requests at once")
		return
	}
	var got received
	code := s.receive(w, r, &got)
	s.metrics.events.WithLabelValues("counted").Add(float64(got.Counted))
	s.metrics.events.WithLabelValues("duplicate").Add(float64(got.Duplicates))
	s.metrics.events.WithLabelValues("refused").Add(float64(got.Refused))
	writeJSON(w, code, got)
}

// receive reads a body in batches, and returns the status.
func (s *server) receive(w http.ResponseWriter, r *http.Request, got *received) int {
	lines := bufio.NewScanner(http.MaxBytesReader(w, r.Body, s.config.body))
	lines.Buffer(make([]byte, 0, longestLine), longestLine)
	b := &batch{}
	send := func() error {
		defer func() { b = &batch{} }()
		return s.send(r, b, got)
	}
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		e, err := decode(line)
		if ahead := s.now().Add(s.config.ahead); err == nil && e.Time.After(ahead) {
			err = fmt.Errorf("time: %s is in the future", e.Time.Format(time.RFC3339))
		}
		if err != nil {
			got.refuse(n, err)
			continue
		}
		if b.add(n, line, e); len(b.events) == batchEvents {
			if err := send(); err != nil {
				return unavailable(got, err)
			}
		}
	}
	if err := send(); err != nil {
		return unavailable(got, err)
	}
	if err := lines.Err(); err != nil {
		return broken(got, err)
	}
	if got.Refused > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// A batch is some lines of a body that become durable at once.
type batch struct {
	body   []byte
	lines  []int
	events []event
}

func (b *batch) add(line int, text []byte, e event) {
	b.body = append(append(b.body, text...), '\n')
	b.lines, b.events = append(b.lines, line), append(b.events, e)
}

// send makes a batch durable and counts it.
func (s *server) send(r *http.Request, b *batch, got *received) error {
	if len(b.events) == 0 {
		return nil
	}
	o := s.journal.submit(r.Context(), &request{entry: entry{kind: "events", body: b.body}, events: b.events})
	if o.err != nil {
		return o.err
	}
	for i, err := range o.errs {
		switch {
		case err == nil:
			got.Counted++
		case errors.Is(err, errDuplicate):
			got.Duplicates++
		default:
			got.refuse(b.lines[i], err)
		}
	}
	return nil
}

func unavailable(got *received, _ error) int {
	got.Error = "the events could not be stored: send the body again"
	return http.StatusServiceUnavailable
}

// broken returns the status of a body that could not be read to its end. What was read
// before is counted.
func broken(got *received, err error) int {
	got.Error = err.Error()
	var timeout net.Error
	switch {
	case errors.As(err, new(*http.MaxBytesError)):
		got.Error = "the body is too large: send it in parts"
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, bufio.ErrTooLong):
		got.Error = fmt.Sprintf("a line is longer than %d bytes", longestLine)
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		got.Error = "the body did not come in time"
		return http.StatusRequestTimeout
	}
	return http.StatusBadRequest
}
