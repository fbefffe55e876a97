package kpi_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io"
	"runtime"
	"strconv"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/nps"
)

type (
	monthly   = kpi.Series[*nps.Accumulator]
	bySegment = kpi.Groups[string, *monthly]
)

func newBySegment() *bySegment {
	return must(kpi.NewGroups[string](must(kpi.NewRecentSeries(kpi.Month, location("Europe/Paris"), oneToTen(), 1200))))
}

func addTo(g *bySegment, in answer) error {
	return g.Update(in.where, func(s *monthly) error { return s.Update(in.at, scored(in.score)) })
}

func filled(t interface{ Fatal(...any) }, stream []answer) *bySegment {
	g := newBySegment()
	for _, in := range stream {
		if err := addTo(g, in); err != nil && !errors.Is(err, kpi.ErrRange) {
			t.Fatal(err)
		}
	}
	return g
}

func checkpoint(t interface{ Fatal(...any) }, s io.WriterTo) []byte {
	var b bytes.Buffer
	if n, err := s.WriteTo(&b); err != nil || n != int64(b.Len()) {
		t.Fatal("WriteTo of", b.Len(), "bytes:", n, err)
	}
	return b.Bytes()
}

// A checkpoint gives the state back, to the byte, however the reader cuts it, and equal
// states have equal checkpoints.
func TestCheckpointGivesTheStateBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream := rapid.SliceOfN(answers(), 0, 30).Draw(t, "stream")
		g := filled(t, stream)
		data := checkpoint(t, g)
		for _, empty := range []*bySegment{newBySegment(), {}} {
			n, err := empty.ReadFrom(iotest.OneByteReader(bytes.NewReader(data)))
			if err != nil || n != int64(len(data)) {
				t.Fatal("ReadFrom:", n, err)
			}
			if !bytes.Equal(must(empty.MarshalBinary()), must(g.MarshalBinary())) {
				t.Fatal("another state came back")
			}
			if !bytes.Equal(checkpoint(t, empty), data) {
				t.Fatal("another checkpoint of the same state")
			}
		}
		for _, s := range g.All() {
			var back monthly
			if _, err := back.ReadFrom(bytes.NewReader(checkpoint(t, s))); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(must(back.MarshalBinary()), must(s.MarshalBinary())) {
				t.Fatal("another series came back")
			}
		}
	})
}

// Every cut and every flipped bit is ErrCorrupt, and leaves the receiver as it was.
func TestDamagedCheckpointsAreTold(t *testing.T) {
	data := checkpoint(t, filled(t, []answer{{where: "web", score: 9}, {where: "app", at: monthOf(time.May), score: 3}}))
	into := filled(t, []answer{{where: "mail", score: 1}})
	before := must(into.MarshalBinary())
	refused := func(what string, damaged []byte) {
		t.Helper()
		if _, err := into.ReadFrom(bytes.NewReader(damaged)); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%s: %v", what, err)
		}
		if !bytes.Equal(must(into.MarshalBinary()), before) {
			t.Fatalf("%s: the receiver changed", what)
		}
	}
	for n := range data {
		refused("cut to "+strconv.Itoa(n), data[:n])
		for bit := range 8 {
			damaged := bytes.Clone(data)
			damaged[n] ^= 1 << bit
			refused("bit "+strconv.Itoa(8*n+bit), damaged)
		}
	}
	refused("trailing", append(bytes.Clone(data), 0))
}

// Whatever has a right check sum is a checkpoint that is written again in the same bytes,
// or ErrCorrupt.
func FuzzCheckpoint(f *testing.F) {
	f.Add([]byte{})
	for _, stream := range [][]answer{nil, {{where: "web", score: 9}}, {{where: "web", score: 9}, {where: "app", at: monthOf(time.May), score: 3}}} {
		data := checkpoint(f, filled(f, stream))
		f.Add(data[:len(data)-4])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = binary.LittleEndian.AppendUint32(data, crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)))
		var g bySegment
		if _, err := g.ReadFrom(bytes.NewReader(data)); err != nil {
			if !errors.Is(err, kpi.ErrCorrupt) {
				t.Fatal(err)
			}
			return
		}
		if back := checkpoint(t, &g); !bytes.Equal(back, data) {
			t.Fatalf("%x was read, and written as %x", data, back)
		}
	})
}

