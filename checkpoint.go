package kpi

import (
	"bufio"
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
)

// WriteTo writes a checkpoint of g, accumulator by accumulator: beside the state there
// is never more in memory than the encoding of one accumulator, and the keys in order.
// Groups and Series within groups are written through in the same way. Equal states have
// equal checkpoints. It returns the number of bytes.
func (g *Groups[K, A]) WriteTo(w io.Writer) (int64, error) { return writeCheckpoint(w, g) }

// ReadFrom makes g the state that [Groups.WriteTo] wrote, which has to be all of r. A
// damaged or cut checkpoint is [ErrCorrupt], and one of another configuration than that
// of g is treated as by [Groups.UnmarshalBinary]; an error leaves g as it was. Memory
// stays within a small multiple of what r holds.
func (g *Groups[K, A]) ReadFrom(r io.Reader) (int64, error) {
	var d Groups[K, A]
	d.empty, d.keys = g.empty.Clone(), g.keys
	n, err := readCheckpoint(r, &d)
	if err == nil {
		*g = d
	}
	return n, err
}

// WriteTo writes a checkpoint of s, as [Groups.WriteTo] does.
func (s *Series[A]) WriteTo(w io.Writer) (int64, error) { return writeCheckpoint(w, s) }

// ReadFrom makes s the state that [Series.WriteTo] wrote, as [Groups.ReadFrom] does.
func (s *Series[A]) ReadFrom(r io.Reader) (int64, error) {
	d := Series[A]{s.grain, s.zone, Groups[int64, A]{empty: s.groups.empty.Clone()}, s.keep, 0}
	n, err := readCheckpoint(r, &d)
	if err == nil {
		*s = d
	}
	return n, err
}

// A checkpoint is its magic, the state, and the CRC-32C of all before, little-endian.
// The state of groups and of a series is
//
//	frame   the encoding of the same groups or series without accumulators
//	uint    the number of accumulators
//	then for each, by ascending key,
//	frame   the key
//	state   of the accumulator
//
// and that of another accumulator a frame of its encoding. A frame is a uint, its
// length, and its bytes; a uint is that of package wire.
const checkpointMagic = "kpi checkpoint 1\n"

// checkpointed is what streams its state: Groups and Series.
type checkpointed interface {
	writeState(*checkpointWriter)
	readState(*checkpointReader)
}

func (g *Groups[K, A]) writeState(w *checkpointWriter) {
	w.encoded(&Groups[K, A]{empty: g.empty, keys: g.keys})
	g.writeGroups(w)
}

func (g *Groups[K, A]) readState(r *checkpointReader) {
	r.decode(g)
	if len(g.m) > 0 {
		r.fail(corrupt("accumulators in the head"))
	}
	g.readGroups(r)
}

func (s *Series[A]) writeState(w *checkpointWriter) {
	w.encoded(&Series[A]{s.grain, s.zone, Groups[int64, A]{empty: s.groups.empty}, s.keep, s.dropped})
	s.groups.writeGroups(w)
}

func (s *Series[A]) readState(r *checkpointReader) {
	r.decode(s)
	if s.groups.Len() > 0 {
		r.fail(corrupt("accumulators in the head"))
	}
	s.groups.readGroups(r)
	if r.err == nil {
		empty := wire.Open("kpi: checkpoint", "", nil) // keeps the fault
		s.checkPeriods(empty)
		r.fail(empty.Err())
	}
}

// writeGroups writes the accumulators with their keys.
func (g *Groups[K, A]) writeGroups(w *checkpointWriter) {
	w.uint(uint64(len(g.m)))
	for key, a := range g.All() {
		w.frame(keyed.AppendKey(w.buf[:0], key))
		if c, ok := any(a).(checkpointed); ok {
			c.writeState(w)
		} else {
			w.encoded(a)
		}
		if w.err != nil {
			return
		}
	}
}

// readGroups reads what writeGroups wrote into groups without accumulators.
func (g *Groups[K, A]) readGroups(r *checkpointReader) {
	n := r.uint()
	var last K
	for i := uint64(0); i < n && r.err == nil; i++ {
		k := wire.Open("kpi: checkpoint", "", r.frame())
		key := keyed.ReadKey[K](k)
		if r.err != nil {
			return
		}
		if i > 0 && key <= last {
			k.Fail("keys out of order")
		}
		if g.keys.of(key) != key || g.keys.check(len(g.m)+1) != nil {
			k.Fail("key %v, which is not taken", key)
		}
		r.fail(k.Close())
		last = key
		if a := readGroup(r, g.empty); r.err == nil {
			g.put(key, a)
		}
	}
}

// readGroup reads one accumulator that groups started from empty.
func readGroup[A Accumulator[A]](r *checkpointReader, empty A) A {
	a := empty.Clone()
	if c, ok := any(a).(checkpointed); ok {
		c.readState(r)
	} else {
		r.decode(a)
	}
	// Within one state that is damage, not a choice of the caller. The empty one goes into
	// the one that was read, not the other way round, which would copy it.
	if errors.Is(r.err, ErrIncompatible) || r.err == nil && a.Merge(empty.Clone()) != nil {
		r.err = corrupt("an accumulator of another configuration")
	}
	return a
}

