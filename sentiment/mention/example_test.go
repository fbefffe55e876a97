package mention_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/sentiment"
	"github.com/customerkpi/kpi/sentiment/mention"
)

func Example() {
	var volume mention.Volume
	for _, source := range []mention.Source{mention.X, mention.News, mention.X, mention.Reddit} {
		if err := volume.Add(source); err != nil {
			fmt.Println(err)
		}
	}
	r := volume.Result()
	fmt.Println(r.N(), "mentions,", r.ByKind(mention.KindSocial), "of them social")
	for _, top := range r.Top(2) {
		share, err := r.Share(top.Source)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(top.Source, share)
	}
	// Output:
	// 4 mentions, 3 of them social
	// x 50.00% (2 of 4)
	// news 25.00% (1 of 4)
}

// Volume by month.
func ExampleVolume() {
	var empty mention.Volume
	monthly, err := kpi.NewSeries(kpi.Month, nil, &empty)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range []struct {
		at     time.Time
		source mention.Source
	}{
		{time.Date(2026, 1, 31, 23, 59, 0, 0, time.UTC), mention.X},
		{time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), mention.X},
		{time.Date(2026, 2, 3, 8, 0, 0, 0, time.UTC), mention.Blog},
	} {
		if err := monthly.Update(m.at, func(v *mention.Volume) error { return v.Add(m.source) }); err != nil {
			fmt.Println(err)
		}
	}
	for month, volume := range monthly.All() {
		fmt.Println(month, volume.Result().N())
	}
	// Output:
	// 2026-01 1
	// 2026-02 2
}

func ExampleVolumeFromCounts() {
	r, err := mention.VolumeFromCounts(map[mention.Source]uint64{mention.X: 60, mention.Forum: 40})
	if err != nil {
		fmt.Println(err)
		return
	}
	share, err := r.Share(mention.Forum)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(share, err)
	// Output: 40.00% (40 of 100) <nil>
}

func ExampleShareOfVoice() {
	var voice mention.ShareOfVoice
	if err := errors.Join(
		voice.AddN("ours", 120),
		voice.AddN("theirs", 240),
		voice.Add("ours"),
	); err != nil {
		fmt.Println(err)
	}
	share, err := voice.Result().Share("ours")
	fmt.Println(share, err)
	// Output: 33.52% (121 of 361) <nil>
}

func ExampleVoiceResult_Percentages() {
	r, err := mention.VoiceFromCounts(map[string]uint64{"ours": 5, "north": 5, "south": 5})
	if err != nil {
		fmt.Println(err)
		return
	}
	percent, err := r.Percentages(1) // sums to 100.0
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, b := range r.Brands {
		fmt.Println(b.Brand, percent[i].StringFixed(1))
	}
	// Output:
	// north 33.4
	// ours 33.3
	// south 33.3
}

func ExampleReach() {
	var reach mention.Reach
	for _, p := range []mention.Post{
		{Source: mention.Instagram, Audience: 5000, Class: sentiment.Positive},
		{Source: mention.X, Audience: 1200, Class: sentiment.Negative},
		{Source: mention.News, Domain: "lemonde.fr", Audience: 90_000},
		{Source: mention.X, Audience: 800, Class: sentiment.Negative},
	} {
		if err := reach.Add(p); err != nil {
			fmt.Println(err)
		}
	}
	r := reach.Result()
	fmt.Println("social", r.Social(), "non-social", r.NonSocial())
	for _, top := range r.TopSources(2, mention.ByVolume) {
		net, err := top.Sentiment.Net()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(top.Source, top.N(), top.Audience, net)
	}
	// Output:
	// social 7000 non-social 90000
	// x 2 2000 -100
	// instagram 1 5000 100
}

