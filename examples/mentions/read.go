package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A row is one mention of the input.
type row struct {
	Time      time.Time `json:"time"`
	Brand     string    `json:"brand"`
	Source    string    `json:"source"`
	Author    string    `json:"author"`
	Domain    string    `json:"domain"`
	Audience  uint64    `json:"audience"`
	Text      string    `json:"text"`
	Sentiment string    `json:"sentiment"`
	Emotion   string    `json:"emotion"`
}

// A reader calls add with each row of a file. An error says the line.
type reader func(r io.Reader, add func(row) error) error

func readCSV(r io.Reader, add func(row) error) error {
	lines := csv.NewReader(bufio.NewReader(r))
	lines.ReuseRecord = true
	header, err := lines.Read()
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	header = slices.Clone(header)
	header[0] = strings.TrimPrefix(header[0], "\ufeff") // a byte order mark
	for _, name := range []string{"time", "source"} {
		if !slices.Contains(header, name) {
			return fmt.Errorf("no column %q in %q", name, header)
		}
	}
	for {
		cells, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var row row
		for i, name := range header {
			if err := row.set(name, cells[i]); err != nil {
				line, _ := lines.FieldPos(i)
				return fmt.Errorf("line %d: %s: %w", line, name, err)
			}
		}
		if err := add(row); err != nil {
			line, _ := lines.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

// set sets the field of a name. Others are ignored.
func (r *row) set(name, cell string) (err error) {
	switch name {
	case "time":
		r.Time, err = time.Parse(time.RFC3339, cell)
	case "brand":
		r.Brand = cell
	case "source":
		r.Source = cell
	case "author":
		r.Author = cell
	case "domain":
		r.Domain = cell
	case "audience":
		if cell != "" {
			r.Audience, err = strconv.ParseUint(cell, 10, 64)
		}
	case "text":
		r.Text = cell
	case "sentiment":
		r.Sentiment = cell
	case "emotion":
		r.Emotion = cell
	}
	return err
}

func readJSON(r io.Reader, add func(row) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var row row
		err := json.Unmarshal(lines.Bytes(), &row)
		if err == nil {
			err = add(row)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return lines.Err()
}
