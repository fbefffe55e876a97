package mention

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Source is where a mention was published: one of the constants, or a name
// of your own. Names are lower case by convention and compared as they are:
// "Facebook" is not [Facebook].
type Source string

// The social media.
const (
	Facebook  Source = "facebook"
	Instagram Source = "instagram"
	TikTok    Source = "tiktok"
	X         Source = "x"
	YouTube   Source = "youtube"
	Reddit    Source = "reddit"
	LinkedIn  Source = "linkedin"
	Telegram  Source = "telegram"
	Twitch    Source = "twitch"
)

// The other media, which the domain of a [Post] tells apart.
const (
	News    Source = "news"
	Blog    Source = "blog"
	Forum   Source = "forum"
	Podcast Source = "podcast"
	Video   Source = "video"
	Review  Source = "review"
)

// A Kind groups sources. KindSocial is social media; every other kind is not.
type Kind uint8

// The kinds.
const (
	KindSocial Kind = iota
	KindNews
	KindBlog
	KindForum
	KindPodcast
	KindVideo
	KindReview
	KindOther
)

// kinds are the names of the kinds.
var kinds = [...]string{"social", "news", "blog", "forum", "podcast", "video", "review", "other"}

// ParseKind returns the kind that is named as [Kind.String] names it, in any
// letter case. Another text is a [*kpi.RangeError].
func ParseKind(text string) (Kind, error) {
	for i, name := range kinds {
		if strings.EqualFold(text, name) {
			return Kind(i), nil
		}
	}
	return 0, &kpi.RangeError{Op: "mention", Name: "kind", Value: fmt.Sprintf("%.40q", text), Min: KindSocial, Max: KindOther}
}

// check reports whether k is one of the kinds, or a [*kpi.RangeError].
func (k Kind) check() error {
	if k <= KindOther {
		return nil
	}
	return &kpi.RangeError{Op: "mention", Name: "kind", Value: uint8(k), Min: uint8(KindSocial), Max: uint8(KindOther)}
}

// String returns "social", "news", "blog", "forum", "podcast", "video",
// "review" or "other", and a text like "Kind(8)" for a number that is not a kind.
func (k Kind) String() string {
	if k.check() != nil {
		return fmt.Sprintf("Kind(%d)", uint8(k))
	}
	return kinds[k]
}

// MarshalText returns the name of the kind, or a [*kpi.RangeError].
func (k Kind) MarshalText() ([]byte, error) { return shell.Text(k, k.check()) }

// UnmarshalText reads a name as [ParseKind] does, with its error.
func (k *Kind) UnmarshalText(text []byte) error { return shell.FromText(text, k, ParseKind) }

// A Taxonomy says of which kind a source is. The zero value is
// [DefaultTaxonomy]. A Taxonomy is immutable.
type Taxonomy struct {
	own keyed.Table[Source, Kind] // what With changed; never written once it is shared
}

// DefaultTaxonomy returns the taxonomy of the constants of this package:
// Facebook, Instagram, TikTok, X, YouTube, Reddit, LinkedIn, Telegram and
// Twitch are social; News, Blog, Forum, Podcast, Video and Review are each of
// the kind of their name. Any other source is KindOther.
func DefaultTaxonomy() Taxonomy { return Taxonomy{} }

// MarshalJSON returns an object of the sources that are not of their kind in the
// [DefaultTaxonomy]: {"mastodon":"social"}. A number that is not a kind is a
// [*kpi.RangeError].
func (t Taxonomy) MarshalJSON() ([]byte, error) {
	own := make(map[Source]Kind, t.own.Len())
	for source, kind := range t.own.All() {
		own[source] = *kind
	}
	return json.Marshal(own)
}

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt] and leaves
// t as it was.
func (t *Taxonomy) UnmarshalJSON(data []byte) error {
	return wire.ReadJSON("mention: taxonomy", data, t, ownKinds)
}

func ownKinds(kinds map[Source]Kind) (t Taxonomy, err error) {
	for source, kind := range kinds {
		if kind != DefaultTaxonomy().KindOf(source) { // as With leaves it out
			*t.own.At(source) = kind
		}
	}
	return t, nil
}

// GobEncode returns what MarshalJSON does: gob by itself leaves out what is not exported.
func (t Taxonomy) GobEncode() ([]byte, error) { return t.MarshalJSON() }

// GobDecode reads what GobEncode wrote, or returns [kpi.ErrCorrupt].
func (t *Taxonomy) GobDecode(data []byte) error { return t.UnmarshalJSON(data) }

// With returns a taxonomy that says kind of source, and of others what t says.
// A number that is not a kind is found by Validate.
func (t Taxonomy) With(source Source, kind Kind) Taxonomy {
	// What it says of a source as the default does is left out, so that equal
	// taxonomies are equal.
	var own keyed.Table[Source, Kind]
	for s, k := range t.own.All() {
		if s != source {
			*own.At(s) = *k
		}
	}
	if kind != DefaultTaxonomy().KindOf(source) {
		*own.At(source) = kind
	}
	return Taxonomy{own}
}

// Validate reports whether every kind is one of the constants, or a
// [*kpi.RangeError].
func (t Taxonomy) Validate() error {
	for _, kind := range t.own.Sorted() {
		if err := kind.check(); err != nil {
			return err
		}
	}
	return nil
}

// KindOf returns the kind of a source.
func (t Taxonomy) KindOf(source Source) Kind {
	if kind, ok := t.own.Get(source); ok {
		return kind
	}
	switch source {
	case Facebook, Instagram, TikTok, X, YouTube, Reddit, LinkedIn, Telegram, Twitch:
		return KindSocial
	case News:
		return KindNews
	case Blog:
		return KindBlog
	case Forum:
		return KindForum
	case Podcast:
		return KindPodcast
	case Video:
		return KindVideo
	case Review:
		return KindReview
	}
	return KindOther
}

// Equal reports whether t and u came from the default by the same changes.
func (t Taxonomy) Equal(u Taxonomy) bool {
	for source, kind := range t.own.All() {
		if other, ok := u.own.Get(source); !ok || other != *kind {
			return false
		}
	}
	return t.own.Len() == u.own.Len()
}

// isDefault reports whether t is the zero value.
func (t Taxonomy) isDefault() bool { return t.own.Len() == 0 }

// appendBinary appends the changes to the default.
func (t Taxonomy) appendBinary(b []byte) []byte {
	return keyed.AppendTable(b, &t.own, func(kind *Kind, b []byte) []byte { return wire.AppendUint(b, uint64(*kind)) })
}

// readTaxonomy reads what appendBinary wrote.
func readTaxonomy(r *wire.Reader) Taxonomy {
	t := Taxonomy{keyed.ReadTable[Source](r, func(kind *Kind, r *wire.Reader) {
		n := r.Uint()
		if n > uint64(KindOther) {
			r.Fail("kind %d", n)
			return
		}
		*kind = Kind(n)
	})}
	for source, kind := range t.own.All() {
		if *kind == DefaultTaxonomy().KindOf(source) {
			r.Fail("%.40q is %v by default", source, *kind)
		}
	}
	return t
}

// differ returns the error of two accumulators that do not merge.
func (t Taxonomy) differ(o Taxonomy) error {
	if t.Equal(o) {
		return nil
	}
	return fmt.Errorf("mention: %w taxonomies", kpi.ErrIncompatible)
}
