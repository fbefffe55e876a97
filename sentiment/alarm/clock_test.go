package alarm_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment/alarm"
)

// tooLate and tooFar are the errors of a mention, and of a count.
func tooLate(bucket, low time.Time) *kpi.RangeError {
	return &kpi.RangeError{Op: "alarm", Name: "bucket", Value: bucket, Min: low}
}

func tooFar(at, high time.Time) *kpi.RangeError {
	return &kpi.RangeError{Op: "alarm", Name: "time", Value: at, Max: high}
}

// refused fails unless err is what is wanted.
func refused(tb testing.TB, err error, want *kpi.RangeError) {
	tb.Helper()
	var got *kpi.RangeError
	if !errors.As(err, &got) || !cmp.Equal(got, want) {
		tb.Errorf("%v, want %v", err, want)
	}
}

// One clock that is a year ahead costs its mention, and not those of the others.
func TestAMentionOfAClockAheadIsRefused(t *testing.T) {
	var m alarm.Monitor
	laws.Must(m.Add(alarm.Mention{Time: monday}))
	before := laws.Must(m.MarshalBinary())
	year := monday.Add(365 * 24 * time.Hour)
	_, err := m.Add(alarm.Mention{Time: year})
	refused(t, err, tooFar(year, monday.Add(time.Hour+7*24*time.Hour)))
	if want := "alarm: time 2027-01-05 00:00:00 +0000 UTC above 2026-01-12 01:00:00 +0000 UTC"; fmt.Sprint(err) != want {
		t.Errorf("%v, want %s", err, want)
	}
	if !bytes.Equal(laws.Must(m.MarshalBinary()), before) {
		t.Error("a refused mention changed the state")
	}
	for h := range 1000 {
		laws.Must(m.Add(alarm.Mention{Time: monday.Add(time.Duration(24+h) * time.Hour)}))
	}
}

// Buckets of an hour, a day ahead and ten minutes late.
func TestHowFarAMentionMayBeAheadAndLate(t *testing.T) {
	const ahead, late = 24 * time.Hour, 10 * time.Minute
	type step struct {
		add   time.Duration // a mention, after monday
		close time.Duration // or Close
		low   time.Duration // the bound of its error: the bucket that fills
		high  time.Duration // or the latest time
	}
	h := time.Hour
	for name, steps := range map[string][]step{
		"at the bound ahead":              {{add: h / 2}, {add: h + ahead}},
		"a nanosecond beyond":             {{add: h / 2}, {add: h + ahead + 1, high: h + ahead}, {add: h}},
		"ahead counts from what is taken": {{add: h / 2}, {add: h + ahead}, {add: 50*h + 1, high: 50 * h}, {add: 50 * h}},
		"ahead counts from Close":         {{add: h / 2}, {close: 50*h + 7}, {add: 50*h + ahead}, {add: 51*h + ahead}},
		"beyond Close":                    {{add: h / 2}, {close: 50 * h}, {add: 50*h + ahead + 1, high: 50*h + ahead}, {add: 50 * h}},
		"Close before the first":          {{close: h}, {add: 365 * 24 * h, high: h + ahead}, {add: h}},
		"an earlier Close changes nothing": {
			{close: 50 * h}, {close: h}, {add: 50*h + ahead + 1, high: 50*h + ahead}, {add: 50*h + ahead},
		},
		"a Close in the bucket that fills": {{add: h / 2}, {close: h / 2}, {add: h + ahead}},
		"ten minutes late":                 {{add: h / 2}, {add: h}, {add: h - late}},
		"late by more":                     {{add: h / 2}, {add: h}, {add: h - late - 1, low: h}},
		"late after Close":                 {{add: h / 2}, {close: h}, {add: h - late - 1, low: h}, {add: h - late}, {add: h}},
		"late after a silence":             {{add: h / 2}, {close: 9 * h}, {add: h}, {add: 3 * h}, {add: 2*h + 1, low: 3 * h}},
	} {
		t.Run(name, func(t *testing.T) {
			m := laws.Must(alarm.NewMonitor(alarm.Config{Ahead: ahead, Late: late}))
			for i, s := range steps {
				if s.close > 0 {
					m.Close(monday.Add(s.close))
					continue
				}
				before := laws.Must(m.MarshalBinary())
				_, err := m.Add(alarm.Mention{Time: monday.Add(s.add)})
				switch {
				case s.low > 0:
					refused(t, err, tooLate(monday.Add(s.add.Truncate(h)), monday.Add(s.low)))
				case s.high > 0:
					refused(t, err, tooFar(monday.Add(s.add), monday.Add(s.high)))
				case err != nil:
					t.Errorf("step %d: %v", i, err)
				}
				if err != nil && !bytes.Equal(laws.Must(m.MarshalBinary()), before) {
					t.Errorf("step %d: a refused mention changed the state", i)
				}
				again := new(alarm.Monitor)
				if err := again.UnmarshalBinary(laws.Must(m.MarshalBinary())); err != nil {
					t.Fatal(err)
				}
				m = again
			}
		})
	}
}

