package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// postForget takes a customer out of all figures, as if they had never been there. The
// name stands in the body, so that it is in no log of requests. A checkpoint follows at
// once, and with it the name leaves the database.
func (s *server) postForget(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Customer string `json:"customer"`
	}
	if !s.read(w, r, &in) || !valid(w, "customer", in.Customer) {
		return
	}
	s.correct(w, r, correction{Kind: "forget", From: in.Customer})
}

// postAlias gives what a customer did to another name: a visitor who signed in.
func (s *server) postAlias(w http.ResponseWriter, r *http.Request) {
	var in struct {
		From string `json:"from"`
		To   string `json:"to"`
	}
	if !s.read(w, r, &in) || !valid(w, "from", in.From) || !valid(w, "to", in.To) {
		return
	}
	s.correct(w, r, correction{Kind: "alias", From: in.From, To: in.To})
}

// correct makes a correction of a customer durable, and does it.
func (s *server) correct(w http.ResponseWriter, r *http.Request, c correction) {
	body, err := json.Marshal(c)
	if err != nil {
		fail(w, http.StatusInternalServerError, "internal error")
		return
	}
	if o := s.journal.submit(r.Context(), &request{entry: entry{kind: c.Kind, body: body}, correction: &c}); o.err != nil {
		s.log.Error(c.Kind, "error", o.err)
		fail(w, http.StatusServiceUnavailable, "the correction could not be stored: send it again")
		return
	}
	s.journal.soon()
	writeJSON(w, http.StatusOK, status{"done"})
}

// read reads a small JSON body.
func (s *server) read(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, longestLine))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, err = d.Token(); err == nil || !errors.Is(err, io.EOF) {
			err = errors.New("more than one value")
		} else {
			err = nil
		}
	}
	if err != nil {
		code := http.StatusBadRequest
		if errors.As(err, new(*http.MaxBytesError)) {
			code = http.StatusRequestEntityTooLarge
		}
		fail(w, code, err.Error())
		return false
	}
	return true
}

func valid(w http.ResponseWriter, field, name string) bool {
	if name == "" || len(name) > longestName {
		fail(w, http.StatusUnprocessableEntity, fmt.Sprintf("%s: %d bytes, want 1..%d", field, len(name), longestName))
		return false
	}
	return true
}
