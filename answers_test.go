package kpi_test

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/nps"
)

var march = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// A reply is an answer of a customer to a survey.
type reply struct {
	customer string
	at       time.Time
	score    int
}

func addReply(a *kpi.Answers[string], r reply) error { return a.Add(r.customer, r.at, r.score) }

// replies draws answers of few customers, many at the same time or around the ends of
// periods, in UTC and in Paris.
func replies() *rapid.Generator[reply] {
	starts := []time.Time{march, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 31, 22, 0, 0, 0, time.UTC), time.Date(2018, 11, 4, 3, 0, 0, 0, time.UTC)}
	return rapid.Custom(func(t *rapid.T) reply {
		at := rapid.SampledFrom(starts).Draw(t, "start")
		at = at.AddDate(0, rapid.IntRange(0, 2).Draw(t, "months"), 0).Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "ns")))
		return reply{rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "customer"), at, rapid.IntRange(-1, 10).Draw(t, "score")}
	})
}

func answersOf(t testing.TB, keep kpi.Keep, grain kpi.Grain, location string) *kpi.Answers[string] {
	t.Helper()
	loc, err := time.LoadLocation(location)
	if err != nil {
		t.Fatal(err)
	}
	a, err := kpi.NewAnswers[string](keep, grain, loc)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAnswersLaws(t *testing.T) {
	config := func(keep kpi.Keep, grain kpi.Grain, location string) func() *kpi.Answers[string] {
		return func() *kpi.Answers[string] { return answersOf(t, keep, grain, location) }
	}
	far := []reply{{"a", march.AddDate(8000, 0, 0), 1}, {"a", time.Time{}.AddDate(-1, 0, 0), 1}, {"a", march, math.MinInt32}, {"a", march, math.MinInt}}
	laws.Run(t, laws.Spec[*kpi.Answers[string], reply]{
		Configs: []func() *kpi.Answers[string]{
			config(kpi.KeepFirst, kpi.Month, "UTC"), config(kpi.KeepLatest, kpi.Day, "UTC"), config(kpi.KeepLatest, kpi.Month, "Europe/Paris"),
			config(kpi.KeepFirst, kpi.Quarter, "America/Sao_Paulo"),
		},
		Inputs: replies(),
		Many: func(i int) reply {
			return reply{strconv.Itoa(laws.ManyKeys(i)), march.Add(time.Duration(i) * time.Hour), i % 11}
		},
		Add: addReply,
		Slice: func(a *kpi.Answers[string], column []reply) error {
			var customers []string
			var at []time.Time
			var scores []int
			for _, r := range column {
				customers, at, scores = append(customers, r.customer), append(at, r.at), append(scores, r.score)
			}
			return a.AddSlice(customers, at, scores)
		},
		Customers: &laws.Customers[reply]{
			Of: func(r reply) string { return r.customer },
			As: func(r reply, customer string) reply { r.customer = customer; return r },
		},
		Result:    func(a *kpi.Answers[string]) any { return a.Result() },
		Refused:   far,
		RefusedBy: [][]reply{far, far, far, far},
		Sample:    []reply{{"b", march, 9}, {"a", march.AddDate(0, 1, 0), 3}, {"a", march, 7}, {"a", march.Add(time.Hour), -2}},
	})
}

func FuzzAnswers(f *testing.F) {
	a := answersOf(f, kpi.KeepFirst, kpi.Week, "Europe/Paris")
	if err := errors.Join(a.Add("ada", march, 9), a.Add("ben", march.AddDate(0, 0, 9), 3), a.Add("ada", march.AddDate(1, 0, 0), 4)); err != nil {
		f.Fatal(err)
	}
	laws.Fuzz(f, func(_ *testing.T, a *kpi.Answers[string]) { a.Result() }, a)
}

// The naive way keeps all, and sorts.
func naiveAnswers(all []reply, keep kpi.Keep, grain kpi.Grain, loc *time.Location) map[string]map[int]uint64 {
	type key struct{ customer, period string }
	groups := make(map[key][]reply)
	for _, r := range all {
		k := key{r.customer, kpi.PeriodOf(r.at, grain, loc).String()}
		groups[k] = append(groups[k], r)
	}
	counts := make(map[string]map[int]uint64)
	for k, rows := range groups {
		slices.SortFunc(rows, func(a, b reply) int {
			order := a.at.Compare(b.at)
			if keep == kpi.KeepLatest {
				order = -order
			}
			return cmp.Or(order, cmp.Compare(a.score, b.score))
		})
		if counts[k.period] == nil {
			counts[k.period] = make(map[int]uint64)
		}
		counts[k.period][rows[0].score]++
	}
	return counts
}

func TestAnswersAreThoseOfTheNaiveWay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		keep := rapid.SampledFrom([]kpi.Keep{kpi.KeepLatest, kpi.KeepFirst}).Draw(rt, "keep")
		grain := rapid.SampledFrom([]kpi.Grain{kpi.Day, kpi.Week, kpi.Month, kpi.Quarter, kpi.Year}).Draw(rt, "grain")
		location := rapid.SampledFrom([]string{"UTC", "Europe/Paris", "America/Sao_Paulo"}).Draw(rt, "location")
		a := answersOf(t, keep, grain, location)
		all := rapid.SliceOfN(replies(), 0, 40).Draw(rt, "replies")
		customers := make(map[string]bool)
		for _, r := range all {
			if err := addReply(a, r); err != nil {
				rt.Fatal(err)
			}
			customers[r.customer] = true
		}
		r := a.Result()
		got := make(map[string]map[int]uint64)
		for _, p := range r.Periods {
			counts := make(map[int]uint64)
			for _, c := range p.Scores {
				counts[c.Score] += c.N
			}
			got[p.Period.String()] = counts
		}
		loc := must(time.LoadLocation(location))
		if d := diff.Diff(naiveAnswers(all, keep, grain, loc), got); d != "" || r.Customers != uint64(len(customers)) {
			rt.Fatalf("%d customers (-want +got)\n%s", r.Customers, d)
		}
		if !slices.IsSortedFunc(r.Periods, func(a, b kpi.PeriodAnswers) int { return a.Period.Start().Compare(b.Period.Start()) }) {
			rt.Fatal("periods are not in order", r)
		}
	})
}