func ExampleReachOf() {
	r, err := mention.ReachOf(
		mention.Post{Source: mention.Blog, Domain: "a.example", Audience: 300},
		mention.Post{Source: mention.News, Domain: "b.example", Audience: 9000},
		mention.Post{Source: mention.Blog, Domain: "a.example", Audience: 200},
	)
	for _, top := range r.TopDomains(2, mention.ByReach) {
		fmt.Println(top.Domain, top.Audience, top.N())
	}
	fmt.Println(err)
	// Output:
	// b.example 9000 1
	// a.example 500 2
	// <nil>
}

// A source of one's own counts as social media.
func ExampleTaxonomy_With() {
	taxonomy := mention.DefaultTaxonomy().With("mastodon", mention.KindSocial)
	reach, err := mention.NewReach(taxonomy)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := reach.Add(mention.Post{Source: "mastodon", Audience: 40}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(reach.Result().Social())
	// Output: 40
}

func ExampleDistinctOf() {
	fmt.Println(mention.DistinctOf("ann", "bob", "ann"))
	// Output: 2
}

func ExampleDistinct() {
	var post, repost mention.Distinct[string]
	if err := errors.Join(
		post.AddSlice([]string{"ann", "bob"}),
		repost.AddSlice([]string{"bob", "eve"}),
		post.Merge(&repost),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(post.Result())
	// Output: 3
}

func ExampleDistinctSketch() {
	var reached mention.DistinctSketch[int]
	for person := range 1_000_000 {
		if err := reached.Add(person % 100_000); err != nil {
			fmt.Println(err)
		}
	}
	state, err := reached.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	exact := 100_000.0
	fmt.Printf("within 2%%: %v, %d bytes\n", float64(reached.Result()) > 0.98*exact && float64(reached.Result()) < 1.02*exact, len(state))
	// Output: within 2%: true, 16392 bytes
}

func ExampleVolume_Merge() {
	var monday, tuesday mention.Volume
	if err := errors.Join(
		monday.AddN(mention.X, 3),
		tuesday.AddN(mention.X, 4),
	); err != nil {
		fmt.Println(err)
	}
	if err := monday.Merge(&tuesday); err != nil {
		fmt.Println(err)
	}
	fmt.Println(monday.Result().Count(mention.X))
	// Output: 7
}

func ExampleReach_MarshalBinary() {
	var a, b mention.Reach
	if err := a.Add(mention.Post{Source: mention.X, Audience: 1200}); err != nil {
		fmt.Println(err)
	}
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(state), "bytes", b.UnmarshalBinary(state), b.Result().Social())
	// Output: 14 bytes <nil> 1200
}

func ExampleReach_Add_error() {
	var reach mention.Reach
	err := reach.Add(mention.Post{Source: mention.X, Class: 5})
	fmt.Println(err)
	fmt.Println(errors.Is(err, kpi.ErrRange))
	_, err = new(mention.ShareOfVoice).Result().Share("ours")
	fmt.Println(err)
	// Output:
	// mention: class 5 outside -1..1
	// true
	// mention: share of voice undefined: no mention
}

func ExampleDailyReach() {
	var reach mention.DailyReach
	morning := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	if err := errors.Join(
		reach.Add("lemonde.fr", morning, 90_000),
		reach.Add("lemonde.fr", morning.Add(6*time.Hour), 90_000), // the same day: once
		reach.Add("lemonde.fr", morning.Add(24*time.Hour), 85_000),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(reach.Result())
	// Output: 175000
}

// One author writes most of the mentions of a brand. Over authors nothing is sure.
func ExampleShareOfVoice_byAuthor() {
	var ours kpi.ByCustomer[string] // mentions of our brand, of all mentions
	err := errors.Join(
		ours.AddCounts("fan", 40, 44),
		ours.AddCounts("Ada", 1, 5),
		ours.AddCounts("Ben", 0, 3),
		ours.AddCounts("Cleo", 2, 4),
		ours.AddHit("Dan", false),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	share, err := ours.Result().Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := share.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(share, i, err)
	fmt.Printf("like %.1f authors\n", share.EffectiveN())
	// Output:
	// 75.44% 30.18%..95.62% (95%) <nil>
	// like 1.6 authors
}
