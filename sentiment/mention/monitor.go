package mention

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/customerkpi/kpi"
)

// A Mention is one text that names the brand, as a [Monitor] wants it. All but
// the time may be left out.
type Mention struct {
	Time   time.Time `json:"time"`
	Source Source    `json:"source"`
	Author string    `json:"author"`
	// Terms are what the text is about, at most 32. Nil means the words of Text.
	Terms []string `json:"terms"`
	// Text is kept of a few mentions, as examples, and cut to 280 bytes.
	Text string `json:"text"`
}

// A Monitor counts mentions into the buckets of a [Detector], and says of an
// alarm what caused it. Beside the detector it keeps at most 512 names each of
// sources, terms and authors for the baseline, and at most 256 for each bucket
// that is judged: below a megabyte, however long the stream. The zero value is
// ready, with the defaults of [DetectorConfig].
//
// Mentions come in the order of their buckets; within a bucket any order gives
// the same state, as long as it has not more names than are kept. One of a bucket
// that has ended is counted in the bucket that fills if it is at most
// [DetectorConfig].Late before it, and refused otherwise.
//
// The time is that of the mentions: the latest of them ends the buckets before it.
// So a mention that is farther ahead than [DetectorConfig].Ahead is refused. A
// brand may be silent for longer than that: call Close with the time now and then,
// and Ahead counts from there. With Close at each bucket, Ahead can be as short as
// clocks are wrong, such as a minute. The first mention is believed, unless Close
// told the time before it.
type Monitor struct {
	detector Detector
	now      part  // the bucket that fills
	index    int64 // its number
	filling  bool
	recent   []part // the buckets before it that may be judged with it
	baseline part   // all before them outside of events, weighing half each week
	week     int64  // of the last halving
}

// How many names are kept when names are forgotten, and how many mentions.
const (
	baselineNames = 256
	bucketNames   = 128
	bucketSamples = 8
)

// A part is what is known of the mentions of a bucket.
type part struct {
	start    int64 // unix time
	mentions uint64
	event    bool
	sources  frequent
	terms    frequent
	authors  frequent
	samples  []sample // those of the smallest hashes, in their order
}

// A sample is a mention with its hash.
type sample struct {
	hash    uint64
	mention Mention
}

// NewMonitor returns a monitor, or the error of [NewDetector].
func NewMonitor(c DetectorConfig) (*Monitor, error) {
	d, err := NewDetector(c)
	if err != nil {
		return nil, err
	}
	return &Monitor{detector: *d}, nil
}

// Config returns the config, with its defaults.
func (m *Monitor) Config() DetectorConfig { return m.detector.Config() }

// A Report is the verdict on a bucket that ended. Cause is nil but for an alarm.
// Its JSON is that of the verdict, with a cause.
type Report struct {
	Verdict
	Cause *Cause
}

// reportJSON is the JSON of a Report.
type reportJSON struct {
	verdictJSON
	Cause *Cause `json:"cause"`
}

// MarshalJSON returns an object with the parts of the verdict, and the cause.
func (r Report) MarshalJSON() ([]byte, error) { return json.Marshal(reportJSON{r.json(), r.Cause}) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt and leaves
// r as it was.
func (r *Report) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var j reportJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return fmt.Errorf("mention: report: %w: %v", kpi.ErrCorrupt, err)
	}
	v, err := j.verdict()
	if err == nil {
		*r = Report{Verdict: v, Cause: j.Cause}
	}
	return err
}

// GobEncode returns the JSON of r, as that of a [Verdict].
func (r Report) GobEncode() ([]byte, error) { return r.MarshalJSON() }

// GobDecode reads what GobEncode wrote, with the error of UnmarshalJSON.
func (r *Report) GobDecode(data []byte) error { return r.UnmarshalJSON(data) }

