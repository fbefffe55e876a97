package newton

import (
	"context"
	"sync"
	"sync/atomic"
)

// chunk is how many rows are summed at a time. The sums of the chunks are added
// in their order, so that the number of workers does not change a bit.
const chunk = 4096

// Sum adds the points that part returns for the rows from..to, over all n rows,
// by so many workers at a time. It stops early when the context is done; the
// caller then looks at its error.
func Sum(ctx context.Context, n, workers int, part func(from, to int) Point) Point {
	parts := make([]Point, (n+chunk-1)/chunk)
	var next atomic.Int64
	work := func() {
		for ctx.Err() == nil {
			i := int(next.Add(1)) - 1
			if i >= len(parts) {
				return
			}
			parts[i] = part(i*chunk, min(n, (i+1)*chunk))
		}
	}
	if workers = min(workers, len(parts)); workers <= 1 {
		work()
	} else {
		var wg sync.WaitGroup
		for range workers {
			wg.Go(work)
		}
		wg.Wait()
	}
	var sum Point
	for i := range parts {
		sum.Add(1, &parts[i])
	}
	return sum
}
