package mention_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"math/big"
	"slices"
	"testing"

	diff "github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment"
	"github.com/customerkpi/kpi/sentiment/mention"
)

func TestKindsOfSources(t *testing.T) {
	// The social media that the catalogue names; everything else is not social.
	want := map[mention.Source]mention.Kind{
		mention.News: mention.KindNews, mention.Blog: mention.KindBlog, mention.Forum: mention.KindForum,
		mention.Podcast: mention.KindPodcast, mention.Video: mention.KindVideo, mention.Review: mention.KindReview,
		"mastodon": mention.KindOther, "": mention.KindOther, "Facebook": mention.KindOther,
	}
	for _, s := range []mention.Source{
		mention.Facebook, mention.Instagram, mention.TikTok, mention.X, mention.YouTube,
		mention.Reddit, mention.LinkedIn, mention.Telegram, mention.Twitch,
	} {
		want[s] = mention.KindSocial
	}
	d := mention.DefaultTaxonomy()
	for source, kind := range want {
		if got := d.KindOf(source); got != kind {
			t.Errorf("%q is %v, want %v", source, got, kind)
		}
	}
	own := d.With("mastodon", mention.KindSocial).With(mention.YouTube, mention.KindVideo)
	if own.KindOf("mastodon") != mention.KindSocial || own.KindOf(mention.YouTube) != mention.KindVideo || own.KindOf(mention.X) != mention.KindSocial {
		t.Error("With does not say the kind")
	}
	if d.KindOf("mastodon") != mention.KindOther || d.KindOf(mention.YouTube) != mention.KindSocial {
		t.Error("With changed the taxonomy that it came from")
	}
	again := d.With(mention.YouTube, mention.KindVideo).With("mastodon", mention.KindSocial)
	if same := d.With(mention.Reddit, mention.KindForum).With(mention.Reddit, d.KindOf(mention.Reddit)); !same.Equal(d) {
		t.Errorf("with what it says already, %v is not the default", same)
	}
	if !own.Equal(again) || own.Equal(d) || d.Equal(own) || own.Equal(again.With("mastodon", mention.KindBlog)) || !d.Equal(mention.Taxonomy{}) {
		t.Error("Equal is wrong")
	}
}

func TestVolumeEqualsTheNaiveCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sources := rapid.SliceOfN(source(), 1, 40).Draw(t, "sources")
		counts := map[mention.Source]uint64{}
		byKind := map[mention.Kind]uint64{}
		var a mention.Volume
		for _, s := range sources {
			if err := a.Add(s); err != nil {
				t.Fatal(err)
			}
			counts[s]++
			byKind[mention.DefaultTaxonomy().KindOf(s)]++
		}
		r := a.Result()
		if fromCounts, err := mention.VolumeFromCounts(counts); err != nil || !diff.Equal(fromCounts, r) {
			t.Fatalf("from counts %v, %v, one by one %v", fromCounts, err, r)
		}
		if r.N() != uint64(len(sources)) {
			t.Fatalf("N %d, want %d", r.N(), len(sources))
		}
		sum := new(big.Rat)
		for s, n := range counts {
			share, err := r.Share(s)
			if err != nil || r.Count(s) != n || share.Count() != n || share.Total() != uint64(len(sources)) {
				t.Fatalf("%q: %d, %v, %v, want %d", s, r.Count(s), share, err, n)
			}
			sum.Add(sum, share.Rat())
		}
		if sum.Cmp(big.NewRat(1, 1)) != 0 {
			t.Fatalf("shares sum to %v", sum)
		}
		for kind := mention.KindSocial; kind <= mention.KindOther; kind++ {
			if got := r.ByKind(kind); got != byKind[kind] {
				t.Fatalf("%v: %d, want %d", kind, got, byKind[kind])
			}
		}
		order := slices.SortedFunc(maps.Keys(counts), func(a, b mention.Source) int {
			return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
		})
		n := rapid.IntRange(-1, 9).Draw(t, "n")
		top := r.Top(n)
		if len(top) != min(max(n, 0), len(order)) {
			t.Fatalf("Top(%d) has %d of %d", n, len(top), len(order))
		}
		for i, v := range top {
			if v.Source != order[i] || v.Mentions != counts[v.Source] || v.Kind != mention.DefaultTaxonomy().KindOf(v.Source) {
				t.Fatalf("top %d is %v, want %q", i, v, order[i])
			}
		}
	})
}