func corrupt(what string) error { return fmt.Errorf("kpi: checkpoint: %w: %s", ErrCorrupt, what) }

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A checkpointWriter writes the parts of a checkpoint; the first error sticks.
type checkpointWriter struct {
	w   *bufio.Writer
	sum uint32
	n   int64
	buf []byte // for the next frame
	err error
}

func writeCheckpoint(w io.Writer, c checkpointed) (int64, error) {
	cw := &checkpointWriter{w: bufio.NewWriter(w)}
	cw.write([]byte(checkpointMagic))
	c.writeState(cw)
	cw.write(binary.LittleEndian.AppendUint32(nil, cw.sum))
	if cw.err == nil {
		cw.err = cw.w.Flush()
	}
	return cw.n, cw.err
}

func (w *checkpointWriter) write(b []byte) {
	if w.err != nil {
		return
	}
	w.sum = crc32.Update(w.sum, castagnoli, b)
	n, err := w.w.Write(b)
	w.n, w.err = w.n+int64(n), err
}

func (w *checkpointWriter) uint(v uint64) {
	var b [binary.MaxVarintLen64]byte
	w.write(wire.AppendUint(b[:0], v))
}

func (w *checkpointWriter) frame(b []byte) {
	w.uint(uint64(len(b)))
	w.write(b)
}

// encoded writes the encoding of a state as a frame.
func (w *checkpointWriter) encoded(a encoding.BinaryAppender) {
	b, err := a.AppendBinary(w.buf[:0])
	if err != nil {
		w.err = errors.Join(w.err, err)
		return
	}
	w.buf = b
	w.frame(b)
}

// A checkpointReader reads the parts of a checkpoint; the first fault sticks.
type checkpointReader struct {
	r   *bufio.Reader
	sum uint32
	n   int64
	buf []byte // the last frame
	err error
}

func readCheckpoint(r io.Reader, c checkpointed) (int64, error) {
	cr := &checkpointReader{r: bufio.NewReader(r)}
	if magic := cr.take(uint64(len(checkpointMagic))); cr.err == nil && string(magic) != checkpointMagic {
		cr.fail(corrupt(fmt.Sprintf("magic %q, want %q", magic, checkpointMagic)))
	}
	if cr.err == nil {
		c.readState(cr)
	}
	cr.take(4)
	cr.end()
	return cr.n, cr.err
}

// residue is the CRC-32C of anything followed by its own CRC-32C, little-endian.
const residue = 0x48674bc7

// end checks that nothing is left, and the sum. What was taken for another configuration
// may be damage, so that there it looks at the sum of what is left too.
func (r *checkpointReader) end() {
	if r.err != nil && !errors.Is(r.err, ErrIncompatible) {
		return
	}
	left, err := io.Copy(summed{&r.sum}, r.r)
	r.n += left
	switch {
	case err != nil:
		r.err = err
	case r.sum != residue:
		r.err = corrupt("check sum")
	case left > 0:
		r.fail(corrupt("trailing bytes"))
	}
}

// summed adds what is written to a sum.
type summed struct{ sum *uint32 }

func (s summed) Write(b []byte) (int, error) {
	*s.sum = crc32.Update(*s.sum, castagnoli, b)
	return len(b), nil
}

// fail keeps the first fault.
func (r *checkpointReader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// read fills b.
func (r *checkpointReader) read(b []byte) {
	if r.err != nil {
		return
	}
	n, err := io.ReadFull(r.r, b)
	r.n += int64(n)
	r.sum = crc32.Update(r.sum, castagnoli, b[:n])
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = corrupt("truncated")
	}
	r.err = err
}

// take reads n bytes, which are valid until the next take. Memory grows with what
// there is, not with the n that the input claims.
func (r *checkpointReader) take(n uint64) []byte {
	const chunk = 64 << 10
	r.buf = r.buf[:0]
	for n > 0 && r.err == nil {
		from, size := len(r.buf), min(n, max(chunk, uint64(len(r.buf))))
		r.buf = append(r.buf, make([]byte, size)...)
		r.read(r.buf[from:])
		n -= size
	}
	return r.buf
}

func (r *checkpointReader) uint() uint64 {
	var b [binary.MaxVarintLen64]byte
	for i := range b {
		r.read(b[i : i+1])
		if r.err != nil {
			return 0
		}
		if b[i] < 0x80 {
			field := wire.Open("kpi: checkpoint", "", b[:i+1])
			v := field.Uint()
			r.fail(field.Close())
			return v
		}
	}
	r.fail(corrupt("bad number"))
	return 0
}

func (r *checkpointReader) frame() []byte { return r.take(r.uint()) }

// decode reads a frame into a state.
func (r *checkpointReader) decode(a encoding.BinaryUnmarshaler) {
	frame := r.frame()
	if r.err != nil {
		return
	}
	if err := a.UnmarshalBinary(frame); err != nil {
		r.fail(fmt.Errorf("kpi: checkpoint: %w", err))
	}
}
