package main

import (
	"fmt"
	"math/rand/v2"
	"os"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// A row is one of the file that write makes. Only the writer and the tests have
// rows.
type row struct {
	customer, step string
	time           int64
	score          int32
}

// funnelSteps are the steps, as they stand in the file.
var funnelSteps = []string{"visit", "cart", "order"}

// generate calls yield with n rows of up to n/10 customers, in the order of time.
func generate(n int, yield func(row)) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		yield(row{
			fmt.Sprintf("c%07d", r.IntN(max(n/10, 1))), funnelSteps[min(r.IntN(6)/2, r.IntN(3))],
			1_735_689_600e6 + int64(i)*3e6, r.Int32N(11),
		})
	}
}

// write writes n rows to a file.
func write(path string, n int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "customer", Type: arrow.BinaryTypes.String},
		{Name: "time", Type: arrow.FixedWidthTypes.Timestamp_us},
		{Name: "step", Type: arrow.BinaryTypes.String},
		{Name: "score", Type: arrow.PrimitiveTypes.Int32},
	}, nil)
	properties := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy), parquet.WithDictionaryPageSizeLimit(64<<20))
	out, err := pqarrow.NewFileWriter(schema, f, properties, pqarrow.DefaultWriterProps())
	if err != nil {
		f.Close()
		return err
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	rows := 0
	flush := func() {
		batch := b.NewRecordBatch()
		defer batch.Release()
		if err == nil {
			err = out.Write(batch)
		}
		rows = 0
	}
	generate(n, func(r row) {
		b.Field(0).(*array.StringBuilder).Append(r.customer)
		b.Field(1).(*array.TimestampBuilder).Append(arrow.Timestamp(r.time))
		b.Field(2).(*array.StringBuilder).Append(r.step)
		b.Field(3).(*array.Int32Builder).Append(r.score)
		if rows++; rows == 1<<20 {
			flush()
		}
	})
	flush()
	if err != nil {
		f.Close()
		return err
	}
	return out.Close() // and f
}
