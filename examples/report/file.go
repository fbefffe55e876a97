package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"
)

// A file is an open input that counts what was read of it.
type file struct {
	io.Reader
	io.Closer
	name string
	size int64
	read atomic.Int64 // while another goroutine looks
}

func (f *file) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	f.read.Add(int64(n))
	return n, err
}

// open opens a file of a kind, or that of the simulated shop.
func (r *report) open(kind, path string) (*file, error) {
	if r.simulated {
		var b bytes.Buffer
		if err := r.shop.Write(kind, &b); err != nil {
			return nil, err
		}
		return &file{Reader: &b, Closer: io.NopCloser(nil), name: kind + " (simulated)", size: int64(b.Len())}, nil
	}
	if path == "-" {
		return &file{Reader: os.Stdin, Closer: io.NopCloser(nil), name: "stdin"}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	return &file{Reader: f, Closer: f, name: path, size: info.Size()}, nil
}

// readableAgain reports whether the files of a kind can be read a second time, which a pipe
// cannot.
func (c *config) readableAgain(kind string) bool {
	for _, path := range c.files[kind] {
		if path == "-" {
			return false
		}
		if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // where there is an error, opening tells
			return false
		}
	}
	return true
}

// A progress shows on a terminal how far the reading is, once it takes long.
type progress struct {
	out   io.Writer // nil: no terminal
	next  time.Time
	shown bool
}

const (
	patience      = 2 * time.Second
	progressEvery = time.Second / 4
	linesAClock   = 1 << 12 // lines between two looks at the clock
)

// newProgress returns a progress that shows nothing unless out is a terminal.
func newProgress(out io.Writer) *progress {
	p := &progress{next: time.Now().Add(patience)}
	if f, ok := out.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.out = out
		}
	}
	return p
}

// show is called for every line.
func (p *progress) show(in *input, f *file) {
	if p.out == nil || in.lines%linesAClock != 0 || time.Now().Before(p.next) {
		return
	}
	p.next = time.Now().Add(progressEvery)
	p.shown = true
	fmt.Fprintf(p.out, "\r%s: %d lines", in.file, in.lines)
	if f.size > 0 {
		fmt.Fprintf(p.out, ", %d%%", min(100*f.read.Load()/f.size, 100))
	}
	fmt.Fprint(p.out, "\x1b[K") // clears what a longer line left behind
}

// clear removes the progress line, before another line is written.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.shown = false
	}
}
