package rows

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// One operation is one line.
func BenchmarkOrders(b *testing.B) {
	lines := &repeat{text: "536367,84879,32,2010-12-01 08:34:00,1.69,13047,United Kingdom\n" +
		"536368,22960,6,2010-12-01 08:35:00,4.25,13047,United Kingdom\n"}
	r, err := Orders(io.MultiReader(strings.NewReader("invoice,product,quantity,time,unit_price,customer,country\n"), lines), "b", Options{By: "country"})
	if err != nil {
		b.Fatal(err)
	}
	next := r.All()
	b.ReportAllocs()
	b.ResetTimer()
	n := 0
	for _, err := range next {
		if err != nil {
			b.Fatal(err)
		}
		if n++; n >= b.N {
			break
		}
	}
}

func BenchmarkVisits(b *testing.B) {
	lines := &repeat{text: "2025-01-01 10:00:00,v1,basket,web\n2025-01-01 10:00:10,v1,order,web\n"}
	r, err := Visits(io.MultiReader(strings.NewReader("time,customer,step,segment\n"), lines), "b", Options{})
	if err != nil {
		b.Fatal(err)
	}
	next := r.All()
	b.ReportAllocs()
	b.ResetTimer()
	n := 0
	for _, err := range next {
		if err != nil {
			b.Fatal(err)
		}
		if n++; n >= b.N {
			break
		}
	}
}

func BenchmarkMoney(b *testing.B) {
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			n, _ := parseNumber("12.50")
			n.times(3)
		}
	})
	three := decimal.New(3, 0)
	b.Run("decimal", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			d, _ := decimal.NewFromString("12.50")
			d.Mul(three)
		}
	})
}

func BenchmarkTime(b *testing.B) {
	b.Run("civil", func(b *testing.B) {
		for b.Loop() {
			parseCivil("2010-12-01 08:34:00", time.UTC)
		}
	})
	b.Run("ParseInLocation", func(b *testing.B) {
		for b.Loop() {
			_, _ = time.ParseInLocation(time.DateTime, "2010-12-01 08:34:00", time.UTC)
		}
	})
}
