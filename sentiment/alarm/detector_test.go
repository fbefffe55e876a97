package alarm_test

import (
	"encoding"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment/alarm"
)

// monday is a Monday.
var monday = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)

// feed returns the verdicts on the counts of n buckets.
func feed(tb testing.TB, c alarm.Config, n int, count func(i int, at time.Time) uint64) []alarm.Verdict {
	tb.Helper()
	d := laws.Must(alarm.NewDetector(c))
	all := make([]alarm.Verdict, n)
	for i := range n {
		at := monday.Add(time.Duration(i) * d.Config().Bucket)
		v, err := d.Add(at, count(i, at))
		if err != nil {
			tb.Fatal(err)
		}
		all[i] = v
	}
	return all
}

// alarmed returns the buckets of the alarms.
func alarmed(all []alarm.Verdict) (buckets []int) {
	for i, v := range all {
		if v.Alarm {
			buckets = append(buckets, i)
		}
	}
	return buckets
}

// hourOf returns the hour of the day, with minutes.
func hourOf(at time.Time) float64 { return float64(at.Hour()) + float64(at.Minute())/60 }

func TestNoAlarmWhereNothingIsUnexpected(t *testing.T) {
	squareOf := func(low, high uint64, from, to float64) func(int, time.Time) uint64 {
		return func(_ int, at time.Time) uint64 {
			if h := hourOf(at); from <= h && h < to {
				return high
			}
			return low
		}
	}
	for name, count := range map[string]func(int, time.Time) uint64{
		"nothing":           func(int, time.Time) uint64 { return 0 },
		"flat":              func(int, time.Time) uint64 { return 40 },
		"flat and high":     func(int, time.Time) uint64 { return 1_000_000 },
		"one by one":        func(i int, _ time.Time) uint64 { return uint64(i % 2) },
		"now and then":      func(i int, _ time.Time) uint64 { return uint64(i % 50 / 49) },
		"square":            squareOf(20, 80, 9, 18),
		"high square":       squareOf(2000, 8000, 9, 18),
		"square off hours":  squareOf(20, 80, 9.5, 18.5),
		"square at night":   squareOf(80, 20, 6, 23),
		"short square":      func(_ int, at time.Time) uint64 { return 20 + 60*uint64(at.Hour()/3%2) },
		"day":               func(_ int, at time.Time) uint64 { return uint64(55 - 45*math.Cos(hourOf(at)*math.Pi/12)) },
		"high day":          func(_ int, at time.Time) uint64 { return uint64(5500 - 4500*math.Cos(hourOf(at)*math.Pi/12)) },
		"quiet weekend":     func(_ int, at time.Time) uint64 { return uint64(80 - 60*(int(at.Weekday()+6)%7/5)) },
		"busy weekend":      func(_ int, at time.Time) uint64 { return uint64(20 + 40*(int(at.Weekday()+6)%7/5)) },
		"growth by the day": func(i int, _ time.Time) uint64 { return uint64(20 + i/10) },
	} {
		for _, bucket := range []time.Duration{5 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour} {
			n := min(8000, int(8*7*24*time.Hour/bucket))
			all := feed(t, alarm.Config{Bucket: bucket}, n, count)
			for _, i := range alarmed(all) {
				low, high := all[i].Range()
				t.Errorf("%s, buckets of %v: alarm at %d: %d, expected %.1f in %d..%d", name, bucket, i, all[i].Count, all[i].Expected, low, high)
			}
		}
	}
}

// negativeBinomial returns a count of mean m and size k: Poisson of a gamma.
func negativeBinomial(r *rand.Rand, m, k float64) uint64 {
	// Marsaglia and Tsang (2000), for k >= 1.
	d := k - 1.0/3
	gamma := 0.0
	for {
		x := r.NormFloat64()
		v := 1 + x/math.Sqrt(9*d)
		if v = v * v * v; v > 0 && math.Log(r.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			gamma = d * v
			break
		}
	}
	rate, n := gamma*m/k, uint64(0)
	for t := r.ExpFloat64(); t < rate; t += r.ExpFloat64() {
		n++
	}
	return n
}

