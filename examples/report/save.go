package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
)

// stateMagic begins a file of -save. Its last byte is the version.
const stateMagic = "kpi report state\x01"

var (
	errNoState      = errors.New("not a file of -save")
	errOtherVersion = errors.New("saved by another version of the report: read the files again")
	errCorrupt      = errors.New("damaged")
)

// save writes the state of the report to a file: behind the magic a gob, and its checksum. The
// file is there whole or not at all.
func (r *report) save(path string) (err error) {
	s, err := r.state()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".kpi-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if err := errors.Join(writeState(f, s), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func writeState(w io.Writer, s *state) error {
	out, sum := bufio.NewWriter(w), crc32.NewIEEE()
	fmt.Fprint(out, stateMagic)
	if err := gob.NewEncoder(io.MultiWriter(out, sum)).Encode(s); err != nil {
		return err
	}
	out.Write(sum.Sum(nil))
	return out.Flush() // bufio.Writer keeps its first error
}

// load adds the state in a file to a report that has read nothing else.
func (r *report) load(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	s, err := readState(data)
	if err == nil {
		err = r.add(s)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func readState(data []byte) (*state, error) {
	const name = len(stateMagic) - 1
	switch {
	case len(data) < len(stateMagic)+crc32.Size || string(data[:name]) != stateMagic[:name]:
		return nil, errNoState
	case data[name] != stateMagic[name]:
		return nil, errOtherVersion
	}
	body, sum := data[len(stateMagic):len(data)-crc32.Size], data[len(data)-crc32.Size:]
	if crc32.ChecksumIEEE(body) != binary.BigEndian.Uint32(sum) { // as Sum writes it
		return nil, errCorrupt
	}
	s := new(state)
	if err := gob.NewDecoder(bytes.NewReader(body)).Decode(s); err != nil {
		return nil, fmt.Errorf("%w: %w", errCorrupt, err)
	}
	return s, nil
}
