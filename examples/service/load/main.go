// Load sends events to a running service, and reports how many became durable per second
// and how long a request took:
//
//	KPI_TOKEN=secret go run . -database load.db -remember 8760h
//	KPI_TOKEN=secret go run ./load -events 1000000 -customers 100000
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type load struct {
	url, token             string
	events, customers      int64
	clients, batch, offset int
}

func main() {
	l := load{token: os.Getenv("KPI_TOKEN")}
	flag.StringVar(&l.url, "url", "http://127.0.0.1:8080", "the service")
	flag.Int64Var(&l.events, "events", 1_000_000, "events to send")
	flag.Int64Var(&l.customers, "customers", 100_000, "customers who have them")
	flag.IntVar(&l.clients, "clients", 4, "clients that send at once")
	flag.IntVar(&l.batch, "batch", 1000, "events per request")
	flag.IntVar(&l.offset, "offset", 0, "number of the first event")
	flag.Parse()
	if err := l.run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (l load) run(out io.Writer) error {
	var next atomic.Int64
	var mu sync.Mutex
	var waits []time.Duration
	var failed error
	began := time.Now()
	var clients sync.WaitGroup
	for range l.clients {
		clients.Go(func() {
			for {
				from := next.Add(int64(l.batch)) - int64(l.batch)
				if from >= l.events {
					return
				}
				body := l.body(from, min(from+int64(l.batch), l.events))
				sent := time.Now()
				err := l.send(body)
				mu.Lock()
				waits = append(waits, time.Since(sent))
				if err != nil {
					failed = err
				}
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	clients.Wait()
	if failed != nil {
		return failed
	}
	took := time.Since(began)
	slices.Sort(waits)
	at := func(share float64) time.Duration {
		return waits[int(share*float64(len(waits)-1))].Round(100 * time.Microsecond)
	}
	fmt.Fprintf(out, "%d events in %.1f s: %.0f per second; a request of %d took %v (p50), %v (p99), %v at most\n",
		l.events, took.Seconds(), float64(l.events)/took.Seconds(), l.batch, at(0.5), at(0.99), at(1))
	return l.metrics(out)
}

var segments = []string{"web", "store", "app"}

// body returns events of 30 days, each of a customer who is drawn.
func (l load) body(from, to int64) []byte {
	dice := rand.New(rand.NewPCG(uint64(from), uint64(l.offset)))
	var b bytes.Buffer
	first := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for i := from; i < to; i++ {
		at := first.Add(time.Duration(dice.IntN(30*24*3600)) * time.Second)
		fmt.Fprintf(&b, `{"id":"event-%d","time":"%s","segment":"%s","customer":"customer-%d",`,
			int64(l.offset)+i, at.Format(time.RFC3339), segments[dice.IntN(3)], dice.Int64N(l.customers))
		switch dice.IntN(5) {
		case 0:
			fmt.Fprintf(&b, `"kind":"answer","survey":"nps","score":%d}`, dice.IntN(11))
		case 1:
			fmt.Fprintf(&b, `"kind":"order","amount":"%d.%02d"}`, dice.IntN(200), dice.IntN(100))
		case 2:
			fmt.Fprintf(&b, `"kind":"ticket","resolved":%t,"response_seconds":%d}`, dice.IntN(3) > 0, dice.IntN(7200))
		case 3:
			fmt.Fprintf(&b, `"kind":"mention","sentiment":"%s"}`, []string{"positive", "neutral", "negative"}[dice.IntN(3)])
		case 4:
			fmt.Fprintf(&b, `"kind":"visit","step":"%s"}`, []string{"visit", "product", "cart", "order"}[dice.IntN(4)])
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func (l load) send(body []byte) error {
	r, err := http.NewRequest(http.MethodPost, l.url+"/v1/events", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+l.token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || !json.Valid(text) {
		return fmt.Errorf("%s: %s", resp.Status, text)
	}
	return nil
}

// metrics prints what the service says of itself.
func (l load) metrics(out io.Writer) error {
	resp, err := http.Get(l.url + "/metrics")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		for _, name := range []string{"kpi_checkpoint", "process_resident_memory_bytes ", "process_cpu_seconds_total "} {
			if strings.HasPrefix(line, name) {
				fmt.Fprint(out, line)
			}
		}
	}
	return nil
}