// The chance is that of the config: for few mentions and many, with and
// without bursts, and with a day that has a shape.
func TestFalseAlarmsAreAsRareAsAsked(t *testing.T) {
	const weeks, series = 8, 10
	for _, tc := range []struct{ mean, size float64 }{{0.05, 2}, {1, 2}, {10, 1}, {10, 1000}, {300, 4}} {
		for _, p := range []float64{0.0005, 0.002} {
			alarms := 0
			for seed := range uint64(series) {
				r := rand.New(rand.NewPCG(seed, 1))
				alarms += len(alarmed(feed(t, alarm.Config{FalseAlarm: p}, weeks*168, func(_ int, at time.Time) uint64 {
					return negativeBinomial(r, tc.mean*(1-0.6*math.Cos(hourOf(at)*math.Pi/12)), tc.size)
				})))
			}
			rate := float64(alarms) / (weeks * 168 * series)
			t.Logf("mean %v, size %v: %d alarms, %.5f a bucket, asked %v", tc.mean, tc.size, alarms, rate, p)
			if rate > 2.5*p {
				t.Errorf("mean %v, size %v: %.5f alarms a bucket, asked %v", tc.mean, tc.size, rate, p)
			}
		}
	}
}

func TestAnEventIsReportedOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 6))
	event := func(i int) bool { return 900 <= i && i < 970 || 1200 <= i && i < 1203 }
	all := feed(t, alarm.Config{}, 1400, func(i int, _ time.Time) uint64 {
		m := 30.0
		if event(i) {
			m *= 8
		}
		return negativeBinomial(r, m, 20)
	})
	got := alarmed(all)
	if len(got) != 2 || got[0] != 900 || got[1] != 1200 {
		t.Fatalf("alarms at %v, want 900 and 1200", got)
	}
	v := all[900]
	low, high := v.Range()
	if v.Count <= high || low > 30 || v.Expected < 20 || v.Expected > 45 || laws.Must(v.Growth()) < 4 || v.Severity() < 3.3 || !v.Event {
		t.Errorf("%+v, range %d..%d", v, low, high)
	}
	if all[899].Event || !all[905].Event || all[1100].Event {
		t.Error("the event does not begin and end where it does")
	}
}

// The first day is for learning; from then on there are alarms.
func TestTheSecondDayHasAlarms(t *testing.T) {
	for from, want := range map[int]int{100: 0, 288 + 100: 1} {
		all := feed(t, alarm.Config{Bucket: 5 * time.Minute}, from+20, func(i int, _ time.Time) uint64 {
			if i >= from {
				return 900
			}
			return 18 + uint64(i%5)
		})
		if got := alarmed(all); len(got) != want || want > 0 && (got[0] < from || got[0] > from+3) {
			t.Errorf("alarms at %v, want %d from %d", got, want, from)
		}
		for i, v := range all[:min(len(all), 288)] {
			if low, high := v.Range(); low != 0 || high != math.MaxUint64 || v.Chance() != 1 {
				t.Fatalf("bucket %d: %v", i, v)
			}
		}
	}
}

// A count at the end of the range is no alarm, one more is.
func TestTheRangeEndsWhereAlarmsBegin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d alarm.Detector
		n := rapid.IntRange(1, 60).Draw(t, "buckets")
		mean := rapid.Float64Range(0, 200).Draw(t, "mean")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		var last alarm.Verdict
		for i := range n {
			last = laws.Must(d.Add(monday.Add(time.Duration(i)*time.Hour), uint64(mean*r.ExpFloat64())))
		}
		if last.Event {
			return // what comes next is not judged: it goes on with the event, or ends it
		}
		state := laws.Must(d.MarshalBinary())
		at := monday.Add(time.Duration(n) * time.Hour)
		v := laws.Must(d.Add(at, 0))
		_, high := v.Range()
		for _, count := range []uint64{high, high + 1} {
			var again alarm.Detector
			if err := again.UnmarshalBinary(state); err != nil {
				t.Fatal(err)
			}
			v := laws.Must(again.Add(at, count))
			// A longer window may be an alarm before.
			alarmed := v.Chance() < 1.0/2000
			if _, h := v.Range(); v.To.Sub(v.From) == time.Hour && (v.Alarm || !v.Event) && (h != high || v.Alarm && count <= high || count > high && !alarmed) {
				t.Fatalf("%d in range to %d: chance %v, range to %d", count, high, v.Chance(), h)
			}
		}
	})
}

