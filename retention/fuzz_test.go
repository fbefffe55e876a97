package retention_test

import (
	"errors"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention"
)

func FuzzReturning(f *testing.F) {
	var a retention.Returning[string]
	laws.Must(0, errors.Join(a.AddBeforeSlice([]string{"Ada", "Ben"}), a.AddAfter("Ada")))
	laws.Fuzz(f, nil, &a)
}

func FuzzRepurchase(f *testing.F) {
	var a retention.Repurchase[int16]
	laws.Must(0, a.AddSlice([]int16{-1, 7, 7, 300}))
	laws.Fuzz(f, nil, &a)
}

func FuzzPurchases(f *testing.F) {
	var p retention.Purchases[string]
	laws.Must(0, errors.Join(p.Add("ada", time.Unix(5, 5)), p.Add("ada", time.Unix(-5, 0)), p.Add("ben", time.Unix(0, 0))))
	laws.Fuzz(f, nil, &p)
}

func FuzzParticipation(f *testing.F) {
	var p retention.Participation
	laws.Must(0, p.AddN(true, 300))
	laws.Fuzz(f, nil, &p)
}

func FuzzParticipants(f *testing.F) {
	var p retention.Participants[uint8]
	laws.Must(0, errors.Join(p.AddInvitedSlice([]uint8{1, 2, 255}), p.AddParticipant(2)))
	laws.Fuzz(f, nil, &p)
}

func FuzzResponse(f *testing.F) {
	var r retention.Response
	laws.Must(0, r.Add(retention.Answered))
	laws.Fuzz(f, nil, &r)
}

func FuzzActivity(f *testing.F) {
	a := laws.Must(retention.NewActivity[string](kpi.Day, location(f, "Europe/Paris")))
	for _, day := range []int{1, 2, 100, 1000} {
		laws.Must(0, errors.Join(a.Add("Ada", date(2024, 1, day)), a.Add("Ben", date(1, 1, day))))
	}
	laws.Fuzz(f, nil, a)
}

// FuzzActivityResult: any two visits are refused or counted, and the counts
// add up.
func FuzzActivityResult(f *testing.F) {
	f.Add(int64(0), int64(86_400), uint8(kpi.Day))
	f.Add(int64(-1<<63), int64(1<<63-1), uint8(kpi.Year))
	f.Fuzz(func(t *testing.T, first, second int64, grain uint8) {
		a, err := retention.NewActivity[string](kpi.Grain(grain), nil)
		if err != nil {
			if !errors.Is(err, kpi.ErrRange) {
				t.Errorf("%v is not ErrRange", err)
			}
			return
		}
		for _, seconds := range []int64{first, second} {
			if err := a.Add("Ada", time.Unix(seconds, 0)); err != nil && !errors.Is(err, kpi.ErrRange) {
				t.Errorf("%v is not ErrRange", err)
			}
		}
		for _, p := range a.Result().NonEmpty {
			if p.Active != p.New+p.Retained+p.Reactivated {
				t.Errorf("%+v does not add up", p)
			}
		}
	})
}
