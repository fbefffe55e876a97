package retention_test

import (
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention"
)

const (
	rowCount      = 100_000
	customerCount = 20_000
)

// orders are columns of customers and of times within a year.
func orders() (customers []int, at []time.Time) {
	r := rand.New(rand.NewPCG(1, 2))
	for range rowCount {
		customers = append(customers, r.IntN(customerCount))
		at = append(at, date(2024, 1, 1+r.IntN(366)))
	}
	return customers, at
}

func perRow(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rowCount, "ns/row")
}

// BenchmarkMap is the baseline of the benchmarks below: a map that counts.
func BenchmarkMap(b *testing.B) {
	customers, _ := orders()
	b.ReportAllocs()
	for b.Loop() {
		m := map[int]uint8{}
		for _, c := range customers {
			m[c] = min(m[c]+1, 2)
		}
	}
	perRow(b)
}

func BenchmarkRepurchaseAdd(b *testing.B) {
	customers, _ := orders()
	b.ReportAllocs()
	for b.Loop() {
		var a retention.Repurchase[int]
		for _, c := range customers {
			if err := a.Add(c); err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b)
}

func BenchmarkRepurchaseAddSlice(b *testing.B) {
	customers, _ := orders()
	b.ReportAllocs()
	for b.Loop() {
		var a retention.Repurchase[int]
		if err := a.AddSlice(customers); err != nil {
			b.Fatal(err)
		}
	}
	perRow(b)
}

func BenchmarkReturningAddSlice(b *testing.B) {
	customers, _ := orders()
	half := len(customers) / 2
	b.ReportAllocs()
	for b.Loop() {
		var a retention.Returning[int]
		if a.AddBeforeSlice(customers[:half]) != nil || a.AddAfterSlice(customers[half:]) != nil {
			b.Fatal("refused")
		}
	}
	perRow(b)
}

func BenchmarkActivityAdd(b *testing.B) {
	customers, at := orders()
	b.ReportAllocs()
	for b.Loop() {
		a := laws.Must(retention.NewActivity[int](kpi.Month, nil))
		for i, c := range customers {
			if err := a.Add(c, at[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b)
}

func BenchmarkActivityAddSlice(b *testing.B) {
	customers, at := orders()
	b.ReportAllocs()
	for b.Loop() {
		a := laws.Must(retention.NewActivity[int](kpi.Month, nil))
		if err := a.AddSlice(customers, at); err != nil {
			b.Fatal(err)
		}
	}
	perRow(b)
}

func BenchmarkActivityResult(b *testing.B) {
	customers, at := orders()
	a := laws.Must(retention.NewActivity[int](kpi.Month, nil))
	if err := a.AddSlice(customers, at); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if r := a.Result(); r.Customers == 0 {
			b.Fatal("empty")
		}
	}
	perRow(b)
}

func BenchmarkActivityMerge(b *testing.B) {
	customers, at := orders()
	half := len(customers) / 2
	first := laws.Must(retention.NewActivity[int](kpi.Month, nil))
	other := first.Clone()
	if first.AddSlice(customers[:half], at[:half]) != nil || other.AddSlice(customers[half:], at[half:]) != nil {
		b.Fatal("refused")
	}
	b.ReportAllocs()
	for b.Loop() {
		a := first.Clone()
		if err := a.Merge(other); err != nil {
			b.Fatal(err)
		}
	}
	perRow(b)
}

func BenchmarkPurchasesAdd(b *testing.B) {
	customers, at := orders()
	b.ReportAllocs()
	for b.Loop() {
		var p retention.Purchases[int]
		for i, c := range customers {
			if err := p.Add(c, at[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b)
}

func BenchmarkPurchasesResult(b *testing.B) {
	customers, at := orders()
	var p retention.Purchases[int]
	if err := p.AddSlice(customers, at); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if r := p.Result(); r.Orders != rowCount {
			b.Fatal("orders are missing")
		}
	}
	perRow(b)
}

func BenchmarkSticky(b *testing.B) {
	customers, at := orders()
	var a retention.Activity[int]
	if err := a.AddSlice(customers, at); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if months := laws.Must(a.Sticky(kpi.Month)); len(months) != 12 {
			b.Fatal(len(months), "months")
		}
	}
	perRow(b)
}

func BenchmarkParticipationAdd(b *testing.B) {
	var p retention.Participation
	b.ReportAllocs()
	for b.Loop() {
		for i := range rowCount {
			if err := p.Add(i&3 == 0); err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b)
}

func TestKnownCustomersDoNotAllocate(t *testing.T) {
	customers, at := orders()
	var orders retention.Repurchase[int]
	var returning retention.Returning[int]
	var participants retention.Participants[int]
	var participation retention.Participation
	activity := laws.Must(retention.NewActivity[int](kpi.Month, nil))
	if n := testing.AllocsPerRun(10, func() {
		c := customers[0]
		if orders.Add(c) != nil || orders.AddN(c, 5) != nil ||
			returning.AddBefore(c) != nil || returning.AddAfter(c) != nil ||
			participants.AddInvited(c) != nil || participants.AddParticipant(c) != nil ||
			participation.Add(true) != nil || participation.AddN(false, 5) != nil ||
			activity.Add(c, at[0]) != nil {
			t.Fatal("refused")
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// TestMemoryOfActivity holds the size that the documentation of Activity says.
func TestMemoryOfActivity(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	a := laws.Must(retention.NewActivity[int](kpi.Month, nil))
	for c := range 1 << 16 {
		for month := time.January; month <= time.December; month++ {
			if err := a.Add(c, date(2024, month, 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	size := float64(after.HeapAlloc-before.HeapAlloc) / (1 << 16)
	t.Logf("%.0f bytes per customer", size)
	if size > 120 {
		t.Errorf("%.0f bytes per customer, want about 90", size)
	}
	runtime.KeepAlive(a)
}
