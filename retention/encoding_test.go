package retention_test

import (
	"encoding"
	"testing"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention"
)

// TestImpossibleStatesAreCorrupt damages the encodings that laws_test.go locks
// in ways that leave every field readable.
func TestImpossibleStatesAreCorrupt(t *testing.T) {
	const (
		ada = "03416461"
		ben = "0342656e"
		utc = "03555443"
	)
	for _, tc := range []struct{ name, data, text string }{
		{"a customer on no list", "72657401" + "01" + ada + "00", "lists 0"},
		{"a customer on a third list", "72657401" + "01" + ada + "04", "lists 4"},
		{"customers out of order", "72657401" + "02" + ben + "01" + ada + "01", "keys out of order"},
		{"no order", "72657001" + "01" + "01" + ada + "00", "orders 0"},
		{"fewer orders than customers", "72657001" + "01" + "02" + ada + "01" + ben + "01", "1 orders of 2 customers, 0 repeat"},
		{"fewer orders than repeat customers need", "72657001" + "02" + "02" + ada + "01" + ben + "02", "2 orders of 2 customers, 1 repeat"},
		{"more orders without a repeat customer", "72657001" + "03" + "02" + ada + "01" + ben + "01", "3 orders of 2 customers, 0 repeat"},
		{"more participants than invited", "70617201" + "03" + "02", "3 of 2"},
		{"an unknown grain", "61637401" + "05" + utc + "00", "grain 5"},
		{"a location that differs between machines", "61637401" + "00" + "054c6f63616c" + "00", `location "Local"`},
		{"an unknown location", "61637401" + "00" + "024d65" + "00", `location "Me"`},
		{"a customer who was never active", "61637401" + "00" + utc + "01" + ada + "00" + "00", "no period"},
		{"a year after 9999", "61637401" + "04" + utc + "01" + ada + "01" + "feffffff0f", "period 2147483647 outside"},
		{"a year before 1", "61637401" + "04" + utc + "01" + ada + "01" + "ffffffff0f", "period -2147483648 outside"},
		{"a gap that wraps", "61637401" + "00" + utc + "01" + ada + "02" + "00" + "ffffffffffffffffff01", "period 2147483648 outside"},
	} {
		var a encoding.BinaryUnmarshaler
		switch tc.data[:6] {
		case "726574":
			a = new(retention.Returning[string])
		case "726570":
			a = new(retention.Repurchase[string])
		case "706172":
			a = new(retention.Participation)
		case "616374":
			a = new(retention.Activity[string])
		}
		t.Run(tc.name, func(t *testing.T) { laws.Corrupt(t, a, tc.data, tc.text) })
	}
}
