package support_test

import (
	"errors"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces/support"
	"github.com/customerkpi/kpi/internal/laws"
)

func FuzzResponseTime(f *testing.F) {
	var a support.ResponseTime
	if err := errors.Join(a.Add(time.Second), a.Add(time.Hour), a.AddOpen(2*time.Hour)); err != nil {
		f.Fatal(err)
	}
	for _, tc := range responseTable {
		f.Add(tc.encode())
	}
	laws.Fuzz(f, func(t *testing.T, a *support.ResponseTime) {
		r := a.Result()
		_ = r.String()
		if _, err := r.Median(); err != nil && !errors.Is(err, kpi.ErrUndefined) {
			t.Error(err)
		}
	}, &a)
}

func FuzzFirstContact(f *testing.F) {
	f.Add([]byte("fcr\x01\x01\x02\x03"))
	for _, tc := range contactTable {
		f.Add(contacts(tc.resolved, tc.inScope, tc.outOfScope))
	}
	laws.Fuzz(f, func(t *testing.T, a *support.FirstContact) {
		_ = a.Result().String()
		if _, err := a.Result().Gross(); err != nil && !errors.Is(err, kpi.ErrUndefined) {
			t.Error(err)
		}
	})
}
