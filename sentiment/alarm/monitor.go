package alarm

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Monitor counts mentions into the buckets of a [Detector], and says of an
// alarm what caused it. Beside the detector it keeps at most 512 names each of
// sources, terms and authors for the baseline, and at most 256 for each bucket
// that is judged: below a megabyte, however long the stream. The zero value is
// ready, with the defaults of [Config].
//
// Mentions come in the order of their buckets; within a bucket any order gives the
// same state, as long as it has not more names than are kept. A mention of a bucket
// that has ended is counted in the bucket that fills if it is at most [Config].Late
// before it, and refused otherwise.
//
// The time is that of the mentions: the latest of them ends the buckets before it.
// So a mention that is farther ahead than [Config].Ahead is refused. A
// brand may be silent for longer than that: call Close with the time now and then,
// and Ahead counts from there. With Close at each bucket, Ahead can be as short as
// clocks are wrong, such as a minute. The first mention is believed, unless Close
// told the time before it.
type Monitor struct {
	detector Detector
	now      part  // the bucket that fills
	index    int64 // its number
	filling  bool
	recent   []part // the buckets before it, of a quarter of an hour
	hour     part   // the hour, or the longer bucket, that fills
	hours    []part // those of a day before it
	baseline part   // all before them outside of events, weighing half each week
	week     int64  // of the last halving
}

// NewMonitor returns a monitor, or the error of [NewDetector].
func NewMonitor(c Config) (*Monitor, error) {
	d, err := NewDetector(c)
	if err != nil {
		return nil, err
	}
	return &Monitor{detector: *d}, nil
}

// Config returns the config, with its defaults.
func (m *Monitor) Config() Config { return m.detector.Config() }

// Expect tells of a known date, as [Detector.Expect] does.
func (m *Monitor) Expect(from, to time.Time, times float64) error {
	return m.detector.Expect(from, to, times)
}

// Add counts a mention. If it is the first of a bucket, the bucket before it has
// ended: then the report on that one is returned, and otherwise nil. A mention
// that is late by more than [Config].Late or ahead by more than
// [Config].Ahead is a [*kpi.RangeError], as is a year outside 1..9999, and
// then nothing changes.
func (m *Monitor) Add(x Mention) (*Report, error) {
	d := &m.detector
	d.start()
	index, err := d.index(x.Time)
	if err != nil {
		return nil, err
	}
	if !m.filling || index != m.index {
		if index, err = m.place(x.Time, index); err != nil {
			return nil, err
		}
	}
	var report *Report
	if m.filling && index > m.index {
		report = m.end()
	}
	if !m.filling {
		m.now, m.index, m.filling = part{start: d.startOf(index).Unix()}, index, true
	}
	m.now.add(x)
	return report, nil
}

// place returns the bucket that counts a mention of another bucket than the one
// that fills: its own, or that which fills for one that is a little late.
func (m *Monitor) place(at time.Time, index int64) (int64, error) {
	d := &m.detector
	first, began := m.earliest()
	if !began || index >= first {
		latest := first
		if !m.filling {
			latest-- // first is the bucket after it
		}
		return index, d.ahead(at, began, latest)
	}
	if at.Before(d.startOf(first).Add(-d.config.Late)) {
		return 0, &kpi.RangeError{Op: "alarm", Name: "bucket", Value: d.startOf(index), Min: d.startOf(first)}
	}
	return first, nil
}

// earliest returns the first bucket that has not ended: the one that fills, or
// that after the last one that was judged.
func (m *Monitor) earliest() (index int64, began bool) {
	switch {
	case m.filling:
		return m.index, true
	case m.detector.began:
		return m.detector.last + 1, true
	}
	return 0, false
}

// Close tells the time: it ends the bucket that fills, if it has ended by now,
// and returns the report on it, or nil. Without it, the last bucket waits for the
// next mention. From then on, mentions up to [Config].Ahead beyond now are
// counted. A time before one that was told, or of a year outside 1..9999, is not
// told.
func (m *Monitor) Close(now time.Time) *Report {
	if m.detector.Advance(now) != nil || !m.filling || m.detector.startOf(m.index+1).After(now) {
		return nil
	}
	return m.end()
}

// end judges the bucket that filled.
func (m *Monitor) end() *Report {
	d := &m.detector
	d.skip(m.index)
	r := &Report{Verdict: d.judge(m.index, m.now.mentions)}
	m.now.event = r.Event
	m.keep(d.bucket(m.index))
	if r.Alarm && !r.Drop {
		r.Cause = m.cause(r.Verdict)
	}
	m.now, m.filling = part{}, false
	return r
}

