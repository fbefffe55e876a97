package main

import (
	"context"
	"fmt"
	"os"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// columns are those of a batch of rows.
type columns struct {
	customers []int32 // numbers of customers, the same in all batches
	times     []int64 // microseconds since 1970
	steps     []int32 // numbers of steps, likewise
	scores    []int32 // answers to a survey
}

// A reader reads a file batch by batch.
type reader struct {
	customers, steps numbers
}

// names are the columns of the file, in the order in which they are read.
var names = []string{"customer", "time", "step", "score"}

// read calls visit with the columns of each batch, which are there until it returns.
func (r *reader) read(ctx context.Context, path string, visit func(columns) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	in, err := file.NewParquetReader(f)
	if err != nil {
		f.Close()
		return err
	}
	defer in.Close() // and f
	var indices []int
	properties := pqarrow.ArrowReadProperties{BatchSize: 1 << 17}
	for _, name := range names {
		i := in.MetaData().Schema.ColumnIndexByName(name)
		if i < 0 {
			return fmt.Errorf("%s: no column %q", path, name)
		}
		indices = append(indices, i)
		if name == "customer" || name == "step" {
			properties.SetReadDict(i, true)
		}
	}
	arrows, err := pqarrow.NewFileReader(in, properties, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	records, err := arrows.GetRecordReader(ctx, indices, nil)
	if err != nil {
		return err
	}
	defer records.Release()
	for records.Next() {
		c, err := r.columns(records.RecordBatch())
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := visit(c); err != nil {
			return err
		}
	}
	return records.Err()
}

// columns returns those of a batch. A cell without a value is an error: no figure says
// what it would be.
func (r *reader) columns(batch arrow.RecordBatch) (c columns, err error) {
	for i, name := range names {
		column := batch.Column(batch.Schema().FieldIndices(name)[0])
		if n := column.NullN(); n > 0 {
			return c, fmt.Errorf("column %s: %d cells without a value", name, n)
		}
		switch i {
		case 0:
			c.customers, err = r.customers.of(column)
		case 1:
			c.times, err = microseconds(column)
		case 2:
			c.steps, err = r.steps.of(column)
		case 3:
			numbers, ok := column.(*array.Int32)
			if !ok {
				return c, fmt.Errorf("column score: %s, not int32", column.DataType())
			}
			c.scores = numbers.Int32Values()
		}
		if err != nil {
			return c, fmt.Errorf("column %s: %w", name, err)
		}
	}
	return c, nil
}

func microseconds(column arrow.Array) ([]int64, error) {
	t, ok := column.(*array.Timestamp)
	if ok {
		ok = column.DataType().(*arrow.TimestampType).Unit == arrow.Microsecond
	}
	if !ok {
		return nil, fmt.Errorf("%s, not a timestamp in microseconds", column.DataType())
	}
	all := make([]int64, t.Len())
	for i, at := range t.TimestampValues() {
		all[i] = int64(at)
	}
	return all, nil
}

// numbers give each text a number, from 0, the first time that it comes.
type numbers struct {
	byText map[string]int32
	texts  []string

	dictionary arrow.Array // the last one
	known      []int32     // the numbers of its texts
	all        []int32     // of the last batch
}

// of returns the numbers of a column in a dictionary.
func (n *numbers) of(column arrow.Array) ([]int32, error) {
	d, ok := column.(*array.Dictionary)
	if !ok {
		return nil, fmt.Errorf("%s, not text", column.DataType())
	}
	if d.Dictionary() != n.dictionary {
		if err := n.learn(d.Dictionary()); err != nil {
			return nil, err
		}
	}
	n.all = n.all[:0]
	if indices, ok := d.Indices().(*array.Int32); ok {
		for _, i := range indices.Int32Values() {
			n.all = append(n.all, n.known[i])
		}
		return n.all, nil
	}
	for i := range d.Len() {
		n.all = append(n.all, n.known[d.GetValueIndex(i)])
	}
	return n.all, nil
}

// learn looks up the texts of a dictionary.
func (n *numbers) learn(dictionary arrow.Array) error {
	texts, ok := dictionary.(*array.String)
	if !ok {
		return fmt.Errorf("%s, not text", dictionary.DataType())
	}
	if n.byText == nil {
		n.byText = make(map[string]int32)
	}
	if n.dictionary != nil {
		n.dictionary.Release()
	}
	dictionary.Retain()
	n.dictionary, n.known = dictionary, n.known[:0]
	for i := range texts.Len() {
		text := texts.Value(i)
		number, ok := n.byText[text]
		if !ok {
			number = int32(len(n.texts))
			text = string([]byte(text)) // that of the batch goes with it
			n.byText[text], n.texts = number, append(n.texts, text)
		}
		n.known = append(n.known, number)
	}
	return nil
}
