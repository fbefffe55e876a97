package mention_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/customerkpi/kpi/sentiment"
	"github.com/customerkpi/kpi/sentiment/mention"
)

// posts are posts of 8 sources and 100 domains.
func posts() []mention.Post {
	r := rand.New(rand.NewPCG(1, 2))
	sources := []mention.Source{
		mention.Facebook, mention.Instagram, mention.X, mention.Reddit,
		mention.News, mention.Blog, mention.Forum, "mastodon",
	}
	posts := make([]mention.Post, 10_000)
	for i := range posts {
		posts[i] = mention.Post{
			Source:   sources[r.IntN(len(sources))],
			Domain:   fmt.Sprintf("site-%d.example", r.IntN(100)),
			Audience: r.Uint64N(100_000),
			Class:    sentiment.Class(r.IntN(3) - 1),
		}
	}
	return posts
}

func perMention(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/mention")
}

// BenchmarkMap is the baseline of BenchmarkVolumeAdd.
func BenchmarkMap(b *testing.B) {
	posts := posts()
	counts := map[mention.Source]uint64{}
	for b.Loop() {
		for i := range posts {
			counts[posts[i].Source]++
		}
	}
	perMention(b, len(posts))
}

func BenchmarkVolumeAdd(b *testing.B) {
	posts := posts()
	var a mention.Volume
	b.ReportAllocs()
	for b.Loop() {
		for i := range posts {
			if err := a.Add(posts[i].Source); err != nil {
				b.Fatal(err)
			}
		}
	}
	perMention(b, len(posts))
}

func BenchmarkReachAdd(b *testing.B) {
	posts := posts()
	var a mention.Reach
	b.ReportAllocs()
	for b.Loop() {
		for i := range posts {
			if err := a.Add(posts[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	perMention(b, len(posts))
}

func BenchmarkReachMerge(b *testing.B) {
	var o mention.Reach
	for _, p := range posts() {
		if err := o.Add(p); err != nil {
			b.Fatal(err)
		}
	}
	a := o.Clone()
	b.ReportAllocs()
	for b.Loop() {
		if err := a.Merge(&o); err != nil {
			b.Fatal(err)
		}
	}
}

// people are 100,000 people of a million.
func people() []string {
	r := rand.New(rand.NewPCG(1, 2))
	people := make([]string, 100_000)
	for i := range people {
		people[i] = fmt.Sprintf("person-%d", r.IntN(1_000_000))
	}
	return people
}

func BenchmarkDistinctAddSlice(b *testing.B) {
	people := people()
	b.ReportAllocs()
	for b.Loop() {
		var a mention.Distinct[string]
		if err := a.AddSlice(people); err != nil {
			b.Fatal(err)
		}
	}
	perMention(b, len(people))
}

func BenchmarkDistinctSketchAddSlice(b *testing.B) {
	people := people()
	b.ReportAllocs()
	for b.Loop() {
		var a mention.DistinctSketch[string]
		if err := a.AddSlice(people); err != nil {
			b.Fatal(err)
		}
	}
	perMention(b, len(people))
}

func BenchmarkDistinctSketchMerge(b *testing.B) {
	var a, o mention.DistinctSketch[string]
	if err := o.AddSlice(people()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := a.Merge(&o); err != nil {
			b.Fatal(err)
		}
	}
}

func TestAddingAKnownKeyDoesNotAllocate(t *testing.T) {
	var volume mention.Volume
	var voice mention.ShareOfVoice
	var reach mention.Reach
	var distinct mention.Distinct[string]
	var names mention.DistinctSketch[string]
	var numbers mention.DistinctSketch[int]
	p := mention.Post{Source: mention.News, Domain: "lemonde.fr", Audience: 9}
	name, number := "ann", 1_000_000
	if n := testing.AllocsPerRun(100, func() {
		if volume.Add(mention.X) != nil || voice.Add("ours") != nil || reach.Add(p) != nil ||
			distinct.Add(name) != nil || names.Add(name) != nil || numbers.Add(number) != nil {
			t.Fatal("refused")
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