// keep keeps the bucket that filled, and forgets what is too old to be judged.
func (m *Monitor) keep(b bucket) {
	d := &m.detector
	if m.hour.start != 0 && d.bucket(d.indexAt(m.hour.start)).cell != b.cell {
		m.hours = append(m.hours, m.hour)
		m.hour = part{}
	}
	if m.hour.start == 0 {
		m.hour.start = m.now.start
	}
	m.hour.merge(&m.now, bucketNames)
	m.hour.sampleAll(m.now.samples)
	m.hour.event = m.hour.event || m.now.event
	before := b.end.Unix()
	m.recent = slices.DeleteFunc(append(m.recent, m.now), func(p part) bool { return p.start < before-int64(judged/time.Second) })
	for len(m.hours) > 0 && m.hours[0].start < before-int64(day/time.Second) {
		p := m.hours[0]
		m.hours = slices.Delete(m.hours, 0, 1)
		if !p.event { // an event would hide the cause of the next
			m.age(p.start)
			m.baseline.merge(&p, baselineNames)
		}
	}
}

// judged returns the mentions of a verdict.
func (m *Monitor) judged(v Verdict) part {
	parts := append(slices.Clone(m.hours), m.hour)
	if v.To.Sub(v.From) <= judged {
		parts = m.recent
	}
	var all part
	for i := range parts {
		if p := &parts[i]; p.start >= v.From.Unix() {
			all.merge(p, baselineNames)
			all.sampleAll(p.samples)
		}
	}
	return all
}

// age halves the baseline for each week that began since it was last halved.
func (m *Monitor) age(at int64) {
	now := floorDiv(at, int64(week/time.Second))
	for range min(max(now-m.week, 0), 64) { // a count of 64 bits is gone then
		b := &m.baseline
		b.mentions /= 2
		for _, names := range b.names() {
			names.halve()
		}
	}
	m.week = now
}

// monitorMagic begins the encoding of Monitor: the detector, whether a bucket
// fills and which, the week, the baseline, and the parts of the recent buckets.
const monitorMagic = "mon\x01"

func (m Monitor) append(b []byte) []byte {
	b = wire.AppendBytes(b, m.detector.append([]byte(detectorMagic)))
	b = wire.AppendInt(b, m.week)
	b = m.baseline.append(b)
	b = wire.AppendBool(b, m.filling)
	if m.filling {
		b = m.now.append(wire.AppendInt(b, m.index))
	}
	b = m.hour.append(b)
	for _, parts := range [...][]part{m.recent, m.hours} {
		b = wire.AppendUint(b, uint64(len(parts)))
		for i := range parts {
			b = parts[i].append(b)
		}
	}
	return b
}

func readMonitor(r *wire.Reader) (m Monitor) {
	r.Expect("alarm: monitor", monitorMagic)
	if err := m.detector.UnmarshalBinary(r.Bytes()); err != nil {
		r.Fail("%v", err)
	}
	m.week = readTime(r)
	m.baseline = readPart(r, baselineNames)
	if m.filling = r.Bool(); m.filling {
		m.index = readTime(r)
		m.now = readPart(r, bucketNames)
	}
	m.hour = readPart(r, bucketNames)
	for _, parts := range [...]*[]part{&m.recent, &m.hours} {
		for n := r.Len(1); n > 0 && r.Err() == nil; n-- {
			*parts = append(*parts, readPart(r, bucketNames))
		}
	}
	if r.Err() == nil {
		m.check(r)
	}
	return m
}

// check reports buckets that the detector cannot have left.
func (m *Monitor) check(r *wire.Reader) {
	for _, parts := range [...][]part{m.recent, m.hours} {
		for i, p := range parts {
			if !m.detector.hasJudged(p.start) || i > 0 && p.start <= parts[i-1].start {
				r.Fail("order of buckets")
			}
		}
	}
	if len(m.recent) > int(judged/time.Minute) || len(m.hours) > dayHours+1 || m.hour.start != 0 && !m.detector.hasJudged(m.hour.start) {
		r.Fail("%d buckets, %d hours", len(m.recent), len(m.hours))
	}
	if m.filling && (m.detector.began && m.index <= m.detector.last || m.now.start != m.detector.startOf(m.index).Unix()) {
		r.Fail("bucket that has ended")
	}
}

// hasJudged reports whether a bucket that begins at a unix time was judged.
func (d *Detector) hasJudged(start int64) bool {
	index, err := d.index(time.Unix(start, 0))
	return err == nil && d.began && index <= d.last && d.startOf(index).Unix() == start
}

// MarshalBinary returns the encoding of m. The error is always nil.
func (m Monitor) MarshalBinary() ([]byte, error) { return m.append([]byte(monitorMagic)), nil }

// UnmarshalBinary makes m the state that was encoded, which goes on as if it had
// never stopped, or returns [kpi.ErrCorrupt] and leaves m as it was.
func (m *Monitor) UnmarshalBinary(b []byte) error { return wire.Decode(b, m, readMonitor) }

// MarshalJSON returns the encoding of m as a string in base64.
func (m Monitor) MarshalJSON() ([]byte, error) { return json.Marshal(m.append([]byte(monitorMagic))) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (m *Monitor) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, m) }
