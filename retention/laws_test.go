package retention_test

import (
	"math"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention"
)

func TestMain(m *testing.M) { laws.Main(m) }

// names draws few customers, so that they come back.
func names() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"", "Ada", "Ben", "Cleo", "Dan", "Eve", "\x00", "é"})
}

// listed is a customer on one of two lists.
type listed struct {
	customer string
	second   bool
}

func listing() *rapid.Generator[listed] {
	return rapid.Custom(func(t *rapid.T) listed {
		return listed{names().Draw(t, "customer"), rapid.Bool().Draw(t, "second list")}
	})
}

var sampleLists = []listed{{"Ben", false}, {"Ada", false}, {"Ada", true}, {"Cleo", true}, {"Ben", false}}

func customersOfListed() *laws.Customers[listed] {
	return &laws.Customers[listed]{
		Of: func(in listed) string { return in.customer },
		As: func(in listed, customer string) listed { in.customer = customer; return in },
	}
}

func TestReturningLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*retention.Returning[string], listed]{
		Inputs:    listing(),
		Customers: customersOfListed(),
		Many:      func(i int) listed { return listed{strconv.Itoa(laws.ManyKeys(i)), i%3 == 0} },
		Add: func(a *retention.Returning[string], in listed) error {
			if in.second {
				return a.AddAfter(in.customer)
			}
			return a.AddBefore(in.customer)
		},
		Result: func(a *retention.Returning[string]) any { return a.Result() },
		Sample: sampleLists,
	})
}

func TestParticipantsLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*retention.Participants[string], listed]{
		Inputs:    listing(),
		Customers: customersOfListed(),
		Many:      func(i int) listed { return listed{strconv.Itoa(laws.ManyKeys(i)), i%3 == 0} },
		Add: func(p *retention.Participants[string], in listed) error {
			if in.second {
				return p.AddParticipant(in.customer)
			}
			return p.AddInvited(in.customer)
		},
		Result: func(p *retention.Participants[string]) any { return p.Result() },
		Sample: sampleLists,
	})
}

// customersOfNames is for inputs that are nothing but a customer.
func customersOfNames() *laws.Customers[string] {
	return &laws.Customers[string]{
		Of: func(in string) string { return in },
		As: func(_, customer string) string { return customer },
	}
}

func TestRepurchaseLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*retention.Repurchase[string], string]{
		Inputs:    names(),
		Customers: customersOfNames(),
		Many:      func(i int) string { return strconv.Itoa(laws.ManyKeys(i)) },
		Add:       (*retention.Repurchase[string]).Add,
		Result:    func(a *retention.Repurchase[string]) any { return a.Result() },
		Full: func(t *testing.T) *retention.Repurchase[string] {
			var a retention.Repurchase[string]
			if err := a.AddN("Ada", math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &a
		},
		Sample: []string{"Ben", "Ada", "Ada", "Cleo", "Ada"},
	})
}

func TestParticipationLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*retention.Participation, bool]{
		Inputs: rapid.Bool(),
		Add:    (*retention.Participation).Add,
		Remove: (*retention.Participation).Remove,
		Result: func(p *retention.Participation) any { return p.Result() },
		Full:   laws.Full((*retention.Participation).AddN, false),
		Sample: []bool{true, false, false, true, false},
	})
}

// visit is an active customer.
type visit struct {
	customer string
	time     time.Time
}

// visits draws times near the turn of a year, and some far away.
func visits() *rapid.Generator[visit] {
	return rapid.Custom(func(t *rapid.T) visit {
		near := rapid.Int64Range(date(2010, 11, 20).Unix(), date(2012, 2, 10).Unix())
		far := rapid.Int64Range(date(2, 1, 1).Unix(), date(9998, 12, 31).Unix())
		seconds := rapid.OneOf(near, near, near, far).Draw(t, "time")
		return visit{names().Draw(t, "customer"), time.Unix(seconds, 0)}
	})
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Skip(err)
	}
	return loc
}

func customersOfVisit() *laws.Customers[visit] {
	return &laws.Customers[visit]{
		Of: func(in visit) string { return in.customer },
		As: func(in visit, customer string) visit { in.customer = customer; return in },
	}
}

func TestActivityLaws(t *testing.T) {
	paris := location(t, "Europe/Paris")
	config := func(grain kpi.Grain, loc *time.Location) func() *retention.Activity[string] {
		return func() *retention.Activity[string] { return laws.Must(retention.NewActivity[string](grain, loc)) }
	}
	laws.Run(t, laws.Spec[*retention.Activity[string], visit]{
		Configs: []func() *retention.Activity[string]{
			config(kpi.Day, paris), config(kpi.Week, nil), config(kpi.Month, paris), config(kpi.Month, nil), config(kpi.Year, nil),
		},
		Inputs:    visits(),
		Customers: customersOfVisit(),
		Many:      func(i int) visit { return visit{strconv.Itoa(laws.ManyKeys(i)), date(2026, 1, 1+i%60)} },
		Add: func(a *retention.Activity[string], in visit) error {
			return a.Add(in.customer, in.time)
		},
		Result:  func(a *retention.Activity[string]) any { return a.Result() },
		Refused: []visit{{"Ada", date(0, 12, 31)}, {"Ada", date(-5000, 1, 1)}, {"Ada", date(10_000, 1, 1)}, {"Ada", time.Unix(1<<62, 0)}},
		Sample: []visit{
			{"Ben", date(1970, 1, 3)},
			{"Ada", date(1970, 1, 11)},
			{"Ada", date(1970, 1, 1)},
			{"Ada", date(1970, 1, 2)},
			{"Ada", date(1970, 1, 11)},
		},
	})
}
