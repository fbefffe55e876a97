package alarm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment"
	"github.com/customerkpi/kpi/sentiment/alarm"
)

// stream returns three weeks of mentions, about 20 an hour, and after two weeks
// six hours of eight times as many, in which the press writes of a recall.
func stream() (mentions []alarm.Mention) {
	r := rand.New(rand.NewPCG(3, 3))
	sources := []string{"x", "x", "reddit", "instagram", "news"}
	about := []string{"the new shoes are fine", "the shop in the centre is open", "delivery of the shoes took a day", "the app works for the shop"}
	for hour := range 3 * 168 {
		at := monday.Add(time.Duration(hour) * time.Hour)
		n := int(negativeBinomial(r, 20, 20))
		recall := 336 <= hour && hour < 342
		if recall {
			n *= 8
		}
		for i := range n {
			m := alarm.Mention{
				Time:   at.Add(time.Duration(i) * time.Hour / time.Duration(n)),
				Source: sources[r.IntN(len(sources))],
				Author: fmt.Sprint("u", r.IntN(400)),
				Text:   about[r.IntN(len(about))],
			}
			if recall && i%5 > 0 {
				m.Source, m.Text = "news", "the shop announces a recall of the shoes #recall"
				if i%10 == 1 {
					m.Author = "gazette"
				}
			}
			mentions = append(mentions, m)
		}
	}
	return mentions
}

// reports returns the alarms of a stream.
func reports(tb testing.TB, m *alarm.Monitor, mentions []alarm.Mention) (alarms []*alarm.Report) {
	tb.Helper()
	for _, x := range mentions {
		r, err := m.Add(x)
		if err != nil {
			tb.Fatal(err)
		}
		if r != nil && r.Alarm {
			alarms = append(alarms, r)
		}
	}
	return alarms
}

func TestAnAlarmNamesItsCause(t *testing.T) {
	mentions := stream()
	alarms := reports(t, new(alarm.Monitor), mentions)
	if len(alarms) != 1 || !alarms[0].From.Equal(monday.Add(336*time.Hour)) {
		t.Fatalf("%d alarms: %v", len(alarms), alarms)
	}
	c := alarms[0].Cause
	// The same by counting.
	var flagged, before int
	shares := func(has func(alarm.Mention) bool) (share, earlier float64) {
		flagged, before = 0, 0
		for _, m := range mentions {
			switch {
			case m.Time.Before(alarms[0].From):
				before++
				if has(m) {
					earlier++
				}
			case m.Time.Before(alarms[0].To):
				flagged++
				if has(m) {
					share++
				}
			}
		}
		return share / float64(flagged), earlier / float64(before)
	}
	news, newsBefore := shares(func(m alarm.Mention) bool { return m.Source == "news" })
	if len(c.Sources) != 1 || c.Sources[0].Name != "news" || c.Sources[0].Share != news || math.Abs(c.Sources[0].Before-newsBefore) > 0.03 {
		t.Errorf("sources %+v, want news from %v to %v", c.Sources, newsBefore, news)
	}
	recall, _ := shares(func(m alarm.Mention) bool { return strings.Contains(m.Text, "recall") })
	names := func(all []alarm.Growth) (names []string) {
		for _, g := range all {
			names = append(names, g.Name)
		}
		return names
	}
	if got := names(c.Terms); !slices.Contains(got, "#recall") || !slices.Contains(got, "shop announces") || slices.Contains(got, "the") || c.Terms[1].Share != recall || c.Terms[1].Before != 0 || c.Terms[0].Explains < c.Terms[1].Explains {
		t.Errorf("terms %+v", c.Terms)
	}
	if got := names(c.Authors); len(got) != 1 || got[0] != "gazette" {
		t.Errorf("authors %+v", c.Authors)
	}
	if c.Mentions != uint64(flagged) || len(c.Examples) != 3 || !strings.Contains(c.Examples[0].Text, "recall") {
		t.Errorf("%+v", c)
	}
	for sentence, want := range map[string][]string{
		alarms[0].English(): {"19 Jan 2026, 00:00: ", " mentions where ", " expected, ", ` of them are copies of "the shop announces a recall of the shoes #recall"`, "news went from ", `the term "`, "the author gazette from 0% to "},
		alarms[0].French():  {"19/01/2026 à 0\u00a0h\u00a0: ", " mentions, contre ", " attendues (", " fois plus que d'habitude)\u00a0; ", " d'entre elles reprennent le même texte, «\u00a0the shop", "la part de news passe de ", "celle du terme «\u00a0", "celle de l'auteur gazette de 0\u00a0% à "},
	} {
		for _, w := range want {
			if !strings.Contains(sentence, w) {
				t.Errorf("%s: no %q", sentence, w)
			}
		}
	}
}

