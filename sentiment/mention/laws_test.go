package mention_test

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment"
	"github.com/customerkpi/kpi/sentiment/mention"
)

func TestMain(m *testing.M) { laws.Main(m) }

// taxonomies are unequal to the default and to one another.
func taxonomies() []mention.Taxonomy {
	d := mention.DefaultTaxonomy()
	return []mention.Taxonomy{
		d.With("mastodon", mention.KindSocial),
		d.With("mastodon", mention.KindForum),
		d.With("mastodon", mention.KindForum).With(mention.Reddit, mention.KindForum),
	}
}

func source() *rapid.Generator[mention.Source] {
	return rapid.SampledFrom([]mention.Source{mention.Facebook, mention.X, mention.Reddit, mention.News, mention.Blog, "mastodon", ""})
}

func post() *rapid.Generator[mention.Post] {
	return rapid.Custom(func(t *rapid.T) mention.Post {
		return mention.Post{
			Source:   source().Draw(t, "source"),
			Domain:   rapid.SampledFrom([]string{"", "", "lemonde.fr", "example.org"}).Draw(t, "domain"),
			Audience: rapid.Uint64Range(0, 1<<40).Draw(t, "audience"),
			Class:    rapid.SampledFrom([]sentiment.Class{-1, 0, 1}).Draw(t, "class"),
		}
	})
}

func TestVolumeLaws(t *testing.T) {
	var configs []func() *mention.Volume
	for _, taxonomy := range taxonomies() {
		configs = append(configs, func() *mention.Volume { return laws.Must(mention.NewVolume(taxonomy)) })
	}
	laws.Run(t, laws.Spec[*mention.Volume, mention.Source]{
		Configs: configs,
		Inputs:  source(),
		Add:     (*mention.Volume).Add,
		Remove:  (*mention.Volume).Remove,
		Result:  func(a *mention.Volume) any { return a.Result() },
		Full: func(t *testing.T) *mention.Volume {
			var a mention.Volume
			if err := a.AddN(mention.X, math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &a
		},
		Sample: []mention.Source{mention.X, mention.Blog, mention.X},
	})
}

func TestShareOfVoiceLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*mention.ShareOfVoice, string]{
		Inputs: rapid.SampledFrom([]string{"ours", "theirs", "other", ""}),
		Many:   func(i int) string { return strconv.Itoa(laws.ManyKeys(i)) },
		Add:    (*mention.ShareOfVoice).Add,
		Remove: (*mention.ShareOfVoice).Remove,
		Result: func(a *mention.ShareOfVoice) any { return a.Result() },
		Full: func(t *testing.T) *mention.ShareOfVoice {
			var a mention.ShareOfVoice
			if err := a.AddN("ours", math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &a
		},
		Sample: []string{"b", "a", "b"},
	})
}

func TestReachLaws(t *testing.T) {
	var configs []func() *mention.Reach
	for _, taxonomy := range taxonomies() {
		configs = append(configs, func() *mention.Reach { return laws.Must(mention.NewReach(taxonomy)) })
	}
	laws.Run(t, laws.Spec[*mention.Reach, mention.Post]{
		Configs: configs,
		Inputs:  post(),
		Add:     (*mention.Reach).Add,
		Remove:  (*mention.Reach).Remove,
		Result:  func(a *mention.Reach) any { return a.Result() },
		Refused: []mention.Post{{Class: 2}, {Class: -128, Audience: math.MaxUint64}},
		Full: func(t *testing.T) *mention.Reach {
			var a mention.Reach
			if err := a.Add(mention.Post{Source: mention.X, Audience: math.MaxUint64}); err != nil {
				t.Fatal(err)
			}
			return &a
		},
		Sample: []mention.Post{
			{Source: mention.X, Audience: 5, Class: sentiment.Negative},
			{Source: mention.Blog, Domain: "a.b", Audience: 300},
			{Source: mention.X, Audience: 2, Class: sentiment.Positive},
		},
	})
}

// customersOfPeople is for inputs that are nothing but a person.
func customersOfPeople() *laws.Customers[string] {
	return &laws.Customers[string]{
		Of: func(in string) string { return in },
		As: func(_, person string) string { return person },
	}
}

func TestDistinctLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*mention.Distinct[string], string]{
		Inputs:    rapid.StringN(0, 3, -1),
		Customers: customersOfPeople(),
		Many:      func(i int) string { return strconv.Itoa(laws.ManyKeys(i)) },
		Add:       (*mention.Distinct[string]).Add,
		Result:    func(a *mention.Distinct[string]) any { return a.Result() },
		Sample:    []string{"b", "a", "b"},
	})
	t.Run("integers", func(t *testing.T) {
		laws.Run(t, laws.Spec[*mention.Distinct[int16], int16]{
			Inputs: rapid.Int16(),
			Add:    (*mention.Distinct[int16]).Add,
			Result: func(a *mention.Distinct[int16]) any { return a.Result() },
			Sample: []int16{1, -1, 1},
		})
	})
}

func TestDistinctSketchLaws(t *testing.T) {
	nobody := customersOfPeople()
	nobody.Never = true
	laws.Run(t, laws.Spec[*mention.DistinctSketch[string], string]{
		Inputs:    rapid.StringN(0, 3, -1),
		Customers: nobody,
		Many:      func(i int) string { return strconv.Itoa(laws.ManyKeys(i)) },
		Add:       (*mention.DistinctSketch[string]).Add,
		Result:    func(a *mention.DistinctSketch[string]) any { return a.Result() },
		Sample:    []string{"b", "a", "b"},
	})
	t.Run("integers", func(t *testing.T) {
		laws.Run(t, laws.Spec[*mention.DistinctSketch[uint32], uint32]{
			Inputs: rapid.Uint32(),
			Add:    (*mention.DistinctSketch[uint32]).Add,
			Result: func(a *mention.DistinctSketch[uint32]) any { return a.Result() },
			Sample: []uint32{1, 2, 1},
		})
	})
}
