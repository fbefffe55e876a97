package mention_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/sentiment"
	"github.com/customerkpi/kpi/sentiment/mention"
)

// fourPosts are four posts: three on social media, one in the news.
func fourPosts() mention.ReachResult {
	r, err := mention.ReachOf(
		mention.Post{Source: mention.Instagram, Audience: 5000, Class: sentiment.Positive},
		mention.Post{Source: mention.X, Audience: 1200, Class: sentiment.Negative},
		mention.Post{Source: mention.News, Domain: "daily.example", Audience: 90_000},
		mention.Post{Source: mention.X, Audience: 800, Class: sentiment.Negative},
	)
	if err != nil {
		panic(err)
	}
	return r
}

// brands are 100 mentions of three brands.
func brands() mention.VoiceResult {
	r, err := mention.VoiceFromCounts(map[string]uint64{"ours": 35, "north": 45, "south": 20})
	if err != nil {
		panic(err)
	}
	return r
}

// sources are 100 mentions by source.
func sources() mention.VolumeResult {
	r, err := mention.VolumeFromCounts(map[mention.Source]uint64{mention.X: 60, mention.Forum: 30, mention.News: 10})
	if err != nil {
		panic(err)
	}
	return r
}

// hour returns an hour of Monday, 5 January 2026.
func hour(hour int) time.Time { return time.Date(2026, 1, 5, hour, 0, 0, 0, time.UTC) }

// A second article of the day reaches the same readers.
func ExampleDailyReach_Add() {
	var reach mention.DailyReach
	err := errors.Join(reach.Add("daily.example", hour(8), 90_000), reach.Add("daily.example", hour(14), 90_000))
	fmt.Println(reach.Result(), err)
	// Output: 90000 <nil>
}

func ExampleDailyReach_Result() {
	var reach mention.DailyReach
	err := errors.Join(reach.Add("daily.example", hour(8), 90_000), reach.Add("weekly.example", hour(8), 20_000))
	fmt.Println(reach.Result(), err)
	// Output: 110000 <nil>
}

func ExampleDefaultTaxonomy() {
	t := mention.DefaultTaxonomy()
	fmt.Println(t.KindOf(mention.X), t.KindOf(mention.News))
	// Output: social news
}

func ExampleDistinctSketch_Add() {
	var reached mention.DistinctSketch[string]
	err := errors.Join(reached.Add("ann"), reached.Add("bob"), reached.Add("ann"))
	fmt.Println(reached.Result(), err)
	// Output: 2 <nil>
}

func ExampleDistinctSketch_AddSlice() {
	var reached mention.DistinctSketch[string]
	err := reached.AddSlice([]string{"ann", "bob", "ann"})
	fmt.Println(reached.Result(), err)
	// Output: 2 <nil>
}

// A sketch does not know who is in it, so it says that it cannot.
func ExampleDistinctSketch_Alias() {
	var reached mention.DistinctSketch[string]
	fmt.Println(errors.Is(reached.Alias("visitor-7", "ann"), kpi.ErrIrreversible))
	// Output: true
}

// Where people may ask to be forgotten, Distinct can.
func ExampleDistinctSketch_Forget() {
	var reached mention.DistinctSketch[string]
	fmt.Println(errors.Is(reached.Forget("ann"), kpi.ErrIrreversible))
	// Output: true
}

