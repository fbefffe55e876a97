package mention_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment"
	"github.com/customerkpi/kpi/sentiment/mention"
)

// Every figure on counts that are all different.
func TestEveryFigureOfAResult(t *testing.T) {
	volume := laws.Must(mention.VolumeFromCounts(map[mention.Source]uint64{mention.X: 7, mention.Reddit: 4, mention.News: 2, "own": 1}))
	voice := laws.Must(mention.VoiceFromCounts(map[string]uint64{"ours": 5, "north": 2, "south": 1}))
	reach := laws.Must(mention.ReachOf(
		mention.Post{Source: mention.X, Audience: 5, Class: sentiment.Positive},
		mention.Post{Source: mention.X, Audience: 7, Class: sentiment.Negative},
		mention.Post{Source: mention.Reddit, Audience: 11, Class: sentiment.Positive},
		mention.Post{Source: mention.Reddit, Audience: 13, Class: sentiment.Positive},
		mention.Post{Source: mention.Reddit, Audience: 17},
		mention.Post{Source: mention.News, Domain: "a.example", Audience: 101, Class: sentiment.Negative},
		mention.Post{Source: mention.Blog, Domain: "b.example", Audience: 103, Class: sentiment.Negative},
		mention.Post{Source: mention.News, Domain: "b.example", Audience: 107, Class: sentiment.Negative},
	))
	percent := laws.Must(voice.Percentages(1))
	domains := func(by mention.RankBy) (names string) {
		for _, d := range reach.TopDomains(9, by) {
			names += fmt.Sprint(d.Domain, " ", d.Audience, " ", d.Sentiment.Negative, ";")
		}
		return names
	}
	for _, tc := range []struct {
		name      string
		got, want any
	}{
		{"volume", volume.N(), uint64(14)},
		{"of x", volume.Count(mention.X), uint64(7)},
		{"of no source", volume.Count("none"), uint64(0)},
		{"social", volume.ByKind(mention.KindSocial), uint64(11)},
		{"news", volume.ByKind(mention.KindNews), uint64(2)},
		{"other", volume.ByKind(mention.KindOther), uint64(1)},
		{"share of reddit", laws.Must(volume.Share(mention.Reddit)).String(), "28.57% (4 of 14)"},
		{"first", fmt.Sprint(volume.Top(1)), "[{x social 7}]"},
		{"voice", voice.N(), uint64(8)},
		{"of north", voice.Count("north"), uint64(2)},
		{"share of voice", laws.Must(voice.Share("ours")).String(), "62.50% (5 of 8)"},
		{"percentages", fmt.Sprint(percent[0].StringFixed(1), " ", percent[1].StringFixed(1), " ", percent[2].StringFixed(1)), "62.5 25.0 12.5"},
		{"first voice", fmt.Sprint(voice.Top(2)), "[{ours 5} {north 2}]"},
		{"social reach", reach.Social(), uint64(53)},
		{"non-social reach", reach.NonSocial(), uint64(311)},
		{"all posts", reach.Total(), mention.Totals{Audience: 364, Sentiment: sentiment.Result{Positive: 3, Neutral: 1, Negative: 4}}},
		{"social posts", reach.ByKind(mention.KindSocial), mention.Totals{Audience: 53, Sentiment: sentiment.Result{Positive: 3, Neutral: 1, Negative: 1}}},
		{"blogs", reach.ByKind(mention.KindBlog), mention.Totals{Audience: 103, Sentiment: sentiment.Result{Negative: 1}}},
		{"posts", reach.Total().N(), uint64(8)},
		{"domains", domains(mention.ByReach), "b.example 210 2;a.example 101 1;"},
		{"domains by volume", domains(mention.ByVolume), "b.example 210 2;a.example 101 1;"},
		{"domains by sentiment", domains(mention.BySentiment), "a.example 101 1;b.example 210 2;"},
		{"first domain", len(reach.TopDomains(1, mention.ByReach)), 1},
		{"no domain", len(reach.TopDomains(-1, mention.ByReach)), 0},
	} {
		if d := diff.Diff(tc.want, tc.got); d != "" {
			t.Errorf("%s: (-want +got)\n%s", tc.name, d)
		}
	}
}

func TestResultsOfNothing(t *testing.T) {
	var volume mention.VolumeResult
	var voice mention.VoiceResult
	var reach mention.ReachResult
	if n := volume.N() + volume.Count("x") + volume.ByKind(0) + voice.N() + voice.Count("") + reach.Social() + reach.NonSocial() + reach.Total().N(); n != 0 {
		t.Error(n)
	}
	if n := len(volume.Top(3)) + len(voice.Top(3)) + len(reach.TopSources(3, 0)) + len(reach.TopDomains(3, 0)); n != 0 {
		t.Error(n)
	}
	for _, err := range []error{second(volume.Share("x")), second(voice.Share("x")), second(voice.Percentages(1))} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Error(err)
		}
	}
}

