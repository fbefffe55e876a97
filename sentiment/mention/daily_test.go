package mention_test

import (
	"errors"
	"math"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment/mention"
)

// monday is the first hour of a week.
var monday = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)

// An article is an input of DailyReach.
type article struct {
	domain   string
	at       time.Time
	audience uint64
}

func addArticle(a *mention.DailyReach, x article) error { return a.Add(x.domain, x.at, x.audience) }

func TestADomainCountsOnceADay(t *testing.T) {
	paris := laws.Must(time.LoadLocation("Europe/Paris"))
	for _, tc := range []struct {
		name string
		loc  *time.Location
		in   []article
		want uint64
	}{
		{"three articles of a day", nil, []article{{"a.example", monday, 500}, {"a.example", monday.Add(time.Hour), 500}, {"a.example", monday.Add(23 * time.Hour), 500}}, 500},
		{"two days", nil, []article{{"a.example", monday, 500}, {"a.example", monday.Add(24 * time.Hour), 500}}, 1000},
		{"two domains", nil, []article{{"a.example", monday, 500}, {"b.example", monday, 70}}, 570},
		{"the largest of a day", nil, []article{{"a.example", monday, 300}, {"a.example", monday, 500}, {"a.example", monday, 400}}, 500},
		{"one day in UTC", nil, []article{{"a.example", monday.Add(22 * time.Hour), 500}, {"a.example", monday.Add(23 * time.Hour), 500}}, 500},
		{"two days in Paris", paris, []article{{"a.example", monday.Add(22 * time.Hour), 500}, {"a.example", monday.Add(23 * time.Hour), 500}}, 1000},
		{"nothing", nil, nil, 0},
	} {
		a := laws.Must(mention.NewDailyReach(tc.loc))
		for _, x := range tc.in {
			if err := addArticle(a, x); err != nil {
				t.Fatal(err)
			}
		}
		if got := a.Result(); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, got, tc.want)
		}
	}
	if _, err := mention.NewDailyReach(time.FixedZone("Atlantis", 1)); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a location without a name: %v", err)
	}
}

func TestDailyReachLaws(t *testing.T) {
	paris := laws.Must(time.LoadLocation("Europe/Paris"))
	laws.Run(t, laws.Spec[*mention.DailyReach, article]{
		Configs: []func() *mention.DailyReach{func() *mention.DailyReach { return laws.Must(mention.NewDailyReach(paris)) }},
		Inputs: rapid.Custom(func(t *rapid.T) article {
			return article{
				rapid.SampledFrom([]string{"", "a.example", "b.example"}).Draw(t, "domain"),
				monday.Add(time.Duration(rapid.IntRange(-30, 30).Draw(t, "hours")) * time.Hour),
				rapid.Uint64Range(0, 1<<40).Draw(t, "audience"),
			}
		}),
		Many: func(i int) article {
			return article{strconv.Itoa(laws.ManyKeys(i)), monday.Add(time.Duration(i) * time.Minute), uint64(i)}
		},
		Add:     addArticle,
		Result:  func(a *mention.DailyReach) any { return a.Result() },
		Refused: []article{{"a.example", time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC), 1}},
		Sample:  []article{{"a.b", monday, 5}, {"a.b", monday, 7}},
	})
}

func TestDailyReachOverflows(t *testing.T) {
	var a, o mention.DailyReach
	if err := errors.Join(a.Add("a.example", monday, math.MaxUint64), o.Add("b.example", monday, 1)); err != nil {
		t.Fatal(err)
	}
	before := string(laws.Must(a.MarshalBinary()))
	if err := a.Add("b.example", monday, 1); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("Add: %v", err)
	}
	if err := a.Merge(&o); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("Merge: %v", err)
	}
	if string(laws.Must(a.MarshalBinary())) != before {
		t.Error("an overflow changed the state")
	}
}
