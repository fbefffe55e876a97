// Orderlog writes a large file of order lines, to measure what a program needs for it:
//
//	go run ./examples/internal/orderlog -orders 10000000 -customers 1000000 > orders.csv
//
// Each order has four lines on average, which follow each other, and about 50 bytes per
// line: 10 million orders are 2 GB. With -apart the lines of an order stand apart, as in a
// file that was sorted by product. The same numbers give the same bytes.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"time"
)

func main() {
	orders := flag.Int("orders", 100_000, "number of orders, over twelve months")
	customers := flag.Int("customers", 10_000, "number of customers")
	apart := flag.Bool("apart", false, "the lines of an order stand apart")
	flag.Parse()
	if err := write(os.Stdout, *orders, *customers, *apart); err != nil {
		fmt.Fprintln(os.Stderr, "orderlog:", err)
		os.Exit(1)
	}
}

// An order is what its lines share.
type order struct {
	number, customer, lines int
	time                    time.Time
	segment                 string
}

// distance is how many orders lie between two lines of an order that stand apart.
const distance = 1000

func write(w io.Writer, orders, customers int, apart bool) error {
	out := bufio.NewWriterSize(w, 1<<20)
	fmt.Fprintln(out, "order,customer,time,product,quantity,price,segment")
	r := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	step := 365 * 24 * time.Hour / time.Duration(max(orders, 1))
	var late []order // whose second half is still to be written
	for i := range orders {
		o := order{number: i + 1, customer: skewed(r, customers), lines: 1 + r.IntN(7), time: start.Add(time.Duration(i) * step).Truncate(time.Second)}
		o.segment = [...]string{"web", "web", "store", "app"}[o.customer%4]
		if !apart {
			out.Write(lines(nil, r, o, o.lines))
			continue
		}
		out.Write(lines(nil, r, o, 1))
		o.lines--
		if late = append(late, o); len(late) > distance {
			out.Write(lines(nil, r, late[0], late[0].lines))
			late = late[1:]
		}
	}
	for _, o := range late {
		out.Write(lines(nil, r, o, o.lines))
	}
	return out.Flush() // bufio.Writer keeps its first error
}

// skewed draws a customer: half of the orders are of a fifth of the customers.
func skewed(r *rand.Rand, n int) int {
	if r.IntN(8) < 3 {
		return r.IntN(max(n/5, 1))
	}
	return r.IntN(n)
}

// lines appends n lines of an order.
func lines(b []byte, r *rand.Rand, o order, n int) []byte {
	for range n {
		b = strconv.AppendInt(b, int64(o.number), 10)
		b = strconv.AppendInt(append(b, ','), int64(o.customer), 10)
		b = o.time.AppendFormat(append(b, ','), time.DateTime)
		b = strconv.AppendInt(append(b, ",p"...), int64(r.IntN(1000)), 10)
		b = strconv.AppendInt(append(b, ','), int64(1+r.IntN(3)), 10)
		cents := 100 + r.IntN(9900)
		b = strconv.AppendInt(append(b, ','), int64(cents/100), 10)
		b = append(b, '.', byte('0'+cents/10%10), byte('0'+cents%10), ',')
		b = append(append(b, o.segment...), '\n')
	}
	return b
}
