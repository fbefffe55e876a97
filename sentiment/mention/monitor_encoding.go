package mention

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/customerkpi/kpi/internal/wire"
)

// monitorMagic begins the encoding of Monitor: the detector, whether a bucket
// fills and which, the week, the baseline, and the parts of the recent buckets.
const monitorMagic = "mon\x01"

// MarshalBinary returns the encoding of m. The error is always nil.
func (m Monitor) MarshalBinary() ([]byte, error) {
	detector, _ := m.detector.MarshalBinary() // never an error
	b := wire.AppendBytes([]byte(monitorMagic), detector)
	b = wire.AppendInt(b, m.week)
	b = m.baseline.appendBinary(b)
	b = appendFlag(b, m.filling)
	if m.filling {
		b = m.now.appendBinary(wire.AppendInt(b, m.index))
	}
	b = wire.AppendUint(b, uint64(len(m.recent)))
	for i := range m.recent {
		b = m.recent[i].appendBinary(b)
	}
	return b, nil
}

// UnmarshalBinary makes m the state that was encoded, which goes on as if it had
// never stopped, or returns kpi.ErrCorrupt and leaves m as it was.
func (m *Monitor) UnmarshalBinary(data []byte) error {
	r := wire.Open("mention: monitor", monitorMagic, data)
	var s Monitor
	if err := s.detector.UnmarshalBinary(r.Bytes()); err != nil && r.Err() == nil {
		r.Fail("%v", err)
	}
	s.week = readTime(r)
	s.baseline = readPart(r, baselineNames)
	if s.filling = readFlag(r); s.filling {
		s.index = readTime(r)
		s.now = readPart(r, bucketNames)
	}
	n := r.Len(1)
	if r.Err() == nil && n > s.detector.windowLength() {
		r.Fail("%d buckets", n)
	}
	for i := range n {
		if r.Err() != nil {
			break
		}
		s.recent = append(s.recent, readPart(r, bucketNames))
		if !s.detector.hasJudged(s.recent[i].start) || i > 0 && s.recent[i].start <= s.recent[i-1].start {
			r.Fail("order of buckets")
		}
	}
	if r.Err() == nil && s.filling && (s.detector.began && s.index <= s.detector.last || s.now.start != s.detector.startOf(s.index).Unix()) {
		r.Fail("bucket that has ended")
	}
	if err := r.Close(); err != nil {
		return err
	}
	*m = s
	return nil
}

// hasJudged reports whether a bucket that begins at a unix time was judged.
func (d *Detector) hasJudged(start int64) bool {
	index, err := d.index(time.Unix(start, 0))
	return err == nil && d.began && index <= d.last && d.startOf(index).Unix() == start
}

// MarshalJSON returns the encoding of m as a string in base64.
func (m Monitor) MarshalJSON() ([]byte, error) {
	b, err := m.MarshalBinary()
	if err != nil {
		return nil, err
	}
	return json.Marshal(b)
}

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (m *Monitor) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("mention: monitor", data, m)
}

// appendBinary appends the encoding of p.
func (p *part) appendBinary(b []byte) []byte {
	b = wire.AppendUint(wire.AppendInt(b, p.start), p.mentions)
	b = appendFlag(b, p.event)
	for _, names := range p.names() {
		b = names.appendBinary(b)
	}
	b = wire.AppendUint(b, uint64(len(p.samples)))
	for _, s := range p.samples {
		b = wire.AppendInt(wire.AppendUint(b, s.hash), s.mention.Time.Unix())
		b = wire.AppendUint(b, uint64(s.mention.Time.Nanosecond()))
		b = wire.AppendBytes(b, string(s.mention.Source))
		b = wire.AppendBytes(b, s.mention.Author)
		b = wire.AppendBytes(b, s.mention.Text)
		b = wire.AppendUint(b, uint64(len(s.mention.Terms)))
		for _, term := range s.mention.Terms {
			b = wire.AppendBytes(b, term)
		}
	}
	return b
}

// readPart reads what appendBinary wrote.
func readPart(r *wire.Reader, most int) part {
	p := part{start: readTime(r), mentions: below(r, "mentions", maxCount+1), event: readFlag(r)}
	for _, names := range p.names() {
		*names = readFrequent(r, most)
	}
	n := below(r, "samples", bucketSamples+1)
	for range n {
		p.samples = append(p.samples, readSample(r))
		if r.Err() != nil {
			return part{}
		}
	}
	if !slices.IsSortedFunc(p.samples, func(a, b sample) int {
		if a.hash < b.hash {
			return -1
		}
		return 1
	}) {
		r.Fail("order of samples")
	}
	return p
}

func readSample(r *wire.Reader) sample {
	s := sample{hash: r.Uint()}
	// Decoded times are in UTC: an instant has no location in the encoding.
	s.mention.Time = time.Unix(readTime(r), int64(below(r, "nanosecond", 1e9))).UTC()
	s.mention.Source = Source(readText(r, longName))
	s.mention.Author = readText(r, longName)
	s.mention.Text = readText(r, longText)
	for range below(r, "terms", mostTerms+1) {
		s.mention.Terms = append(s.mention.Terms, readText(r, longName))
	}
	return s
}

// readText reads a text of at most most bytes.
func readText(r *wire.Reader, most int) string {
	text := r.Bytes()
	if len(text) > most {
		r.Fail("text of %d bytes", len(text))
		return ""
	}
	return string(text)
}