// The standard error is 0.81%.
func ExampleDistinctSketch_Result() {
	var reached mention.DistinctSketch[int]
	for person := range 100_000 {
		if err := reached.Add(person); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Printf("%.0f thousand\n", float64(reached.Result())/1000)
	// Output: 101 thousand
}

func ExampleDistinct_Add() {
	var reached mention.Distinct[string]
	err := errors.Join(reached.Add("ann"), reached.Add("bob"), reached.Add("ann"))
	fmt.Println(reached.Result(), err)
	// Output: 2 <nil>
}

func ExampleDistinct_AddSlice() {
	var reached mention.Distinct[string]
	err := reached.AddSlice([]string{"ann", "bob", "ann"})
	fmt.Println(reached.Result(), err)
	// Output: 2 <nil>
}

func ExampleDistinct_Alias() {
	var reached mention.Distinct[string]
	err := errors.Join(reached.AddSlice([]string{"ann", "visitor-7"}), reached.Alias("visitor-7", "ann"))
	fmt.Println(reached.Result(), err)
	// Output: 1 <nil>
}

func ExampleDistinct_Forget() {
	var reached mention.Distinct[string]
	err := errors.Join(reached.AddSlice([]string{"ann", "bob"}), reached.Forget("bob"))
	fmt.Println(reached.Result(), err)
	// Output: 1 <nil>
}

func ExampleDistinct_Result() {
	var reached mention.Distinct[string]
	err := reached.AddSlice([]string{"ann", "bob"})
	fmt.Println(reached.Result(), err)
	// Output: 2 <nil>
}

// Days of Paris.
func ExampleNewDailyReach() {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		fmt.Println(err)
		return
	}
	reach, err := mention.NewDailyReach(paris)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = errors.Join(reach.Add("daily.example", hour(22), 90_000), reach.Add("daily.example", hour(23), 90_000)) // midnight there
	fmt.Println(reach.Result(), err)
	// Output: 180000 <nil>
}

func ExampleNewReach() {
	reach, err := mention.NewReach(mention.DefaultTaxonomy().With("mastodon", mention.KindSocial))
	if err != nil {
		fmt.Println(err)
		return
	}
	err = reach.Add(mention.Post{Source: "mastodon", Audience: 40})
	fmt.Println(reach.Result().Social(), err)
	// Output: 40 <nil>
}

func ExampleNewVolume() {
	volume, err := mention.NewVolume(mention.DefaultTaxonomy().With("mastodon", mention.KindSocial))
	if err != nil {
		fmt.Println(err)
		return
	}
	err = volume.AddN("mastodon", 3)
	fmt.Println(volume.Result().ByKind(mention.KindSocial), err)
	// Output: 3 <nil>
}

func ExampleParseKind() {
	fmt.Println(mention.ParseKind("social"))
	// Output: social <nil>
}

func ExampleReachResult_ByKind() {
	social := fourPosts().ByKind(mention.KindSocial)
	fmt.Println(social.N(), "posts,", social.Audience, "impressions")
	// Output: 3 posts, 7000 impressions
}

func ExampleReachResult_NonSocial() {
	fmt.Println(fourPosts().NonSocial())
	// Output: 90000
}

func ExampleReachResult_Social() {
	fmt.Println(fourPosts().Social())
	// Output: 7000
}

func ExampleReachResult_TopDomains() {
	for _, d := range fourPosts().TopDomains(3, mention.ByReach) {
		fmt.Println(d.Domain, d.Audience)
	}
	// Output: daily.example 90000
}

// The source with the most posts is not the one that reaches the most people.
func ExampleReachResult_TopSources() {
	r := fourPosts()
	fmt.Println(r.TopSources(1, mention.ByVolume)[0].Source, r.TopSources(1, mention.ByReach)[0].Source)
	// Output: x news
}

func ExampleReachResult_Total() {
	total := fourPosts().Total()
	fmt.Println(total.N(), "posts,", total.Audience, "impressions")
	// Output: 4 posts, 97000 impressions
}

// One post per Add. Who sees two posts counts twice: reach is in impressions.
func ExampleReach_Add() {
	var reach mention.Reach
	err := errors.Join(
		reach.Add(mention.Post{Source: mention.X, Audience: 1200}),
		reach.Add(mention.Post{Source: mention.X, Audience: 1200}),
	)
	fmt.Println(reach.Result().Social(), err)
	// Output: 2400 <nil>
}

func ExampleReach_Result() {
	var reach mention.Reach
	err := reach.Add(mention.Post{Source: mention.X, Audience: 1200})
	fmt.Println(reach.Result().Sources[0].Source, err)
	// Output: x <nil>
}

