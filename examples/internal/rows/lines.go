package rows

import (
	"bytes"
	"errors"
	"io"
)

const (
	bufferSize = 64 << 10
	maxRecord  = 1 << 20
)

var errLongLine = errors.New("a line of more than 1 MiB")

// A window is the part of a file that is looked at. It begins with the first byte that is
// not done with, and grows as far as somebody looks.
type window struct {
	in   io.Reader
	buf  []byte
	from int   // the window is buf[from:]
	err  error // of in, after what is in buf
}

// bytes returns a part of the window, until line is called again.
func (w *window) bytes(from, to int) []byte { return w.buf[w.from+from : w.from+to] }

// advance begins the window n bytes later.
func (w *window) advance(n int) { w.from += n }

// line returns where the line ends that begins at a place of the window; its line end
// belongs to it. The last line of a file may have none.
func (w *window) line(at int) (end int, err error) {
	for looked := at; ; {
		if n := bytes.IndexByte(w.buf[w.from+looked:], '\n'); n >= 0 {
			return looked + n + 1, nil
		}
		looked = len(w.buf) - w.from
		switch {
		case w.err == io.EOF && looked > at:
			return looked, nil
		case w.err != nil:
			return at, w.err
		case looked-at > maxRecord:
			return at, errLongLine
		}
		w.fill()
	}
}

// fill reads more of the file.
func (w *window) fill() {
	if w.from > 0 {
		w.buf = w.buf[:copy(w.buf, w.buf[w.from:])]
		w.from = 0
	}
	if cap(w.buf)-len(w.buf) < bufferSize/2 {
		w.buf = append(make([]byte, 0, 2*cap(w.buf)+bufferSize), w.buf...)
	}
	n, err := w.in.Read(w.buf[len(w.buf):cap(w.buf)])
	w.buf, w.err = w.buf[:len(w.buf)+n], err
}

// start returns the beginning of the file, as far as it is looked at before the first line.
func (w *window) start() []byte {
	for w.err == nil && len(w.buf)-w.from < bufferSize {
		w.fill()
	}
	return w.buf[w.from:min(len(w.buf), w.from+bufferSize)]
}

// withoutEnd takes the line end off a line.
func withoutEnd(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}