func TestTheStateResumes(t *testing.T) {
	paris := laws.Must(time.LoadLocation("Europe/Paris"))
	rapid.Check(t, func(t *rapid.T) {
		c := alarm.Config{
			Bucket:   rapid.SampledFrom([]time.Duration{5 * time.Minute, time.Hour, 24 * time.Hour}).Draw(t, "bucket"),
			Location: rapid.SampledFrom([]*time.Location{nil, paris}).Draw(t, "location"),
			Missing:  rapid.SampledFrom([]alarm.Missing{alarm.MissingIsZero, alarm.MissingIsUnknown}).Draw(t, "missing"),
		}
		whole := laws.Must(alarm.NewDetector(c))
		parts := laws.Must(alarm.NewDetector(c))
		at := monday
		for range rapid.IntRange(1, 200).Draw(t, "counts") {
			at = at.Add(c.Bucket * time.Duration(rapid.SampledFrom([]int{1, 1, 1, 1, 2, 5}).Draw(t, "step")))
			n := rapid.SampledFrom([]uint64{0, 1, 3, 20, 25, 400, math.MaxUint64}).Draw(t, "count")
			a, errA := whole.Add(at, n)
			b, errB := parts.Add(at, n)
			if errA != nil != (errB != nil) || a.String() != b.String() {
				t.Fatalf("%v, %v and %v, %v", a, errA, b, errB)
			}
			if rapid.Bool().Draw(t, "stop") {
				state := laws.Must(parts.MarshalBinary())
				parts = new(alarm.Detector)
				if err := parts.UnmarshalBinary(state); err != nil {
					t.Fatal(err)
				}
			}
		}
		if a, b := laws.Must(whole.MarshalBinary()), laws.Must(parts.MarshalBinary()); string(a) != string(b) {
			t.Fatalf("%x and %x", a, b)
		}
	})
}

// The day of 23 hours on 29 March 2026 in Paris, and that of 25 on 25 October.
func TestClocksThatChange(t *testing.T) {
	paris := laws.Must(time.LoadLocation("Europe/Paris"))
	d := laws.Must(alarm.NewDetector(alarm.Config{Bucket: 24 * time.Hour, Location: paris}))
	lengths := map[time.Duration]int{}
	for day := range 365 {
		at := time.Date(2026, 1, 1+day, 15, 0, 0, 0, paris)
		midnight := time.Date(2026, 1, 1+day, 0, 0, 0, 0, paris)
		next := time.Date(2026, 1, 2+day, 0, 0, 0, 0, paris)
		v := laws.Must(d.Add(at, uint64(24*next.Sub(midnight)/time.Hour)))
		if !v.From.Equal(midnight) || !v.To.Equal(next) || v.Alarm {
			t.Fatalf("%v", v)
		}
		if want := 24 * next.Sub(midnight).Hours(); day > 0 && math.Abs(v.Expected-want) > 1 {
			t.Errorf("%v: expected %.2f, want %v", midnight, v.Expected, want)
		}
		lengths[v.To.Sub(v.From)]++
	}
	if lengths[23*time.Hour] != 1 || lengths[25*time.Hour] != 1 {
		t.Errorf("lengths %v", lengths)
	}
	// A newsletter at 8 by the clock stays usual when the clock changes.
	hourly := laws.Must(alarm.NewDetector(alarm.Config{Location: paris}))
	for at := time.Date(2026, 3, 1, 0, 0, 0, 0, paris); at.Before(time.Date(2026, 4, 10, 0, 0, 0, 0, paris)); at = at.Add(time.Hour) {
		n := uint64(10)
		if at.Hour() == 8 {
			n = 60
		}
		if v := laws.Must(hourly.Add(at, n)); v.Alarm && at.Day() > 2 {
			t.Errorf("%v", v)
		}
	}
}

func TestMissingBuckets(t *testing.T) {
	counts := func(missing alarm.Missing, zeros bool) []byte {
		d := laws.Must(alarm.NewDetector(alarm.Config{Missing: missing}))
		for i := range 300 {
			at := monday.Add(time.Duration(i) * time.Hour)
			if 100 <= i && i < 130 {
				if zeros {
					laws.Must(d.Add(at, 0))
				}
				continue
			}
			laws.Must(d.Add(at, 10))
		}
		return laws.Must(d.MarshalBinary())
	}
	if string(counts(alarm.MissingIsZero, true)) != string(counts(alarm.MissingIsZero, false)) {
		t.Error("a missing bucket is not 0")
	}
	if string(counts(alarm.MissingIsUnknown, true)) == string(counts(alarm.MissingIsUnknown, false)) {
		t.Error("an unknown bucket is 0")
	}
}

