package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/examples/internal/postgres"
	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/nps"
)

// 4 clients send 200,000 events twice each, while the service is killed three times:
// every KPI is that of one pass over the events, to the last digit.
func TestNothingIsLostOrCountedTwice(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	events := sample(200_000, 1)
	want := onePass(t, events)
	for _, tc := range []struct {
		name string
		env  func(t *testing.T) []string
	}{
		{"SQLite", func(*testing.T) []string { return nil }},
		{"PostgreSQL", func(t *testing.T) []string { return []string{"DATABASE_URL=" + postgres.Start(t)} }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := &process{t: t, binary: build(t), env: tc.env(t), args: []string{
				"-database", filepath.Join(t.TempDir(), "kpi.db"), "-refresh", "0s", "-tail", "60000", "-remember", "8760h",
			}}
			p.start()
			bombard(t, p, events)
			if got := exact(p.kpis()); !slices.Equal(got, want) {
				t.Errorf("after three kills: %s", differs(got, want))
			}
			p.stop()
			p.start()
			if got := exact(p.kpis()); !slices.Equal(got, want) {
				t.Errorf("after an orderly restart: %s", differs(got, want))
			}
			p.stop()
		})
	}
}

// bombard sends the events twice by 4 clients, and kills the process three times on the way.
func bombard(t *testing.T, p *process, events []line) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed of the kills %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	var acknowledged atomic.Int64
	var clients sync.WaitGroup
	const each = 500
	for i := range 4 {
		clients.Go(func() {
			mine := events[i*len(events)/4 : (i+1)*len(events)/4]
			for range 2 {
				for chunk := range slices.Chunk(mine, each) {
					p.send(chunk)
					acknowledged.Add(int64(len(chunk)))
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { clients.Wait(); close(done) }()
	for i := range int64(3) {
		at := (i + 1) * int64(len(events)) / 2
		at += dice.Int64N(int64(len(events)) / 4)
		for acknowledged.Load() < at {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(dice.IntN(20)) * time.Millisecond)
		p.kill()
		p.start()
	}
	<-done
}

// A line is an event with its JSON.
type line struct {
	event
	text []byte
}

// sample returns n events of 5 months, 3 segments and 20,000 customers, in no order.
func sample(n int, seed uint64) []line {
	dice := rand.New(rand.NewPCG(seed, 0))
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	pick := func(names ...string) string { return names[dice.IntN(len(names))] }
	all := make([]line, n)
	for i := range all {
		e := map[string]any{
			"id": fmt.Sprintf("event-%d", i), "segment": pick("web", "store", "app"), "customer": fmt.Sprintf("customer-%d", dice.IntN(20_000)),
			"time": first.Add(time.Duration(dice.Int64N(int64(150 * 24 * time.Hour)))),
		}
		switch dice.IntN(5) {
		case 0:
			e["kind"], e["survey"] = "answer", pick("nps", "csat", "ces")
			bounds := surveys[e["survey"].(string)]
			e["score"] = bounds[0] + dice.IntN(bounds[1]-bounds[0]+1)
		case 1:
			e["kind"], e["amount"] = "order", decimal.New(dice.Int64N(20_000), -2)
		case 2:
			e["kind"], e["resolved"], e["response_seconds"] = "ticket", dice.IntN(3) > 0, dice.IntN(7200)
		case 3:
			e["kind"], e["sentiment"] = "mention", pick("positive", "neutral", "negative")
		case 4:
			e["kind"], e["step"] = "visit", pick(steps...)
		}
		text, err := json.Marshal(e)
		if err != nil {
			panic(err)
		}
		all[i].text = append(text, '\n')
		if all[i].event, err = decode(text); err != nil {
			panic(err)
		}
	}
	return all
}

// onePass computes every figure from the events alone, by loops over the library's
// accumulators: without the service's state, its log, its identifiers and its order.
func onePass(t *testing.T, events []line) []string {
	type cell struct{ segment, month string }
	answers := map[string]*kpi.Answers[string]{} // by survey and segment
	orders, visits := map[cell]*clv.Spend[string]{}, map[cell]*funnel.Visitors[string]{}
	solved, answered, mentions := map[cell]*kpi.ByCustomer[string]{}, map[cell]*kpi.ByCustomer[string]{}, map[cell]*kpi.ByCustomer[string]{}
	check := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	for _, e := range events {
		at := cell{e.Segment, e.Time.Format("2006-01")}
		switch e.Kind {
		case "answer":
			check(made(answers, e.Survey+" "+e.Segment).Add(e.Customer, e.Time, *e.Score))
		case "order":
			check(made(orders, at).Add(e.Customer, *e.Amount))
		case "ticket":
			check(made(solved, at).AddHit(e.Customer, *e.Resolved))
			check(made(answered, at).AddHit(e.Customer, *e.Response <= 3600))
		case "mention":
			opinion := map[string]int64{"positive": 1, "neutral": 0, "negative": -1}[e.Sentiment]
			check(made(mentions, at).Add(e.Customer, decimal.New(opinion, 0)))
		case "visit":
			check(made(visits, at).Add(e.Customer, 1+slices.Index(steps, e.Step)))
		}
	}
	var all []string
	note := func(name string, at cell, f kpi.Estimate, err error) {
		check(err)
		all = append(all, fmt.Sprintf("%s %s %s %s %d", name, at.segment, at.month, f.Rat().RatString(), f.N()))
	}
	for _, segment := range []string{"web", "store", "app"} {
		for _, p := range answers["nps "+segment].Result().Periods {
			var a nps.Accumulator
			check(p.Scores.AddTo(&a))
			f, err := a.Result().Score()
			note("nps", cell{segment, p.Period.Start().Format("2006-01")}, f, err)
		}
		for _, p := range answers["csat "+segment].Result().Periods {
			var a csat.Accumulator
			check(p.Scores.AddTo(&a))
			f, err := a.Result().SatisfiedShare()
			note("satisfied", cell{segment, p.Period.Start().Format("2006-01")}, f, err)
		}
		for _, p := range answers["ces "+segment].Result().Periods {
			var a ces.Accumulator
			check(p.Scores.AddTo(&a))
			f, err := a.Result().Mean()
			note("effort", cell{segment, p.Period.Start().Format("2006-01")}, f, err)
		}
	}
	for at, a := range orders {
		perOrder, err := a.Result().PerOrder()
		note("order_value", at, perOrder, err)
		perCustomer, err := a.Result().PerCustomer()
		note("customer_value", at, perCustomer, err)
	}
	for at := range solved {
		rate, err := solved[at].Result().Rate()
		note("first_contact", at, rate, err)
		rate, err = answered[at].Result().Rate()
		note("within_hour", at, rate, err)
	}
	for at, a := range mentions {
		f, err := a.Result().Net()
		note("sentiment", at, f, err)
	}
	for at, a := range visits {
		f, err := a.Result().Overall()
		note("conversion", at, f, err)
	}
	slices.Sort(all)
	if len(all) != 9*3*5 {
		t.Fatalf("%d figures, want 9 KPIs of 3 segments in 5 months", len(all))
	}
	return all
}

// made returns the value of a key, made at its first use.
func made[K comparable, A any](m map[K]*A, key K) *A {
	if m[key] == nil {
		m[key] = new(A)
	}
	return m[key]
}

// exact returns figures in the form of onePass.
func exact(figures []figure) []string {
	var all []string
	for _, f := range figures {
		all = append(all, fmt.Sprintf("%s %s %s %s %d", f.KPI, f.Segment, f.Month, f.Exact, f.N))
	}
	slices.Sort(all)
	return all
}

func differs(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("%q, want %q", got[i], want[i])
		}
	}
	return fmt.Sprintf("%d figures, want %d", len(got), len(want))
}

// build compiles the service, once per run of the tests.
func build(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var built = sync.OnceValues(func() (string, error) {
	path := filepath.Join(folder, "service")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// folder is for the program; TestMain removes it.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "kpi-service"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

// A process is a running service.
type process struct {
	t       *testing.T
	binary  string
	args    []string
	env     []string
	address atomic.Pointer[string]
	cmd     *exec.Cmd
	client  http.Client
}

// start starts the service, and returns when it listens.
func (p *process) start() {
	cmd := exec.Command(p.binary, append(p.args, "-address", "127.0.0.1:0")...)
	cmd.Env = append(os.Environ(), p.env...)
	out, err := cmd.StderrPipe()
	if err != nil {
		p.t.Error(err)
		return
	}
	if err := cmd.Start(); err != nil {
		p.t.Error(err)
		return
	}
	p.cmd = cmd
	lines := bufio.NewScanner(out)
	var log bytes.Buffer
	for lines.Scan() {
		var entry struct{ Msg, Address string }
		log.Write(append(lines.Bytes(), '\n'))
		if json.Unmarshal(lines.Bytes(), &entry) == nil && entry.Msg == "listening" {
			p.address.Store(&entry.Address)
			go func() {
				for lines.Scan() {
				}
			}()
			return
		}
	}
	p.t.Errorf("the service did not start:\n%s", log.Bytes())
}

func (p *process) kill() {
	if err := p.cmd.Process.Kill(); err != nil {
		p.t.Error(err)
	}
	_ = p.cmd.Wait() // it was killed
}

// stop asks the service to end, as an operator does.
func (p *process) stop() {
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		p.t.Error(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("the service ended with %v", err)
	}
}

// send sends events until they are acknowledged.
func (p *process) send(events []line) {
	var body []byte
	for _, e := range events {
		body = append(body, e.text...)
	}
	for try := range 3000 {
		resp, err := p.client.Post("http://"+*p.address.Load()+"/v1/events", "application/x-ndjson", bytes.NewReader(body))
		if err == nil {
			var got received
			err = json.NewDecoder(resp.Body).Decode(&got)
			_ = resp.Body.Close()
			if err == nil && resp.StatusCode == http.StatusOK && got.Counted+got.Duplicates == len(events) {
				return
			}
			if err == nil && resp.StatusCode != http.StatusServiceUnavailable {
				p.t.Errorf("%s: %+v", resp.Status, got)
				return
			}
		}
		time.Sleep(time.Duration(min(try, 20)) * time.Millisecond)
	}
	p.t.Error("not acknowledged")
}

func (p *process) kpis() []figure {
	resp, err := p.client.Get("http://" + *p.address.Load() + "/v1/kpis")
	if err != nil {
		p.t.Error(err)
		return nil
	}
	defer resp.Body.Close()
	var all kpis
	if err := json.NewDecoder(resp.Body).Decode(&all); err != nil {
		p.t.Error(err)
	}
	return all.Figures
}
