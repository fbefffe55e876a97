package mention_test

import (
	"encoding"
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment/mention"
)

// state is what every accumulator here decodes and encodes.
type state interface {
	encoding.BinaryAppender
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// states returns zero accumulators of every type.
func states() []state {
	return []state{
		new(mention.Volume), new(mention.ShareOfVoice), new(mention.Reach), new(mention.DailyReach),
		new(mention.Distinct[string]), new(mention.Distinct[int16]),
		new(mention.DistinctSketch[string]), new(mention.DistinctSketch[int16]),
	}
}

// FuzzUnmarshalBinary: any bytes are ErrCorrupt or the encoding of a state.
func FuzzUnmarshalBinary(f *testing.F) {
	volume := laws.Must(mention.NewVolume(taxonomies()[0]))
	reach := laws.Must(mention.NewReach(taxonomies()[2]))
	var voice mention.ShareOfVoice
	var distinct mention.Distinct[string]
	var daily mention.DailyReach
	var sketch mention.DistinctSketch[string]
	err := errors.Join(volume.AddN("mastodon", 300), voice.Add("ours"), distinct.Add("ann"), sketch.Add("ann"), daily.Add("lemonde.fr", monday, 9),
		reach.Add(mention.Post{Source: mention.News, Domain: "lemonde.fr", Audience: 9, Class: -1}))
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range append(states(), volume, reach, &daily, &voice, &distinct, &sketch) {
		f.Add(laws.Must(s.MarshalBinary()))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, s := range states() {
			if !laws.Decodes(t, s, data) {
				continue
			}
			if r, ok := s.(*mention.Reach); ok {
				if all := r.Result(); all.Social()+all.NonSocial() != all.Total().Audience {
					t.Errorf("%x: %+v", data, all)
				}
			}
		}
	})
}

// FuzzParseKind: any text is a name that reads back, or ErrRange.
func FuzzParseKind(f *testing.F) {
	f.Add("Social")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		k, err := mention.ParseKind(text)
		if again, _ := mention.ParseKind(k.String()); err == nil && again != k || err != nil && !errors.Is(err, kpi.ErrRange) {
			t.Errorf("ParseKind(%q) = %v, %v", text, k, err)
		}
	})
}