func TestAQuietReportHasNoCause(t *testing.T) {
	var m alarm.Monitor
	if r := m.Close(monday); r != nil {
		t.Errorf("a report on nothing: %v", r)
	}
	laws.Must(m.Add(alarm.Mention{Time: monday}))
	if r := m.Close(monday.Add(59 * time.Minute)); r != nil {
		t.Errorf("a report on a bucket that goes on: %v", r)
	}
	r := m.Close(monday.Add(time.Hour))
	if r == nil || r.Count != 1 || r.Cause != nil || r.Alarm {
		t.Fatalf("%+v", r)
	}
	if _, err := m.Add(alarm.Mention{Time: monday.Add(30 * time.Minute)}); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a bucket that has ended: %v", err)
	}
}

func TestStatesAsJSON(t *testing.T) {
	type states struct {
		Detector alarm.Detector
		Monitor  *alarm.Monitor
	}
	a := states{Monitor: new(alarm.Monitor)}
	laws.Must(a.Detector.Add(monday, 3))
	laws.Must(a.Monitor.Add(alarm.Mention{Time: monday, Text: "fine shoes"}))
	var b states
	if err := json.Unmarshal(laws.Must(json.Marshal(a)), &b); err != nil {
		t.Fatal(err)
	}
	if string(laws.Must(a.Detector.MarshalBinary())) != string(laws.Must(b.Detector.MarshalBinary())) ||
		string(laws.Must(a.Monitor.MarshalBinary())) != string(laws.Must(b.Monitor.MarshalBinary())) {
		t.Error("another state")
	}
}

// The order within a bucket and stops anywhere change nothing.
func TestAnyChunksOfAStreamGiveOneState(t *testing.T) {
	mentions := stream()[:3000]
	var whole alarm.Monitor
	reports(t, &whole, mentions)
	want := laws.Must(whole.MarshalBinary())
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		shuffled := slices.Clone(mentions)
		slices.SortStableFunc(shuffled, func(a, b alarm.Mention) int { return a.Time.Compare(b.Time) })
		for from := 0; from < len(shuffled); {
			to := from
			for to < len(shuffled) && shuffled[to].Time.Truncate(time.Hour).Equal(shuffled[from].Time.Truncate(time.Hour)) {
				to++
			}
			r.Shuffle(to-from, func(i, j int) { shuffled[from+i], shuffled[from+j] = shuffled[from+j], shuffled[from+i] })
			from = to
		}
		m := new(alarm.Monitor)
		for _, x := range shuffled {
			laws.Must(m.Add(x))
			if r.IntN(500) == 0 {
				state := laws.Must(m.MarshalBinary())
				m = new(alarm.Monitor)
				if err := m.UnmarshalBinary(state); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := laws.Must(m.MarshalBinary()); string(got) != string(want) {
			t.Fatalf("states of %d and %d bytes differ", len(got), len(want))
		}
	})
}

func TestTheMemoryOfAMonitorIsBounded(t *testing.T) {
	m := laws.Must(alarm.NewMonitor(alarm.Config{Bucket: time.Minute}))
	most := 0
	for i := range 40_000 {
		name := fmt.Sprint(i)
		laws.Must(m.Add(alarm.Mention{
			Time: monday.Add(time.Duration(i) * time.Second / 5), Source: "s" + name, Author: "a" + name,
			Text: strings.Repeat("w"+name+" x"+name+" ", 30),
		}))
		if i%1000 == 0 {
			most = max(most, len(laws.Must(m.MarshalBinary())))
		}
	}
	if most > 1<<20 {
		t.Errorf("%d bytes", most)
	}
}

