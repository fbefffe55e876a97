package rows

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// The encodings of files. The tables of the two single-byte ones are short enough to stand
// here: golang.org/x/text would be a dependency of the library's module for 35 characters.
const (
	UTF8    = "utf-8"
	UTF16   = "utf-16" // with a byte order mark
	Windows = "windows-1252"
	Latin9  = "iso-8859-15"
)

// Encodings returns the names that [Options].Encoding may have.
func Encodings() []string { return []string{UTF8, UTF16, Windows, Latin9} }

// windows1252 is what the bytes from 0x80 to 0x9f are; 0: none.
var windows1252 = [32]rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}

// latin9 is where ISO 8859-15 differs from ISO 8859-1, whose bytes are code points.
func latin9(b byte) rune {
	switch b {
	case 0xa4:
		return '€'
	case 0xa6:
		return 'Š'
	case 0xa8:
		return 'š'
	case 0xb4:
		return 'Ž'
	case 0xb8:
		return 'ž'
	case 0xbc:
		return 'Œ'
	case 0xbd:
		return 'œ'
	case 0xbe:
		return 'Ÿ'
	}
	return rune(b)
}

func windows(b byte) rune {
	if b < 0x80 || b > 0x9f {
		return rune(b)
	}
	if r := windows1252[b-0x80]; r != 0 {
		return r
	}
	return utf8.RuneError
}

// decoded returns the text of a file in UTF-8, and the name of its encoding: that of its
// byte order mark, or the one asked for, or UTF-8 where its beginning is that, or else
// Windows-1252, which most programs write that do not write UTF-8.
func decoded(in *bufio.Reader, asked string) (io.Reader, string, error) {
	start, err := in.Peek(bufferSize)
	if err != nil && err != io.EOF && len(start) == 0 {
		return nil, "", err
	}
	bigEndian := bytes.HasPrefix(start, []byte{0xfe, 0xff})
	switch {
	case bigEndian, bytes.HasPrefix(start, []byte{0xff, 0xfe}):
		return &wide{in: in, bigEndian: bigEndian, first: true}, UTF16, nil
	case bytes.HasPrefix(start, []byte("\ufeff")):
		_, err := in.Discard(3)
		return in, UTF8, err
	case asked == UTF16:
		return nil, "", fmt.Errorf("no byte order mark of UTF-16")
	case asked == Windows:
		return &single{in: in, of: windows}, Windows, nil
	case asked == Latin9:
		return &single{in: in, of: latin9}, Latin9, nil
	case asked == UTF8 || validStart(start):
		return in, UTF8, nil
	}
	return &single{in: in, of: windows}, Windows, nil
}

// validStart reports whether the beginning of a file is UTF-8; its last character may be
// cut.
func validStart(b []byte) bool {
	for cut := range min(utf8.UTFMax, len(b)+1) {
		if utf8.Valid(b[:len(b)-cut]) {
			return true
		}
	}
	return false
}

// A single decodes an encoding of one byte per character.
type single struct {
	in   *bufio.Reader
	of   func(byte) rune
	rest []byte // decoded, not read yet
	buf  []byte
}

func (s *single) Read(p []byte) (int, error) {
	for len(s.rest) == 0 {
		if _, err := s.in.Peek(1); err != nil {
			return 0, err
		}
		chunk, _ := s.in.Peek(s.in.Buffered())
		s.buf = s.buf[:0]
		for _, b := range chunk {
			if b < utf8.RuneSelf {
				s.buf = append(s.buf, b)
			} else {
				s.buf = utf8.AppendRune(s.buf, s.of(b))
			}
		}
		if _, err := s.in.Discard(len(chunk)); err != nil {
			return 0, err
		}
		s.rest = s.buf
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// A wide decodes UTF-16.
type wide struct {
	in        *bufio.Reader
	bigEndian bool
	first     bool // the byte order mark is still to come
	rest      []byte
	buf       []byte
}

func (w *wide) unit() (uint16, error) {
	var b [2]byte
	if _, err := io.ReadFull(w.in, b[:]); err != nil {
		return 0, err
	}
	if w.bigEndian {
		return uint16(b[0])<<8 | uint16(b[1]), nil
	}
	return uint16(b[1])<<8 | uint16(b[0]), nil
}

func (w *wide) Read(p []byte) (int, error) {
	if len(w.rest) == 0 {
		w.buf = w.buf[:0]
		for len(w.buf) < 4096 {
			r, err := w.rune()
			if err != nil && len(w.buf) == 0 {
				return 0, err
			}
			if err != nil {
				break // the reader asks again, and gets it then
			}
			w.buf = utf8.AppendRune(w.buf, r)
		}
		w.rest = w.buf
	}
	n := copy(p, w.rest)
	w.rest = w.rest[n:]
	return n, nil
}

// rune returns the next character; half of a pair is a replacement character.
func (w *wide) rune() (rune, error) {
	u, err := w.unit()
	if err == nil && w.first {
		w.first = false
		u, err = w.unit()
	}
	if err != nil || !utf16.IsSurrogate(rune(u)) {
		return rune(u), err
	}
	low, err := w.unit()
	if err != nil {
		return utf8.RuneError, nil
	}
	return utf16.DecodeRune(rune(u), rune(low)), nil
}
