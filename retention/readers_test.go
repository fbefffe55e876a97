package retention_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention"
)

// Readers of a repurchase rate at once have the right answers while orders wait, as
// those of many customers do, and leave its bytes alone. Columns do not wait.
func TestReadersOfARepurchaseRateShareIt(t *testing.T) {
	t.Run("integers", func(t *testing.T) { checkRepurchaseReaders(t, func(i int) int { return i }) })
	t.Run("texts", func(t *testing.T) {
		checkRepurchaseReaders(t, func(i int) string { return fmt.Sprint("customer ", i) })
	})
}

func checkRepurchaseReaders[K int | string](t *testing.T, key func(int) K) {
	const orders, customers = 45_077, 36_011
	var a, columns retention.Repurchase[K]
	keys := make([]K, orders)
	for i := range keys {
		keys[i] = key(i * 7919 % customers)
	}
	add := func(from, to int) {
		for _, k := range keys[from:to] {
			laws.Must(0, a.Add(k))
		}
		laws.Must(0, columns.AddSlice(keys[from:to]))
	}
	bytesOf := func(a *retention.Repurchase[K]) string { return string(laws.Must(a.MarshalBinary())) }
	check := func() {
		t.Helper()
		result, bytes := columns.Result(), bytesOf(&columns)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				var merged retention.Repurchase[K]
				laws.Must(0, merged.Merge(&a))
				if got := a.Result(); got != result {
					t.Errorf("result %v, want %v", got, result)
				}
				if bytesOf(&a) != bytes || bytesOf(a.Clone()) != bytes || bytesOf(&merged) != bytes {
					t.Error("other bytes")
				}
			})
		}
		wg.Wait()
	}
	check() // nothing was added
	add(0, orders-17)
	check()
	// 45,077 orders of 36,011 customers in turn: the first 9,066 came back.
	add(orders-17, orders)
	if got, want := a.Result(), (retention.RepurchaseResult{Customers: customers, Repeat: orders - customers, Orders: orders}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	laws.Must(0, a.Merge(&a))
	laws.Must(0, columns.Merge(&columns))
	if bytesOf(&a) != bytesOf(&columns) {
		t.Error("what is added after the readers gives another state")
	}
}
