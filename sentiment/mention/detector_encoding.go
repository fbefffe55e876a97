package mention

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"time"

	"github.com/customerkpi/kpi/internal/wire"
	"github.com/customerkpi/kpi/internal/zone"
)

// detectorMagic begins the encoding of Detector: the config, the whole numbers,
// and then all floats as one field, so that a slot takes 9 bytes.
const detectorMagic = "det\x01"

// MarshalBinary returns the encoding of d. The error is always nil.
func (d Detector) MarshalBinary() ([]byte, error) {
	d.start() // of the copy: the zero value encodes as the default that it is
	b := wire.AppendUint([]byte(detectorMagic), uint64(d.config.Bucket/time.Minute))
	b = d.zone.Append(b)
	b = wire.AppendUint(b, uint64(d.config.Refractory/time.Second))
	b = wire.AppendUint(b, d.config.Least)
	b = wire.AppendUint(b, uint64(d.config.Missing))
	b = wire.AppendUint(b, uint64(d.config.Ahead/time.Second))
	b = wire.AppendUint(b, uint64(d.config.Late/time.Second))
	for _, flag := range []bool{d.began, d.event} {
		b = appendFlag(b, flag)
	}
	b = wire.AppendInt(b, d.last)
	b = wire.AppendInt(b, d.since)
	b = wire.AppendInt(b, d.told)
	b = wire.AppendInt(b, int64(d.usual.now))
	b = wire.AppendUint(b, uint64(d.tail.quiet))
	b = wire.AppendUint(b, uint64(len(d.recent.steps)))
	usually := make([]float64, 0, len(d.recent.steps))
	for _, s := range d.recent.steps {
		b = wire.AppendInt(wire.AppendUint(b, s.count), s.start)
		usually = append(usually, s.usually)
	}
	b = appendFloats(b, usually)
	// The oldest first: where the ring begins is not part of the state.
	ring := append(append([]float64{}, d.tail.greatest[d.tail.next:]...), d.tail.greatest[:d.tail.next]...)
	b = appendFloats(b, ring)
	floats := make([]float64, 0, fixedFloats)
	for _, f := range d.fixed() {
		floats = append(floats, *f)
	}
	b = appendFloats(b, floats)
	return d.appendSlots(b), nil
}

// fixedFloats is the length of fixed.
const fixedFloats = 11

// fixed returns the floats that every state has, each of them at least 0.
func (d *Detector) fixed() [fixedFloats]*float64 {
	u, t := &d.usual, &d.tail
	return [...]*float64{
		&d.config.FalseAlarm, &u.buckets, &u.sum, &u.n, &u.count, &u.exposure,
		&u.usually, &u.spread, &t.rate, &t.buckets, &t.open,
	}
}

// slots calls f with every slot, and the most often that it can be seen.
func (u *usual) slots(f func(s *slot, memory float64)) {
	for i := range u.hours {
		f(&u.hours[i], dayMemory)
	}
	for i := range u.week {
		f(&u.week[i], weekMemory)
	}
}

// appendSlots appends how often each slot was seen, and then the means of those
// that were: a young series is short.
func (d *Detector) appendSlots(b []byte) []byte {
	var means []float64
	d.usual.slots(func(s *slot, _ float64) {
		b = wire.AppendUint(b, uint64(s.seen))
		if s.seen > 0 {
			means = append(means, s.mean)
		}
	})
	return appendFloats(b, means)
}

// UnmarshalBinary makes d the state that was encoded, which goes on as if it had
// never stopped, or returns kpi.ErrCorrupt and leaves d as it was.
func (d *Detector) UnmarshalBinary(data []byte) error {
	r := wire.Open("mention: detector", detectorMagic, data)
	s := readDetector(r)
	if err := r.Close(); err != nil {
		return err
	}
	s.tail.fit()
	*d = s
	return nil
}

// MarshalJSON returns the encoding of d as a string in base64.
func (d Detector) MarshalJSON() ([]byte, error) {
	b, err := d.MarshalBinary()
	if err != nil {
		return nil, err
	}
	return json.Marshal(b)
}

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (d *Detector) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("mention: detector", data, d)
}

