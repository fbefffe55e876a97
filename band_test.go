package kpi_test

import (
	"errors"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
)

func TestBandOf(t *testing.T) {
	bands := []kpi.Band{
		{Name: "good", Above: decimal.New(30, 0)},
		{Name: "excellent", Above: decimal.New(50, 0)},
		{Name: "fair", Above: decimal.New(0, 0)},
	}
	for _, tc := range []struct {
		plus, minus uint64
		want        string
	}{{60, 10, "good"}, {61, 10, "excellent"}, {31, 0, "good"}, {30, 0, "fair"}, {1, 0, "fair"}} {
		score := net(t, tc.plus, tc.minus, 100)
		if b, err := kpi.BandOf(score, bands...); err != nil || b.Name != tc.want {
			t.Errorf("%v is %q, %v, want %q", score, b.Name, err, tc.want)
		}
	}
	for name, err := range map[string]error{
		"above none": second(kpi.BandOf(net(t, 0, 0, 1), bands...)),
		"no bands":   second(kpi.BandOf(net(t, 1, 0, 1))),
		"no figure":  second(kpi.BandOf(nil, bands...)),
	} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s: %v, want ErrUndefined", name, err)
		}
	}
	if _, err := kpi.BandOf(net(t, 1, 0, 1), kpi.Band{Above: decimal.New(1, 1e7)}); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("hostile bound: %v, want ErrRange", err)
	}
}