// A mention that is a little late counts, in the bucket that fills.
func TestALateMentionIsCounted(t *testing.T) {
	var m alarm.Monitor
	for _, minutes := range []int{0, 59, 60, 57, 118, 55} {
		laws.Must(m.Add(alarm.Mention{Time: monday.Add(time.Duration(minutes) * time.Minute)}))
	}
	if r := m.Close(monday.Add(2 * time.Hour)); r.Count != 4 || !r.From.Equal(monday.Add(time.Hour)) {
		t.Errorf("%v, want 4: those of minute 55, 57, 60 and 118", r)
	}
	// A bucket of a minute has a minute at most.
	if c := laws.Must(alarm.NewMonitor(alarm.Config{Bucket: time.Minute})).Config(); c.Late != time.Minute || c.Ahead != 7*24*time.Hour {
		t.Errorf("%+v", c)
	}
}

func TestADetectorRefusesACountOfAClockAhead(t *testing.T) {
	day := func(n int) time.Time { return monday.Add(time.Duration(n) * 24 * time.Hour) }
	d := laws.Must(alarm.NewDetector(alarm.Config{Ahead: 48 * time.Hour, Missing: alarm.MissingIsUnknown}))
	laws.Must(d.Add(day(0), 5))
	before := laws.Must(d.MarshalBinary())
	_, err := d.Add(day(365), 5)
	refused(t, err, tooFar(day(365), day(2).Add(time.Hour)))
	_, err = d.Add(day(2).Add(time.Hour+1), 5)
	refused(t, err, tooFar(day(2).Add(time.Hour+1), day(2).Add(time.Hour)))
	if !bytes.Equal(laws.Must(d.MarshalBinary()), before) {
		t.Error("a refused count changed the state")
	}
	laws.Must(d.Add(day(2).Add(time.Hour), 5))
	if err := d.Advance(day(30)); err != nil {
		t.Fatal(err)
	}
	laws.Must(d.Add(day(32), 5))
	for _, at := range []time.Time{(time.Time{}).AddDate(-1, 0, 0), time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		before := laws.Must(d.MarshalBinary())
		if err := d.Advance(at); !errors.Is(err, kpi.ErrRange) || !bytes.Equal(laws.Must(d.MarshalBinary()), before) {
			t.Errorf("Advance(%v): %v", at, err)
		}
	}
	// The next bucket is taken, however short the time is.
	long := laws.Must(alarm.NewDetector(alarm.Config{Bucket: 24 * time.Hour, Ahead: time.Second}))
	laws.Must(long.Add(day(0), 5))
	laws.Must(long.Add(day(1).Add(23*time.Hour), 5))
}