// readDetector reads what AppendBinary wrote behind the magic, but for the fit
// of the tail.
func readDetector(r *wire.Reader) Detector {
	d := Detector{ready: true}
	d.config.Bucket = time.Duration(below(r, "bucket", 24*60+1)) * time.Minute
	d.zone = zone.Read(r, zone.Zone{})
	d.config.Refractory = time.Duration(below(r, "refractory time", uint64(maxRefractory/time.Second)+1)) * time.Second
	d.config.Least = r.Uint()
	d.config.Missing = Missing(below(r, "missing", uint64(MissingIsUnknown)+1))
	d.config.Ahead = time.Duration(below(r, "time ahead", uint64(maxAhead/time.Second)+1)) * time.Second
	d.config.Late = time.Duration(below(r, "time late", uint64(day/time.Second)+1)) * time.Second
	d.began, d.event = readFlag(r), readFlag(r)
	d.last, d.since, d.told = readTime(r), readTime(r), readTime(r)
	d.usual.now = int(readTime(r))
	d.tail.quiet = int(below(r, "quiet", 60))
	n := int(below(r, "window", uint64(judged/time.Minute)+1))
	for range n {
		d.recent.steps = append(d.recent.steps, step{count: r.Uint(), start: readTime(r)})
	}
	usually := readFloats(r)
	if len(usually) != n {
		r.Fail("%d floats of a window of %d", len(usually), n)
		return d
	}
	for i := range d.recent.steps {
		d.recent.steps[i].usually = usually[i]
	}
	d.tail.greatest = readFloats(r)
	if n := len(d.tail.greatest); n < tailFirst || n > tailMost {
		r.Fail("%d surprises", n)
	}
	fixed := readFloats(r)
	if len(fixed) != fixedFloats {
		r.Fail("%d floats, want %d", len(fixed), fixedFloats)
		return d
	}
	for i, f := range d.fixed() {
		*f = fixed[i]
	}
	d.tail.chanceOfAlarm = d.config.FalseAlarm
	d.readSlots(r)
	d.checkState(r)
	return d
}

func (d *Detector) readSlots(r *wire.Reader) {
	seen := 0
	d.usual.slots(func(s *slot, memory float64) {
		s.seen = float64(below(r, "slot", uint64(memory)+1))
		if s.seen > 0 {
			seen++
		}
	})
	means := readFloats(r)
	if len(means) != seen {
		r.Fail("%d means of %d slots", len(means), seen)
		return
	}
	d.usual.slots(func(s *slot, _ float64) {
		if s.seen > 0 {
			s.mean, means = means[0], means[1:]
		}
	})
}

// checkState reports a state that no counts lead to and that would make the
// figures undefined.
func (d *Detector) checkState(r *wire.Reader) {
	u := &d.usual
	switch {
	case r.Err() != nil:
		return
	case d.config.check() != nil || d.config.withDefaults() != d.config:
		r.Fail("config")
	case d.began != (u.buckets > 0) || d.began != (u.exposure > 0) || d.began != (u.now >= 0):
		r.Fail("beginning")
	case !d.began && u.sum+u.n+u.count+u.usually > 0:
		r.Fail("mentions before the beginning")
	case d.began && (u.buckets < 1 || u.exposure < shortest) || u.n > 0 && u.n < shortest:
		r.Fail("shorter than a bucket")
	case u.now < -1 || u.now >= weekHours || len(d.recent.steps) > d.windowLength():
		r.Fail("place in the week")
	case u.spread < leastSpread || u.spread > mostSpread || d.tail.rate > 1 || d.tail.rate < leastRate || d.tail.buckets > rateMost:
		r.Fail("spread or rate")
	case d.tail.open != 0 && d.tail.open <= tailFrom || d.tail.open == 0 && d.tail.quiet > 0:
		r.Fail("surprise %v that is none", d.tail.open)
	}
	if d.began && r.Err() == nil {
		b := d.bucket(d.last)
		u.nowHour = b.hour
		if b.weekHour != u.now || u.buckets > b.memory() {
			r.Fail("place in the week")
		}
	}
}

// appendFlag appends 1 or 0.
func appendFlag(b []byte, flag bool) []byte {
	if flag {
		return wire.AppendUint(b, 1)
	}
	return wire.AppendUint(b, 0)
}

func readFlag(r *wire.Reader) bool { return below(r, "flag", 2) == 1 }

// below reads a number below a bound.
func below(r *wire.Reader, name string, bound uint64) uint64 {
	n := r.Uint()
	if n >= bound {
		r.Fail("%s %d", name, n)
		return 0
	}
	return n
}

// farthest is beyond the unix times of the years 1..9999.
const farthest = 1 << 38

// readTime reads a time or the number of a bucket.
func readTime(r *wire.Reader) int64 {
	n := r.Int()
	if n < -farthest || n > farthest {
		r.Fail("time %d", n)
		return 0
	}
	return n
}

// shortest is the exposure of the shortest bucket: two hours of which the clock
// skips one.
const shortest = 0.5

// largestFloat bounds the floats of a state: sums of counts stay below.
const largestFloat = 1e30

// appendFloats appends the bits of floats, 8 bytes each.
func appendFloats(b []byte, floats []float64) []byte {
	bits := make([]byte, 0, 8*len(floats))
	for _, f := range floats {
		bits = binary.BigEndian.AppendUint64(bits, math.Float64bits(f))
	}
	return wire.AppendBytes(b, bits)
}

// readFloats reads what appendFloats wrote: 0 or more, without a sign.
func readFloats(r *wire.Reader) []float64 {
	bits := r.Bytes()
	if len(bits)%8 != 0 {
		r.Fail("%d bytes of floats", len(bits))
		return nil
	}
	floats := make([]float64, 0, len(bits)/8)
	for ; len(bits) > 0; bits = bits[8:] {
		f := math.Float64frombits(binary.BigEndian.Uint64(bits))
		if math.Signbit(f) || !(f <= largestFloat) {
			r.Fail("float %v", f)
			return nil
		}
		floats = append(floats, f)
	}
	return floats
}