// FuzzMonitorDecode: any bytes are ErrCorrupt or a state that goes on.
func FuzzMonitorDecode(f *testing.F) {
	var m alarm.Monitor
	f.Add(laws.Must(m.MarshalBinary()))
	for i := range 60 {
		laws.Must(m.Add(alarm.Mention{Time: monday.Add(time.Duration(i) * 20 * time.Minute), Source: "x", Author: "ann", Text: "fine shoes"}))
	}
	f.Add(laws.Must(m.MarshalBinary()))
	f.Fuzz(func(t *testing.T, data []byte) {
		var m alarm.Monitor
		if !decodes(t, &m, data) {
			return
		}
		at := time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)
		m.Close(at)
		for i := range 20 {
			r, err := m.Add(alarm.Mention{Time: at.Add(time.Duration(i/9) * 24 * time.Hour), Source: "news", Text: "a recall"})
			if errors.Is(err, kpi.ErrRange) {
				return // later than that already
			}
			if err != nil {
				t.Fatal(err)
			}
			if r != nil {
				_ = r.English() + r.French()
			}
		}
		if err := new(alarm.Monitor).UnmarshalBinary(laws.Must(m.MarshalBinary())); err != nil {
			t.Error(err)
		}
	})
}

// FuzzMonitorText: any text is counted, and its state decodes.
func FuzzMonitorText(f *testing.F) {
	f.Add("fine #shoes at https://shop.example, l'été", "ann", "x")
	f.Add("\xff\xfe", strings.Repeat("\xff", 100), strings.Repeat("é", 200))
	f.Fuzz(func(t *testing.T, text, author, source string) {
		var m alarm.Monitor
		laws.Must(m.Add(alarm.Mention{Time: monday, Text: text, Author: author, Source: source}))
		laws.Must(m.Add(alarm.Mention{Time: monday.Add(time.Hour), Terms: []string{text, author}}))
		if !decodes(t, new(alarm.Monitor), laws.Must(m.MarshalBinary())) {
			t.Error("corrupt")
		}
	})
}

func BenchmarkMonitorAdd(b *testing.B) {
	mentions := stream()
	b.ReportAllocs()
	for b.Loop() {
		var m alarm.Monitor
		for i := range mentions {
			if _, err := m.Add(mentions[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(mentions)), "ns/mention")
}

// Copies of one text in French, with words of grammar and an apostrophe that is part of
// a word.
func TestCausesInFrench(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	about := strings.Fields("bonjour merci livraison colis magasin produit equipe commande facture vendeur")
	var m alarm.Monitor
	var report *alarm.Report
	add := func(hour int, author, text string) {
		got := laws.Must(m.Add(alarm.Mention{Time: at(hour), Source: "x", Author: author, Class: sentiment.Negative, Text: text}))
		if got != nil && got.Alarm && hour > 28*24 {
			report = got
		}
	}
	for h := range 28*24 + 16 {
		for range 10 {
			add(h, fmt.Sprint(r.IntN(2000)), about[r.IntN(10)]+" "+about[r.IntN(10)]+" "+about[r.IntN(10)])
		}
		if h == 28*24+14 {
			for i := range 70 {
				add(h, fmt.Sprint("a", i%52), "je ne peux plus me connecter depuis hier, encore une panne chez vous aujourd'hui")
			}
		}
	}
	if report == nil {
		t.Fatal("no alarm")
	}
	var terms []string
	for _, g := range report.Cause.Terms {
		terms = append(terms, g.Name)
	}
	if want := []string{"connecter", "panne"}; !slices.Equal(terms, want) {
		t.Errorf("terms %q, want %q", terms, want)
	}
	c := report.Cause.Copies
	if len(c) != 1 || c[0].Count != 70 || c[0].Authors != 52 || c[0].Sources != 1 || c[0].Class != sentiment.Negative || c[0].Explains < 0.9 {
		t.Errorf("copies %+v", c)
	}
	want := "02/02/2026 à 14\u00a0h\u00a0: 80 mentions, contre 1 à 22 attendues (8,0 fois plus que d'habitude)\u00a0; 70 d'entre elles reprennent le même texte, " +
		"«\u00a0je ne peux plus me connecter depuis hier, encore une panne chez vous aujourd'hui\u00a0», " +
		"la part du terme «\u00a0connecter\u00a0» passe de 0\u00a0% à 88\u00a0%, celle du terme «\u00a0panne\u00a0» de 0\u00a0% à 88\u00a0%."
	if got := report.French(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
