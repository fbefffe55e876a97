package support_test

import (
	"errors"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces/support"
	"github.com/customerkpi/kpi/internal/laws"
)

// FuzzUnmarshalBinary: any bytes are ErrCorrupt or the encoding of a state,
// whose result does not panic.
func FuzzUnmarshalBinary(f *testing.F) {
	var a support.ResponseTime
	if err := errors.Join(a.Add(time.Second), a.Add(time.Hour), a.AddOpen(2*time.Hour)); err != nil {
		f.Fatal(err)
	}
	seed, _ := a.MarshalBinary()
	f.Add(seed)
	f.Add([]byte("fcr\x01\x01\x02\x03"))
	for _, tc := range responseTable {
		f.Add(tc.encode())
	}
	for _, tc := range contactTable {
		f.Add(contacts(tc.resolved, tc.inScope, tc.outOfScope))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a support.ResponseTime
		if laws.Decodes(t, &a, data) {
			r := a.Result()
			_ = r.String()
			if _, err := r.Median(); err != nil && !errors.Is(err, kpi.ErrUndefined) {
				t.Error(err)
			}
		}
		var c support.FirstContact
		if laws.Decodes(t, &c, data) {
			_ = c.Result().String()
			if _, err := c.Result().Gross(); err != nil && !errors.Is(err, kpi.ErrUndefined) {
				t.Error(err)
			}
		}
	})
}