// In São Paulo the clock went from 2018-02-18 00:00 back to 23:00 of the day before:
// a later answer belongs to an earlier day.
func TestAnswersWhereTheClockGoesBack(t *testing.T) {
	a := answersOf(t, kpi.KeepLatest, kpi.Day, "America/Sao_Paulo")
	loc := must(time.LoadLocation("America/Sao_Paulo"))
	first := time.Date(2018, 2, 17, 23, 30, 0, 0, loc)
	for i, at := range []time.Time{first, first.Add(time.Hour), first.Add(2 * time.Hour)} {
		if err := a.Add("ada", at, i); err != nil {
			t.Fatal(err)
		}
	}
	want := []kpi.PeriodAnswers{
		{Period: kpi.PeriodOf(first, kpi.Day, loc), Scores: kpi.Scores{{Score: 1, N: 1}}},
		{Period: kpi.PeriodOf(first, kpi.Day, loc).Next(), Scores: kpi.Scores{{Score: 2, N: 1}}},
	}
	if d := diff.Diff(want, a.Result().Periods, diff.Comparer(kpi.Period.Equal)); d != "" {
		t.Error(d)
	}
}

func TestAnswersRefuse(t *testing.T) {
	if _, err := kpi.NewAnswers[string](kpi.KeepFirst+1, kpi.Day, nil); !errors.Is(err, kpi.ErrRange) {
		t.Error(err)
	}
	if _, err := kpi.NewAnswers[string](kpi.KeepFirst, kpi.Year+1, nil); !errors.Is(err, kpi.ErrRange) {
		t.Error(err)
	}
	if _, err := kpi.NewAnswers[string](kpi.KeepFirst, kpi.Day, time.Local); !errors.Is(err, kpi.ErrRange) {
		t.Error(err)
	}
	var a kpi.Answers[string]
	if err := a.AddSlice([]string{"a"}, nil, []int{1}); !errors.Is(err, kpi.ErrRange) {
		t.Error(err)
	}
	if err := a.AddSlice([]string{"a"}, []time.Time{march}, nil); !errors.Is(err, kpi.ErrRange) {
		t.Error(err)
	}
	if err := a.Merge(answersOf(t, kpi.KeepFirst, kpi.Week, "Europe/Paris")); err != nil {
		t.Error(err)
	}
	err := a.Merge(answersOf(t, kpi.KeepLatest, kpi.Month, "Europe/Paris"))
	if want := "kpi: incompatible answers: the first per week in Europe/Paris, and the latest per month in Europe/Paris"; !errors.Is(err, kpi.ErrIncompatible) || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if text := kpi.Keep(7).String(); text != "Keep(7)" {
		t.Error(text)
	}
}

// The scores of all three surveys; a score that is off the scale says so.
func TestScoresAddTo(t *testing.T) {
	scores := kpi.Scores{{1, 2}, {4, 1}, {5, 3}}
	var n nps.Accumulator
	var c csat.Accumulator
	var e ces.Accumulator
	if err := errors.Join(scores.AddTo(&n), scores.AddTo(&c), scores.AddTo(&e)); err != nil {
		t.Fatal(err)
	}
	if scores.N() != 6 || n.Result().N() != 6 || c.Result().N() != 6 || n.Count(5) != 3 {
		t.Error(scores.N(), n.Result(), c.Result(), e.Result())
	}
	err := kpi.Scores{{3, 1}, {11, 1}, {12, 1}}.AddTo(&n)
	if !errors.Is(err, kpi.ErrRange) || !strings.Contains(err.Error(), "11") || n.Result().N() != 7 {
		t.Error(err, n.Result())
	}
}

func BenchmarkAnswersAdd(b *testing.B) {
	var a kpi.Answers[int]
	i := 0
	for b.Loop() {
		if err := a.Add(i*7919%1000, march.Add(time.Duration(i%5000)*time.Hour), i%11); err != nil {
			b.Fatal(err)
		}
		i++
	}
}