func TestDetectorRefuses(t *testing.T) {
	for name, c := range map[string]alarm.Config{
		"7 minutes":          {Bucket: 7 * time.Minute},
		"half a minute":      {Bucket: 30 * time.Second},
		"5 hours":            {Bucket: 5 * time.Hour},
		"2 days":             {Bucket: 48 * time.Hour},
		"below 0":            {Bucket: -time.Hour},
		"a chance of 1":      {FalseAlarm: 1},
		"a chance below 0":   {FalseAlarm: -0.001},
		"no chance":          {FalseAlarm: math.NaN()},
		"refractory below 0": {Refractory: -1},
		"missing 2":          {Missing: 2},
		"ahead below 0":      {Ahead: -time.Second},
		"half a second":      {Ahead: 1500 * time.Millisecond},
		"ahead 11 years":     {Ahead: 11 * 365 * 24 * time.Hour},
		"late below 0":       {Late: -time.Second},
		"late by a bucket":   {Late: time.Hour + time.Second},
		"late by a fraction": {Late: time.Second + 1},
		"a location":         {Location: time.FixedZone("Atlantis", 1)},
	} {
		if _, err := alarm.NewDetector(c); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
	var d alarm.Detector
	laws.Must(d.Add(monday, 3))
	state := laws.Must(d.MarshalBinary())
	for _, at := range []time.Time{monday, monday.Add(59 * time.Minute), monday.Add(-1), time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC), time.Unix(math.MaxInt64, 0)} {
		if _, err := d.Add(at, 3); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%v: %v, want ErrRange", at, err)
		}
	}
	if string(laws.Must(d.MarshalBinary())) != string(state) {
		t.Error("a refused count changed the state")
	}
}

// decodes is laws.Decodes for states that do not merge.
func decodes(t *testing.T, a interface {
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}, data []byte,
) bool {
	t.Helper()
	if err := a.UnmarshalBinary(data); err != nil {
		if !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%T: %v is not ErrCorrupt", a, err)
		}
		return false
	}
	if again := laws.Must(a.MarshalBinary()); string(again) != string(data) {
		t.Errorf("%T: %x decodes, but encodes as %x", a, data, again)
	}
	return true
}

// FuzzDetectorDecode: any bytes are ErrCorrupt or a state that goes on.
func FuzzDetectorDecode(f *testing.F) {
	var d alarm.Detector
	f.Add(laws.Must(d.MarshalBinary()))
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 300 {
		laws.Must(d.Add(monday.Add(time.Duration(i)*time.Hour), negativeBinomial(r, 10, 1)))
	}
	f.Add(laws.Must(d.MarshalBinary()))
	minutes := laws.Must(alarm.NewDetector(alarm.Config{Bucket: time.Minute, Missing: alarm.MissingIsUnknown}))
	for i := range 30 {
		laws.Must(minutes.Add(monday.Add(time.Duration(i)*time.Minute), 3))
	}
	f.Add(laws.Must(minutes.MarshalBinary()))
	f.Fuzz(func(t *testing.T, data []byte) {
		var d alarm.Detector
		if !decodes(t, &d, data) {
			return
		}
		at := time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)
		if err := d.Advance(at); err != nil {
			t.Fatal(err)
		}
		for i, n := range []uint64{5, 0, math.MaxUint64, 7} {
			v, err := d.Add(at.Add(time.Duration(i)*24*time.Hour), n)
			if errors.Is(err, kpi.ErrRange) {
				return // later than that already
			}
			low, high := v.Range()
			if err != nil || low > high || math.IsNaN(v.Expected) || !(v.Chance() >= 0 && v.Chance() <= 1) {
				t.Fatalf("%v %d..%d, %v", v, low, high, err)
			}
		}
		if err := new(alarm.Detector).UnmarshalBinary(laws.Must(d.MarshalBinary())); err != nil {
			t.Error(err)
		}
	})
}

func BenchmarkDetectorAdd(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	counts := make([]uint64, 4096)
	for i := range counts {
		counts[i] = negativeBinomial(r, 20, 3)
	}
	d := laws.Must(alarm.NewDetector(alarm.Config{Bucket: 5 * time.Minute}))
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Add(monday.Add(time.Duration(i)*5*time.Minute), counts[i%len(counts)]); err != nil {
			d, i = laws.Must(alarm.NewDetector(d.Config())), -1 // the year 10000
		}
		i++
	}
	b.ReportMetric(float64(len(laws.Must(d.MarshalBinary()))), "bytes/state")
}

func TestDetectorAddDoesNotAllocate(t *testing.T) {
	d := laws.Must(alarm.NewDetector(alarm.Config{Bucket: 5 * time.Minute}))
	at := monday
	add := func() {
		at = at.Add(5 * time.Minute)
		laws.Must(d.Add(at, 20))
	}
	for range 100 {
		add()
	}
	if n := testing.AllocsPerRun(1000, add); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
