package support_test

import (
	"errors"
	"testing"

	"github.com/customerkpi/kpi/ces/support"
)

func TestWhichRequestsAreResolvedAtTheFirstContact(t *testing.T) {
	for _, tc := range []struct {
		name    string
		request support.Request
		want    support.FirstContactResult
	}{
		{"at the first contact", support.Request{Contacts: 1, Resolved: true}, support.FirstContactResult{Resolved: 1, InScope: 1}},
		{"at the second", support.Request{Contacts: 2, Resolved: true}, support.FirstContactResult{InScope: 1}},
		{"reopened", support.Request{Contacts: 1, Resolved: true, Reopened: true}, support.FirstContactResult{InScope: 1}},
		{"still open", support.Request{Contacts: 1}, support.FirstContactResult{InScope: 1}},
		{"out of scope", support.Request{Contacts: 1, Resolved: true, OutOfScope: true}, support.FirstContactResult{OutOfScope: 1}},
	} {
		var a support.FirstContact
		if err := a.Add(tc.request); err != nil || a.Result() != tc.want {
			t.Errorf("%s: %+v, %v; want %+v", tc.name, a.Result(), err, tc.want)
		}
	}
}

func TestFirstContactByHand(t *testing.T) {
	// 40 of 50 in scope; 40 of 50 + 30 in all
	r := support.FirstContactResult{Resolved: 40, InScope: 50, OutOfScope: 30}
	net, err := r.Rate()
	gross, err2 := r.Gross()
	if err := errors.Join(err, err2); err != nil || net.String() != "80.00% (40 of 50)" || gross.String() != "50.00% (40 of 80)" {
		t.Errorf("net %v, gross %v, %v", net, gross, err)
	}
}

func TestFirstContactRateOfNoneAndAll(t *testing.T) {
	for _, tc := range []struct {
		resolved, requests uint64
		want               string
	}{{0, 5, "0.00% (0 of 5)"}, {5, 5, "100.00% (5 of 5)"}, {2, 5, "40.00% (2 of 5)"}} {
		if rate, err := support.FirstContactRate(tc.resolved, tc.requests); err != nil || rate.String() != tc.want {
			t.Errorf("%v, %v, want %s", rate, err, tc.want)
		}
	}
}

func TestNumbersOfRequests(t *testing.T) {
	if n := (support.FirstContactResult{Resolved: 2, InScope: 5, OutOfScope: 3}).N(); n != 5 {
		t.Errorf("%d requests in scope, want 5", n)
	}
	if n := (support.ResponseTimeResult{Answered: 4, Open: 2}).N(); n != 4 {
		t.Errorf("%d answered requests, want 4", n)
	}
}
