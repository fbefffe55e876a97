package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

// What quick reads, encoding/json reads as the same event.
func FuzzQuick(f *testing.F) {
	for _, l := range sample(20, 1) {
		f.Add(l.text)
	}
	for _, line := range []string{
		`{ "id" : "1" , "score" : -5, "time":"2026-06-15T10:00:00.5+02:00" }`, `{"score":01}`, `{"score":1.5}`, `{"score":-}`, `{"score":1e2}`, `{"amount":1.50}`,
		`{"amount":"1e5"}`, `{"amount":-0.}`, `{"resolved":truefalse}`, `{"id":"a\u0062"}`, `{"ID":"a"}`, `{"id":"a"}{}`, `{"id":null}`, `{}`, `{"id":"a",}`, `{"score":99999999999999999999}`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		line = bytes.ToValidUTF8(line, []byte("?")) // decode refuses the rest before
		got, ok := quick(line)
		if !ok {
			return
		}
		var want event
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&want); err != nil || d.InputOffset() != int64(len(bytes.TrimRight(line, " \t"))) {
			t.Fatalf("%q is read, encoding/json says %v", line, err)
		}
		if !got.Time.Equal(want.Time) || (got.Amount == nil) != (want.Amount == nil) || got.Amount != nil && !got.Amount.Equal(*want.Amount) {
			t.Fatalf("%q became %v %v, want %v %v", line, got.Time, got.Amount, want.Time, want.Amount)
		}
		got.Time, got.Amount, want.Time, want.Amount = time.Time{}, nil, time.Time{}, nil
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q became %+v, want %+v", line, got, want)
		}
	})
}

// Nearly all lines are read the quick way.
func TestUsualLinesAreQuick(t *testing.T) {
	for _, l := range sample(1000, 2) {
		if _, ok := quick(bytes.TrimSpace(l.text)); !ok {
			t.Fatalf("%s is not", l.text)
		}
	}
	for _, line := range []string{`{"id":"1"`, `{"score":01}`, `{"amount":"x"}`, `{"id":"\n"}`, "", "{", `{"id"`, `{"time":"now"}`, `{"resolved":1}`} {
		if _, ok := quick([]byte(line)); ok {
			t.Errorf("%s is read", line)
		}
	}
}