// The errors of a reader and of a writer are not those of a checkpoint.
func TestCheckpointErrorsOfOthers(t *testing.T) {
	stop := errors.New("stop")
	g := filled(t, []answer{{where: "web", score: 9}})
	data := checkpoint(t, g)
	for n := range data {
		r := io.MultiReader(bytes.NewReader(data[:n]), iotest.ErrReader(stop))
		if _, err := new(bySegment).ReadFrom(r); !errors.Is(err, stop) || errors.Is(err, kpi.ErrCorrupt) {
			t.Fatalf("a reader that fails after %d bytes: %v", n, err)
		}
	}
	if _, err := g.WriteTo(failing{stop}); !errors.Is(err, stop) {
		t.Errorf("a writer that fails: %v", err)
	}
	other := must(kpi.NewGroups[string](must(kpi.NewSeries(kpi.Week, nil, oneToTen()))))
	if _, err := other.ReadFrom(bytes.NewReader(data)); !errors.Is(err, kpi.ErrIncompatible) {
		t.Errorf("a checkpoint of another grain: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// The format is locked: the magic, the empty groups as a frame, one key "web" with the
// encoding of a 9, the CRC-32C.
func TestTheFormatOfCheckpoints(t *testing.T) {
	const want = "6b706920636865636b706f696e7420310a" +
		"1b" + "67727001" + "136e707301000c12140000000000000000000000" + "0000" + "00" +
		"01" + "04" + "03776562" + "13" + "6e707301000c12140000000000000000000100"
	var g kpi.Groups[string, *nps.Accumulator]
	if err := g.Update("web", scored(9)); err != nil {
		t.Fatal(err)
	}
	data := checkpoint(t, &g)
	if got := hex.EncodeToString(data[:len(data)-4]); got != want {
		t.Errorf("checkpoint\n%s, want\n%s", got, want)
	}
}

// A frame that claims 2^60 bytes takes no more memory than there is input.
func TestCheckpointMemoryIsBounded(t *testing.T) {
	data := append([]byte("kpi checkpoint 1\n"), 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := new(bySegment).ReadFrom(bytes.NewReader(data))
	runtime.ReadMemStats(&after)
	if !errors.Is(err, kpi.ErrCorrupt) || after.TotalAlloc-before.TotalAlloc > 1<<20 {
		t.Errorf("%v with %d bytes allocated", err, after.TotalAlloc-before.TotalAlloc)
	}
}

// The highest heap during a checkpoint of 100,000 groups is at most 1.2 times that of the
// state: beside it there are the keys in order, and one encoding.
func TestCheckpointsTakeLittleMemory(t *testing.T) {
	if laws.Race || testing.Short() {
		t.Skip("the heap of the race detector is another one")
	}
	empty := heap()
	var g kpi.Groups[uint64, *nps.Accumulator]
	for i := range uint64(100_000) {
		if err := g.Update(i*i, scored(int(i%11))); err != nil {
			t.Fatal(err)
		}
	}
	state := heap() - empty
	peak := &highest{every: 1 << 20}
	if _, err := g.WriteTo(peak); err != nil {
		t.Fatal(err)
	}
	runtime.KeepAlive(&g)
	ratio := float64(peak.heap-empty) / float64(state)
	t.Logf("state %d bytes, at most %.3f times that during the checkpoint of %d bytes", state, ratio, peak.n)
	if ratio > 1.2 {
		t.Errorf("%.3f times the memory of the state, want at most 1.2", ratio)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// highest looks at the live heap once in a while.
type highest struct {
	n, every int
	next     int
	heap     uint64
}

func (h *highest) Write(b []byte) (int, error) {
	if h.n += len(b); h.n >= h.next {
		h.heap, h.next = max(h.heap, heap()), h.next+h.every
	}
	return len(b), nil
}
