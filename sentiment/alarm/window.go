package alarm

import (
	"time"

	"github.com/customerkpi/kpi/internal/wire"
)

// A count is one of a window.
type count struct {
	start     int64   // unix time
	counted   uint64  // mentions
	expected  float64 // when it came
	variation float64 // squared coefficient of variation of the rhythm in it
	learned   bool    // whether it is outside of events, and its hour is known
}

// A window is the last counts, one after the other. The zero value is empty.
type window struct{ counts []count }

// push adds a count, and drops the oldest where there are more than most.
func (w *window) push(c count, most int) {
	if len(w.counts) >= most {
		copy(w.counts, w.counts[1:])
		w.counts = w.counts[:most-1]
	}
	w.counts = append(w.counts, c)
}

// clear forgets the counts: those that follow are not next to them.
func (w *window) clear() { w.counts = w.counts[:0] }

// A total is the sum over the last counts of a window.
type total struct {
	from          int64
	counted       uint64
	expected      float64
	variation     float64 // of expected, by the rhythm
	concentration float64 // 1 if one count has all that is expected, 1/n if n have the same
	learned       bool    // all of it
}

// last returns the total of the last n counts.
func (w *window) last(n int) total {
	counts := w.counts[len(w.counts)-n:]
	t := total{from: counts[0].start, learned: true}
	for _, c := range counts {
		t.counted += min(c.counted, maxCount-t.counted)
		t.expected += c.expected
		t.variation += c.expected * c.expected * c.variation
		t.concentration += c.expected * c.expected
		t.learned = t.learned && c.learned
	}
	t.expected = min(max(t.expected, leastExpected), maxCount)
	t.variation = min(t.variation/(t.expected*t.expected), mostVariation)
	t.concentration = min(t.concentration/(t.expected*t.expected), 1)
	return t
}

const (
	// maxCount is where counts end: a float64 holds them exactly.
	maxCount = 1 << 53
	// leastExpected is what is expected at least.
	leastExpected = 1e-6
	mostVariation = 4.0
)

// append appends the counts, and then the floats of all.
func (w *window) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(len(w.counts)))
	floats := make([]float64, 0, 2*len(w.counts))
	for _, c := range w.counts {
		b = wire.AppendBool(wire.AppendInt(wire.AppendUint(b, c.counted), c.start), c.learned)
		floats = append(floats, c.expected, c.variation)
	}
	return appendFloats(b, floats)
}

// readWindow reads what append wrote, of at most most counts.
func readWindow(r *wire.Reader, most int) (w window) {
	for range below(r, "window", uint64(most)+1) {
		w.counts = append(w.counts, count{counted: below(r, "count", maxCount+1), start: readTime(r), learned: r.Bool()})
	}
	floats := readFloats(r, 2*len(w.counts))
	for i := range len(floats) / 2 {
		c := &w.counts[i]
		c.expected, c.variation = floats[2*i], floats[2*i+1]
		within(r, "expected", c.expected, 0, maxCount)
		within(r, "variation", c.variation, 0, mostVariation)
		if i > 0 && c.start <= w.counts[i-1].start {
			r.Fail("order of a window")
		}
	}
	return w
}

// judged is the least time that is judged at once. Mentions come in bursts:
// a post is shared, a robot repeats itself.
const judged = 15 * time.Minute

// shortLength returns how many buckets the short window has, or 0 for cells of one
// bucket, which need none.
func (d *Detector) shortLength() int {
	if d.config.Bucket >= time.Hour {
		return 0
	}
	return max(1, int(judged/d.config.Bucket))
}

// mostWindows is how many windows of cells there are at most.
const mostWindows = 6

// windowHours are the hours that evidence is pooled over.
var windowHours = [mostWindows]int{1, 2, 3, 6, 12, 24}

// cellHours returns the hours of a cell: one, or those of a longer bucket.
func (d *Detector) cellHours() int { return max(1, int(d.config.Bucket/time.Hour)) }

// windowsOf returns the lengths of the windows, in cells of so many hours.
func windowsOf(cellHours int) []int {
	all := make([]int, 0, mostWindows)
	for _, hours := range windowHours {
		if hours >= cellHours && hours%cellHours == 0 {
			all = append(all, hours/cellHours)
		}
	}
	return all
}
