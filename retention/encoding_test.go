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
		{"no order", "72657001" + "01" + ada + "00" + "00", "a customer without orders"},
		{"more than 32 bits", "72657001" + "01" + ada + "8080808010" + "00", "orders 4294967296"},
		{"beyond of nobody", "72657001" + "01" + ada + "01" + "01" + ben + "01", "orders beyond 32 bits of nobody"},
		{"beyond of 0", "72657001" + "01" + ada + "01" + "01" + ada + "00", "orders 0·2^32"},
		{"beyond of 64 bits", "72657001" + "01" + ada + "01" + "01" + ada + "8080808010", "orders 4294967296·2^32"},
		{"more orders than 64 bits", "72657001" + "02" + ada + "01" + ben + "00" + "02" + ada + "ffffffff0f" + ben + "01", "more than 2^64-1 orders"},
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
