package rows

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
)

// Files that are not text say what to do.
var (
	errExcel   = errors.New("an Excel workbook: save it as CSV in UTF-8")
	errParquet = errors.New("a Parquet file: write it as CSV, as with duckdb -csv -c \"from 'file.parquet'\"")
	errZstd    = errors.New("compressed by zstd: pipe it, as zstd -dc file.zst | report -orders -")
	errZip     = errors.New("a zip of several files, or of none: unpack it")
)

// unpacked undoes gzip and zip, which it knows by their first bytes. If something else
// stands behind the end of a gzip, tail is called once that end is read.
func unpacked(r io.Reader, tail func()) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, bufferSize)
	magic, _ := in.Peek(4)
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		zip, err := newMembers(in, tail)
		if err != nil {
			return nil, err
		}
		return bufio.NewReaderSize(zip, bufferSize), nil
	case bytes.Equal(magic, []byte("PK\x03\x04")), bytes.Equal(magic, []byte("PK\x05\x06")):
		return unzipped(in)
	case bytes.Equal(magic, []byte("PAR1")):
		return nil, errParquet
	case bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return nil, errZstd
	}
	return in, nil
}

// members reads the files that stand one after the other in a gzip. What is behind the last
// is left alone, as gunzip does.
type members struct {
	in   *bufio.Reader
	zip  *gzip.Reader
	tail func()
}

func newMembers(in *bufio.Reader, tail func()) (*members, error) {
	zip, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	zip.Multistream(false)
	return &members{in, zip, tail}, nil
}

func (m *members) Read(p []byte) (int, error) {
	n, err := m.zip.Read(p)
	if err != io.EOF {
		return n, err
	}
	start, end := m.in.Peek(2)
	switch {
	case len(start) == 0 && end != io.EOF: // the input failed
		return n, end
	case !bytes.Equal(start, []byte{0x1f, 0x8b}):
		if len(start) > 0 {
			m.tail()
		}
		return n, io.EOF
	}
	if err := m.zip.Reset(m.in); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return n, err
	}
	m.zip.Multistream(false)
	return n, nil
}

// maxZip bounds what is loaded of a zip, whose directory is at its end.
const maxZip = 1 << 30

// unzipped opens the one file of a zip.
func unzipped(r io.Reader) (*bufio.Reader, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxZip))
	if err != nil {
		return nil, err
	}
	all, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	var files []*zip.File
	for _, f := range all.File {
		switch {
		case f.Name == "[Content_Types].xml" || strings.HasPrefix(f.Name, "xl/"):
			return nil, errExcel
		case strings.HasSuffix(f.Name, "/") || strings.HasPrefix(f.Name, "__MACOSX/"):
		default:
			files = append(files, f)
		}
	}
	if len(files) != 1 {
		return nil, errZip
	}
	f, err := files[0].Open()
	if err != nil {
		return nil, err
	}
	return bufio.NewReaderSize(f, bufferSize), nil
}