func ExampleShareOfVoice_Add() {
	var voice mention.ShareOfVoice
	err := errors.Join(voice.Add("ours"), voice.Add("north"))
	fmt.Println(voice.Result(), err)
	// Output: 2 mentions (north 1, ours 1) <nil>
}

func ExampleShareOfVoice_AddN() {
	var voice mention.ShareOfVoice
	err := errors.Join(voice.AddN("ours", 35), voice.AddN("north", 65))
	fmt.Println(voice.Result(), err)
	// Output: 100 mentions (north 65, ours 35) <nil>
}

func ExampleShareOfVoice_Result() {
	var voice mention.ShareOfVoice
	err := voice.AddN("ours", 35)
	fmt.Println(voice.Result().N(), "mentions", err)
	// Output: 35 mentions <nil>
}

func ExampleTaxonomy_Equal() {
	own := mention.DefaultTaxonomy().With("mastodon", mention.KindSocial)
	fmt.Println(own.Equal(mention.DefaultTaxonomy()), own.Equal(own))
	// Output: false true
}

func ExampleTaxonomy_KindOf() {
	fmt.Println(mention.DefaultTaxonomy().KindOf(mention.Reddit), mention.DefaultTaxonomy().KindOf("unknown"))
	// Output: social other
}

func ExampleTaxonomy_Validate() {
	fmt.Println(mention.DefaultTaxonomy().With("mastodon", mention.Kind(9)).Validate())
	// Output: mention: kind 9 outside 0..7
}

func ExampleTotals_N() {
	fmt.Println(fourPosts().Total().N(), "posts")
	// Output: 4 posts
}

func ExampleVoiceFromCounts() {
	r, err := mention.VoiceFromCounts(map[string]uint64{"ours": 35, "north": 65})
	fmt.Println(r, err)
	// Output: 100 mentions (north 65, ours 35) <nil>
}

func ExampleVoiceResult_Count() {
	fmt.Println(brands().Count("ours"))
	// Output: 35
}

func ExampleVoiceResult_N() {
	fmt.Println(brands().N(), "mentions")
	// Output: 100 mentions
}

func ExampleVoiceResult_Share() {
	share, err := brands().Share("ours")
	fmt.Println(share, err)
	// Output: 35.00% (35 of 100) <nil>
}

func ExampleVoiceResult_Top() {
	for _, b := range brands().Top(2) {
		fmt.Println(b.Brand, b.Mentions)
	}
	// Output:
	// north 45
	// ours 35
}

func ExampleVolumeResult_ByKind() {
	fmt.Println(sources().ByKind(mention.KindSocial), "social")
	// Output: 60 social
}

func ExampleVolumeResult_Count() {
	fmt.Println(sources().Count(mention.X))
	// Output: 60
}

func ExampleVolumeResult_N() {
	fmt.Println(sources().N(), "mentions")
	// Output: 100 mentions
}

func ExampleVolumeResult_Share() {
	share, err := sources().Share(mention.Forum)
	fmt.Println(share, err)
	// Output: 30.00% (30 of 100) <nil>
}

func ExampleVolumeResult_Top() {
	for _, s := range sources().Top(2) {
		fmt.Println(s.Source, s.Mentions)
	}
	// Output:
	// x 60
	// forum 30
}

func ExampleVolume_Add() {
	var volume mention.Volume
	err := errors.Join(volume.Add(mention.X), volume.Add(mention.X))
	fmt.Println(volume.Result().Count(mention.X), err)
	// Output: 2 <nil>
}

func ExampleVolume_AddN() {
	var volume mention.Volume
	err := volume.AddN(mention.X, 60)
	fmt.Println(volume.Result().Count(mention.X), err)
	// Output: 60 <nil>
}

func ExampleVolume_Result() {
	var volume mention.Volume
	err := volume.AddN(mention.X, 60)
	fmt.Println(volume.Result().N(), "mentions", err)
	// Output: 60 mentions <nil>
}