func TestSharesOfVoiceSumTo100(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.MapOfN(rapid.StringN(0, 2, -1), rapid.Uint64Range(1, 1<<40), 1, 9).Draw(t, "counts")
		r, err := mention.VoiceFromCounts(counts)
		if err != nil {
			t.Fatal(err)
		}
		percents, err := r.Percentages(2)
		if err != nil || len(percents) != len(counts) {
			t.Fatalf("%d percentages, %v", len(percents), err)
		}
		total, exact := decimal.New(0, 0), new(big.Rat)
		for i, b := range r.Brands {
			brand, n := b.Brand, counts[b.Brand]
			share, err := r.Share(brand)
			if err != nil || share.Count() != n || r.Count(brand) != n || share.Total() != r.N() {
				t.Fatalf("%q: %v, %v, want %d", brand, share, err, n)
			}
			exact.Add(exact, share.Rat())
			total = total.Add(percents[i])
			// Largest remainder rounds a share up or down, never further.
			if d := percents[i].Sub(share.Percent(2)).Abs(); d.Cmp(decimal.New(1, -2)) > 0 {
				t.Fatalf("%q: %s%% for %v", brand, percents[i].StringFixed(2), share)
			}
		}
		if exact.Cmp(big.NewRat(1, 1)) != 0 || total.StringFixed(2) != "100.00" {
			t.Fatalf("shares sum to %v, percentages to %s", exact, total.StringFixed(2))
		}
		if none, err := r.Share("a brand that nobody mentions"); err != nil || none.Count() != 0 {
			t.Fatalf("%v, %v", none, err)
		}
		top := r.Top(len(counts) + 1)
		for i := 1; i < len(top); i++ {
			if a, b := top[i-1], top[i]; a.Mentions < b.Mentions || a.Mentions == b.Mentions && a.Brand >= b.Brand {
				t.Fatalf("%v before %v", a, b)
			}
		}
	})
}

func TestReach(t *testing.T) {
	// Social: 5000 + 1200 + 800 = 7000. Others: 90 000 + 10 000 = 100 000.
	r, err := mention.ReachOf(
		mention.Post{Source: mention.Instagram, Audience: 5000, Class: sentiment.Positive},
		mention.Post{Source: mention.News, Domain: "lemonde.fr", Audience: 90_000, Class: sentiment.Negative},
		mention.Post{Source: mention.X, Audience: 1200, Class: sentiment.Negative},
		mention.Post{Source: mention.Blog, Domain: "example.org", Audience: 10_000},
		mention.Post{Source: mention.X, Audience: 800, Class: sentiment.Positive},
	)
	if err != nil {
		t.Fatal(err)
	}
	if r.Social() != 7000 || r.NonSocial() != 100_000 || r.Total().N() != 5 || r.ByKind(mention.KindNews).Audience != 90_000 {
		t.Errorf("social %d, non-social %d, total %+v", r.Social(), r.NonSocial(), r.Total())
	}
	for _, tc := range []struct {
		order mention.RankBy
		want  []mention.Source
	}{
		{mention.ByReach, []mention.Source{"news", "blog", "instagram", "x"}},
		{mention.ByVolume, []mention.Source{"x", "blog", "instagram", "news"}},
		// Net 100, 0, 0, -100; blog and x by name.
		{mention.BySentiment, []mention.Source{"instagram", "blog", "x", "news"}},
		{mention.RankBy(99), []mention.Source{"news", "blog", "instagram", "x"}},
	} {
		var got []mention.Source
		for _, s := range r.TopSources(9, tc.order) {
			got = append(got, s.Source)
		}
		if d := diff.Diff(tc.want, got); d != "" {
			t.Errorf("order %d: (-want +got)\n%s", tc.order, d)
		}
	}
	top := r.TopDomains(1, mention.ByReach)
	want := []mention.DomainReach{{Domain: "lemonde.fr", Totals: mention.Totals{Audience: 90_000, Sentiment: sentiment.Result{Negative: 1}}}}
	if d := diff.Diff(want, top); d != "" {
		t.Errorf("top domain: (-want +got)\n%s", d)
	}
}

func TestReachEqualsTheNaiveSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		posts := rapid.SliceOf(post()).Draw(t, "posts")
		taxonomy := rapid.SampledFrom(taxonomies()).Draw(t, "taxonomy")
		a := laws.Must(mention.NewReach(taxonomy))
		var social, other uint64
		domains := map[string]mention.Totals{}
		for _, p := range posts {
			if err := a.Add(p); err != nil {
				t.Fatal(err)
			}
			if taxonomy.KindOf(p.Source) == mention.KindSocial {
				social += p.Audience
			} else {
				other += p.Audience
			}
			if p.Domain != "" {
				d := domains[p.Domain]
				d.Audience += p.Audience
				switch p.Class {
				case 1:
					d.Sentiment.Positive++
				case 0:
					d.Sentiment.Neutral++
				case -1:
					d.Sentiment.Negative++
				}
				domains[p.Domain] = d
			}
		}
		r := a.Result()
		if r.Social() != social || r.NonSocial() != other || r.Total().N() != uint64(len(posts)) {
			t.Fatalf("social %d, other %d of %d, want %d, %d of %d", r.Social(), r.NonSocial(), r.Total().N(), social, other, len(posts))
		}
		for _, d := range r.Domains {
			if d.Totals != domains[d.Domain] {
				t.Fatalf("%s: %+v, want %+v", d.Domain, d.Totals, domains[d.Domain])
			}
		}
		if len(r.Domains) != len(domains) {
			t.Fatalf("%d domains, want %d", len(r.Domains), len(domains))
		}
	})
}

func TestBySentimentIsTheOrderOfNet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.OneOf(rapid.Uint64Range(0, 3), rapid.Uint64Range(0, 1<<62))
		var r mention.ReachResult
		for _, name := range []mention.Source{"a", "b", "c", "d"} {
			r.Sources = append(r.Sources, mention.SourceReach{Source: name, Totals: mention.Totals{Sentiment: sentiment.Result{
				Positive: count.Draw(t, "positive"), Neutral: count.Draw(t, "neutral") + 1, Negative: count.Draw(t, "negative"),
			}}})
		}
		top := r.TopSources(4, mention.BySentiment)
		for i := 1; i < len(top); i++ {
			before, err1 := top[i-1].Sentiment.Net()
			after, err2 := top[i].Sentiment.Net()
			if err := errors.Join(err1, err2); err != nil {
				t.Fatal(err)
			}
			if c := before.Cmp(after.Value); c < 0 || c == 0 && top[i-1].Source > top[i].Source {
				t.Fatalf("%v (%v) before %v (%v)", top[i-1].Source, before, top[i].Source, after)
			}
		}
	})
}