// A reach that is full by another way than Add refuses one more.
func TestFullStatesRefuseOneMore(t *testing.T) {
	one := mention.Post{Source: mention.X, Audience: 1}
	part := func(n uint64) *mention.Reach {
		var a mention.Reach
		if err := a.Add(mention.Post{Source: mention.News, Domain: "a", Audience: n}); err != nil {
			t.Fatal(err)
		}
		return &a
	}
	merged := part(math.MaxUint64 - 5)
	if err := merged.Merge(part(5)); err != nil {
		t.Fatal(err)
	}
	var decoded, adopted mention.Reach
	if err := errors.Join(decoded.UnmarshalBinary(laws.Must(part(math.MaxUint64).MarshalBinary())), adopted.Merge(part(math.MaxUint64))); err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]*mention.Reach{
		"Merge": merged, "a Merge into the zero value": &adopted, "Unmarshal": &decoded, "Clone": part(math.MaxUint64).Clone(),
	} {
		before := a.Result()
		for way, err := range map[string]error{"Add": a.Add(one), "Merge": a.Merge(part(1))} {
			if !errors.Is(err, kpi.ErrOverflow) || !diff.Equal(a.Result(), before) || before.Total().Audience != math.MaxUint64 {
				t.Errorf("%s after %s: %v", way, name, err)
			}
		}
		if err := a.Add(mention.Post{Source: mention.X}); err != nil {
			t.Errorf("an audience of 0 after %s: %v", name, err)
		}
	}
	var volume, half mention.Volume
	var voice, other mention.ShareOfVoice
	err := errors.Join(volume.AddN("a", math.MaxUint64-5), half.AddN("b", 5), volume.Merge(&half),
		voice.AddN("a", math.MaxUint64-5), other.AddN("b", 5), voice.Merge(&other))
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{"volume": volume.Add("c"), "voice": voice.Add("c"), "volumes": volume.Merge(&half), "voices": voice.Merge(&other)} {
		if !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if volume.Result().N() != math.MaxUint64 || voice.Result().N() != math.MaxUint64 {
		t.Error("a refused mention was counted")
	}
}

// One encoding that is valid, and those one step beyond what is.
func TestStatesOneStepBeyond(t *testing.T) {
	const top = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
	type state interface {
		UnmarshalBinary([]byte) error
		MarshalBinary() ([]byte, error)
	}
	for _, tc := range []struct {
		name string
		to   state
		data string
		ok   bool
	}{
		{"a volume", new(mention.Volume), "vol\x01\x01\x01m\x07\x01\x01x\x05", false}, // m is KindOther by default
		{"a volume with a taxonomy", new(mention.Volume), "vol\x01\x01\x01m\x00\x02\x01x\x05\x01y" + top[:9] + "\x00", false},
		{"the kinds end at 7", new(mention.Volume), "vol\x01\x01\x01x\x07\x01\x01x\x05", true},
		{"a kind of 8", new(mention.Volume), "vol\x01\x01\x01m\x08\x01\x01x\x05", false},
		{"2^64-1 mentions", new(mention.Volume), "vol\x01\x00\x01\x01x" + top, true},
		{"one more", new(mention.Volume), "vol\x01\x00\x02\x01x" + top + "\x01y\x01", false},
		{"a source of 0", new(mention.Volume), "vol\x01\x00\x01\x01x\x00", false},
		{"a voice", new(mention.ShareOfVoice), "sov\x01\x01\x01x" + top, true},
		{"a brand of 0", new(mention.ShareOfVoice), "sov\x01\x01\x01x\x00", false},
		{"voices beyond 2^64-1", new(mention.ShareOfVoice), "sov\x01\x02\x01x\x01\x01y" + top, false},
		{"the magic of a volume", new(mention.ShareOfVoice), "vol\x01\x01\x01x\x01", false},
		{"a reach of 2^64-1", new(mention.Reach), "rea\x01\x00\x01\x01x\x00\x01\x00" + top + "\x00", true},
		{"two", new(mention.Reach), "rea\x01\x00\x02\x01x\x00\x01\x00" + top + "\x01y\x00\x01\x00\x01\x00", false},
		{"a daily reach", new(mention.DailyReach), "drc\x01\x03UTC\x01\x04\x00\x00\x00\x01\x05", true},
		{"a day of 3 bytes", new(mention.DailyReach), "drc\x01\x03UTC\x01\x03\x00\x00\x01\x05", false},
		{"a zone of no name", new(mention.DailyReach), "drc\x01\x03XYZ\x01\x04\x00\x00\x00\x01\x05", false},
		{"days of more than 2^64-1", new(mention.DailyReach), "drc\x01\x03UTC\x02\x04\x00\x00\x00\x01\x01\x04\x00\x00\x00\x02" + top, false},
	} {
		err := tc.to.UnmarshalBinary([]byte(tc.data))
		if tc.ok && (err != nil || string(laws.Must(tc.to.MarshalBinary())) != tc.data) || !tc.ok && !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
}

func TestATaxonomyThatCannotBeRead(t *testing.T) {
	taxonomy := taxonomies()[2]
	text := string(laws.Must(taxonomy.MarshalJSON()))
	if text != `{"mastodon":"forum","reddit":"forum"}` {
		t.Error(text)
	}
	for _, bad := range []string{`{"x":"tv"}`, `[]`, `{"x":1}`, `{`} {
		if err := taxonomy.UnmarshalJSON([]byte(bad)); !errors.Is(err, kpi.ErrCorrupt) || string(laws.Must(taxonomy.MarshalJSON())) != text {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := mention.DefaultTaxonomy().With("x", 8).MarshalJSON(); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a kind that is none: %v", err)
	}
	// What the default says is left out, so that the two are equal.
	if err := taxonomy.UnmarshalJSON([]byte(`{"x":"social","mastodon":"other"}`)); err != nil || !taxonomy.Equal(mention.DefaultTaxonomy()) {
		t.Errorf("%v", err)
	}
}