// A mention at the bound ahead, and Close, change no report: the same counts give
// the same verdicts as a detector that is told them.
func TestAMonitorJudgesAsItsDetector(t *testing.T) {
	var d alarm.Detector
	var m alarm.Monitor
	for day := range 20 {
		at := monday.Add(time.Duration(day) * 31 * time.Hour)
		for range day%4 + 1 {
			laws.Must(m.Add(alarm.Mention{Time: at}))
		}
		want := laws.Must(d.Add(at, uint64(day%4+1)))
		if got := m.Close(at.Add(time.Hour)); got == nil || got.Verdict != want {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}

// survives fails unless JSON and gob give v back, by value and by pointer, in a
// map and in a struct; text is what is compared beside the value.
func survives[T any](tb rapid.TB, v T, text func(T) string, opts ...cmp.Option) {
	tb.Helper()
	type states struct {
		Value   T
		Pointer *T
		Map     map[string]T
	}
	want := states{v, &v, map[string]T{"a": v}}
	check := func(got states, err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		if d := cmp.Diff(want, got, opts...); d != "" {
			tb.Errorf("another value (-want +got):\n%s", d)
		}
		for _, g := range []T{got.Value, *got.Pointer, got.Map["a"]} {
			if text(g) != text(v) {
				tb.Errorf("%s, want %s", text(g), text(v))
			}
		}
	}
	var got states
	check(got, json.Unmarshal(laws.Must(json.Marshal(want)), &got))
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(want); err != nil {
		tb.Fatal(err)
	}
	got = states{}
	err := gob.NewDecoder(&b).Decode(&got)
	check(got, err)
}

// said is all that a verdict says.
func said(v alarm.Verdict) string {
	low, high := v.Range()
	growth, err := v.Growth()
	return fmt.Sprint(v, v.Severity(), v.Chance(), low, high, growth, err, v.From.UTC(), v.To.UTC(), v.Expected, v.Alarm, v.Event)
}

func TestAVerdictSurvivesItsJSON(t *testing.T) {
	paris := laws.Must(time.LoadLocation("Europe/Paris"))
	sameVerdict := cmp.AllowUnexported(alarm.Verdict{})
	survives(t, alarm.Verdict{}, said, sameVerdict)
	rapid.Check(t, func(t *rapid.T) {
		d := laws.Must(alarm.NewDetector(alarm.Config{Location: paris, Bucket: rapid.SampledFrom([]time.Duration{time.Minute, time.Hour, 24 * time.Hour}).Draw(t, "bucket")}))
		at := monday
		var v alarm.Verdict
		for range rapid.IntRange(1, 40).Draw(t, "counts") {
			v = laws.Must(d.Add(at, rapid.SampledFrom([]uint64{0, 1, 20, 25, 26, 400, math.MaxUint64}).Draw(t, "count")))
			at = at.Add(d.Config().Bucket)
		}
		survives(t, v, said, sameVerdict)
	})
}

func TestAReportSurvivesItsJSON(t *testing.T) {
	mentions := stream()
	var m alarm.Monitor
	n := 0
	for _, x := range mentions {
		r := laws.Must(m.Add(x))
		if r == nil || !r.Alarm && r.Count%7 > 0 {
			continue
		}
		n++
		survives(t, *r, func(r alarm.Report) string { return said(r.Verdict) + r.English() + r.French() }, cmp.AllowUnexported(alarm.Verdict{}))
	}
	if n < 10 {
		t.Errorf("%d reports", n)
	}
}

func TestTheJSONOfAVerdict(t *testing.T) {
	var d alarm.Detector
	first := laws.Must(d.Add(monday, 20))
	// The limits have other last digits where the processor fuses operations.
	var parts struct{ Limit, LowLimit json.Number }
	if err := json.Unmarshal(laws.Must(json.Marshal(first)), &parts); err != nil || !strings.HasPrefix(string(parts.Limit), "3.4356783") {
		t.Fatalf("limit %v, %v", parts.Limit, err)
	}
	limit := string(parts.Limit)
	want := `{"from":"2026-01-05T00:00:00Z","to":"2026-01-05T01:00:00Z","count":20,"expected":0,"low":null,"high":null,` +
		`"chance":1,"severity":0,"alarm":false,"drop":false,"event":false,"spread":0,"freedom":0,"limit":` + limit + `,"low_limit":` + limit + `,"least":5}`
	if got := string(laws.Must(json.Marshal(first))); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for name, change := range map[string][2]string{
		"no text":             {`{`, ``},
		"an array":            {want, `[]`},
		"a text":              {`20`, `"x"`},
		"no expected":         {`"expected":0,`, ``},
		"no chance":           {`"chance":1,`, ``},
		"no spread":           {`"spread":0,`, ``},
		"no freedom":          {`"freedom":0,`, ``},
		"no limit":            {`"limit":` + limit + `,`, ``},
		"no least":            {`,"least":5`, ``},
		"a chance of null":    {`"chance":1`, `"chance":null`},
		"a chance above 1":    {`"chance":1`, `"chance":1.1`},
		"a chance below 0":    {`"chance":1`, `"chance":-0.1`},
		"expected below 0":    {`"expected":0`, `"expected":-1`},
		"expected above 2^53": {`"expected":0`, `"expected":9007199254740994`},
		"a spread above 9":    {`"spread":0`, `"spread":9.1`},
		"freedom below 0":     {`"freedom":0`, `"freedom":-1`},
		"a limit below 0":     {`"limit":` + limit, `"limit":-1`},
	} {
		v := first
		text := strings.Replace(want, change[0], change[1], 1)
		if err := json.Unmarshal([]byte(text), &v); err == nil || v != first {
			t.Errorf("%s: %v", name, err)
		}
		r := alarm.Report{Verdict: first}
		if err := json.Unmarshal([]byte(text), &r); err == nil || r.Verdict != first {
			t.Errorf("%s of a report: %v", name, err)
		}
	}
	v, r := first, alarm.Report{Verdict: first}
	if err := errors.Join(json.Unmarshal([]byte("null"), &v), json.Unmarshal([]byte("null"), &r)); err != nil || v != first || r.Verdict != first {
		t.Errorf("null: %v", err)
	}
}