func TestErrorTexts(t *testing.T) {
	var full mention.Volume
	var reach mention.Reach
	if err := errors.Join(full.AddN("x", math.MaxUint64), reach.Add(mention.Post{Audience: math.MaxUint64})); err != nil {
		t.Fatal(err)
	}
	other := laws.Must(mention.NewVolume(mention.DefaultTaxonomy().With("x", mention.KindBlog)))
	for _, tc := range []struct {
		name string
		err  error
		want string
	}{
		{"volume", full.Add("x"), "mention: mentions overflow"},
		{"taxonomies", full.Merge(other), "mention: incompatible taxonomies"},
		{"kind", second(mention.NewVolume(mention.DefaultTaxonomy().With("x", 8))), "mention: kind 8 outside 0..7"},
		{"kind of reach", second(mention.NewReach(mention.DefaultTaxonomy().With("x", 255))), "mention: kind 255 outside 0..7"},
		{"name of a kind", second(mention.ParseKind("tv")), `mention: kind "tv" outside social..other`},
		{"no mention", second(mention.VolumeResult{}.Share("x")), "mention: share of source undefined: no mention"},
		{"no voice", second(mention.VoiceResult{}.Share("ours")), "mention: share of voice undefined: no mention"},
		{"no voices", second(mention.VoiceResult{}.Percentages(2)), "mention: share of voice undefined: no mention"},
		{"voices", second(mention.VoiceFromCounts(map[string]uint64{"a": math.MaxUint64, "b": 1})), "mention: mentions overflow"},
		{"volumes", second(mention.VolumeFromCounts(map[mention.Source]uint64{"a": math.MaxUint64, "b": 1})), "mention: mentions overflow"},
		{"own counts", second(mention.VoiceResult{Brands: []mention.BrandVolume{{"a", math.MaxUint64}, {"b", 1}}}.Share("a")), "mention: mentions overflow"},
		{"class", reach.Add(mention.Post{Class: 3}), "mention: class 3 outside -1..1"},
		{"audience", reach.Add(mention.Post{Audience: 1}), "mention: sum of audiences overflow"},
		{"posts", second(mention.ReachOf(mention.Post{}, mention.Post{Class: 3})), "input 1: mention: class 3 outside -1..1"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want {
			t.Errorf("%s: %v, want %s", tc.name, tc.err, tc.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestResultsAsJSON(t *testing.T) {
	r, err := mention.ReachOf(mention.Post{Source: mention.News, Domain: "lemonde.fr", Audience: 9, Class: sentiment.Positive})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r)
	const want = `{"sources":[{"source":"news","kind":"news","audience":9,"sentiment":{"positive":1,"neutral":0,"negative":0,"value":100}}],` +
		`"domains":[{"domain":"lemonde.fr","audience":9,"sentiment":{"positive":1,"neutral":0,"negative":0,"value":100}}]}`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v", text, err)
	}
	var back mention.ReachResult
	if err := json.Unmarshal(text, &back); err != nil || !diff.Equal(r, back) {
		t.Errorf("%+v, %v", back, err)
	}
	if text, err := json.Marshal(new(mention.Volume).Result()); err != nil || string(text) != `{"sources":[]}` {
		t.Errorf("empty volume: %s, %v", text, err)
	}
	var kind mention.Kind
	if err := json.Unmarshal([]byte(`"tv"`), &kind); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("%v, want ErrRange", err)
	}
	if text, err := json.Marshal(mention.Kind(8)); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("%s, %v, want ErrRange", text, err)
	}
}

func TestReachThatNoPostsGiveIsCorrupt(t *testing.T) {
	const magic = "rea\x01"
	for name, data := range map[string]string{
		"a source without a post":          "\x00\x01\x01x\x00\x00\x00\x05\x00",
		"a domain without a source":        "\x00\x00\x01\x01d\x01\x00\x00\x05",
		"a domain of more than all posts":  "\x00\x01\x01x\x01\x00\x00\x05\x01\x01d\x01\x00\x00\x06",
		"a domain of another class":        "\x00\x01\x01x\x01\x00\x00\x05\x01\x01d\x00\x01\x00\x05",
		"a domain without a name":          "\x00\x01\x01x\x01\x00\x00\x05\x01\x00\x01\x00\x00\x05",
		"a kind that is none":              "\x01\x01m\x08\x00\x00",
		"audiences of more than 2^64-1":    "\x00\x02\x01x\x01\x00\x00\x01\x01y\x01\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00",
		"posts of a source beyond 2^64-1":  "\x00\x01\x01x\x01\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00\x00",
		"sources that are not in an order": "\x00\x02\x01y\x01\x00\x00\x01\x01x\x01\x00\x00\x01\x00",
	} {
		var a mention.Reach
		if err := a.UnmarshalBinary([]byte(magic + data)); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%s: %v, want ErrCorrupt", name, err)
		}
	}
	good := magic + "\x00\x01\x01x\x01\x00\x00\x05\x01\x01d\x01\x00\x00\x05"
	if err := new(mention.Reach).UnmarshalBinary([]byte(good)); err != nil {
		t.Errorf("the form that is damaged above: %v", err)
	}
}

func TestResultTexts(t *testing.T) {
	volume := laws.Must(mention.VolumeFromCounts(map[mention.Source]uint64{mention.Facebook: 4, mention.News: 3, mention.Blog: 1, mention.X: 1}))
	voice := laws.Must(mention.VoiceFromCounts(map[string]uint64{"Alba": 2, "Nova": 1}))
	reach := laws.Must(mention.ReachOf(mention.Post{Source: mention.Facebook, Audience: 20}, mention.Post{Source: mention.News, Audience: 50}))
	for _, tc := range []struct{ got, want string }{
		{volume.String(), "9 mentions (facebook 4, news 3, blog 1 ...)"},
		{voice.String(), "3 mentions (Alba 2, Nova 1)"},
		{reach.String(), "70 impressions, 20 social, 50 non-social"},
		{mention.VolumeResult{}.String(), "0 mentions"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}