// Add counts a mention. If it is the first of a bucket, the bucket before it has
// ended: then the report on that one is returned, and otherwise nil. A mention
// that is late by more than [DetectorConfig].Late or ahead by more than
// [DetectorConfig].Ahead is a *[kpi.RangeError], as is a year outside 1..9999, and
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
		return 0, &kpi.RangeError{Op: "mention", Name: "bucket", Value: d.startOf(index), Min: d.startOf(first)}
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
// next mention. From then on, mentions up to [DetectorConfig].Ahead beyond now are
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
	m.forget(r.From.Unix())
	m.now.event = r.Event
	m.recent = append(m.recent, m.now)
	m.now, m.filling = part{}, false
	if r.Alarm {
		r.Cause = m.cause()
	}
	return r
}

// forget moves the buckets before an instant into the baseline, but not those of
// events: they would hide the cause of the next.
func (m *Monitor) forget(before int64) {
	for len(m.recent) > 0 && m.recent[0].start < before {
		p := m.recent[0]
		m.recent = slices.Delete(m.recent, 0, 1)
		if !p.event {
			m.age(p.start)
			m.baseline.merge(&p, baselineNames)
		}
	}
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

// names returns the counts by name.
func (p *part) names() [3]*frequent { return [...]*frequent{&p.sources, &p.terms, &p.authors} }

// add counts a mention.
func (p *part) add(x Mention) {
	p.mentions = min(p.mentions+1, maxCount)
	if x.Source != "" {
		p.sources.add(clip(string(x.Source), longName), 1, bucketNames)
	}
	if x.Author != "" {
		p.authors.add(clip(x.Author, longName), 1, bucketNames)
	}
	terms := x.terms()
	for _, term := range terms {
		p.terms.add(term, 1, bucketNames)
	}
	p.sample(x, terms)
}

// terms returns the different terms of a mention.
func (x Mention) terms() []string {
	if x.Terms == nil {
		return words(x.Text)
	}
	terms := make([]string, 0, len(x.Terms))
	for _, term := range x.Terms[:min(len(x.Terms), mostTerms)] {
		if term = clip(term, longName); term != "" && !slices.Contains(terms, term) {
			terms = append(terms, term)
		}
	}
	return terms
}

// sample keeps the mentions of the smallest hashes: a random sample that does
// not depend on the order.
func (p *part) sample(x Mention, terms []string) {
	s := sample{hash: x.hash()}
	if len(p.samples) == bucketSamples && s.hash > p.samples[bucketSamples-1].hash {
		return
	}
	// Copies: a sample does not hold on to a long text that it was cut from.
	s.mention = Mention{
		Time: x.Time.UTC(), Source: Source(strings.Clone(clip(string(x.Source), longName))),
		Author: strings.Clone(clip(x.Author, longName)), Text: strings.Clone(clip(x.Text, longText)),
	}
	for _, term := range terms {
		s.mention.Terms = append(s.mention.Terms, strings.Clone(term))
	}
	p.insert(s)
}

// insert puts a sample into its place.
func (p *part) insert(s sample) {
	i, found := slices.BinarySearchFunc(p.samples, s, func(a, b sample) int { return cmp.Compare(a.hash, b.hash) })
	if found { // the same text, of the same author: the first is enough
		if s.mention.Time.Before(p.samples[i].mention.Time) {
			p.samples[i] = s
		}
		return
	}
	p.samples = slices.Insert(p.samples, i, s)
	p.samples = p.samples[:min(len(p.samples), bucketSamples)]
}

// hash returns the FNV-1a hash of the source, the author and the text. The
// function of the standard library takes bytes, which here cost three copies a
// mention.
func (x Mention) hash() uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for _, text := range [...]string{string(x.Source), x.Author, x.Text} {
		for i := range len(text) {
			h = (h ^ uint64(text[i])) * prime
		}
		h *= prime // a zero byte between them
	}
	return h
}

// merge adds the counts of o.
func (p *part) merge(o *part, most int) {
	p.mentions = min(p.mentions+o.mentions, maxCount)
	names := p.names()
	for i, other := range o.names() {
		names[i].merge(other, most)
	}
}
