package alarm

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/customerkpi/kpi/internal/wire"
	"github.com/customerkpi/kpi/sentiment"
)

// How many names are kept when names are forgotten, and how many mentions.
const (
	baselineNames = 256
	bucketNames   = 128
	bucketSamples = 8
)

// A part is what is known of the mentions of a bucket.
type part struct {
	start    int64 // unix time
	mentions uint64
	event    bool
	sources  frequent
	terms    frequent
	authors  frequent
	texts    frequent // by copied
	spread   frequent // who wrote which text, and where
	samples  []sample // those of the smallest hashes, in their order
}

// A sample is a mention with its hash.
type sample struct {
	hash    uint64
	mention Mention
}

// names returns the counts by name.
func (p *part) names() [5]*frequent {
	return [...]*frequent{&p.sources, &p.terms, &p.authors, &p.texts, &p.spread}
}

// add counts a mention.
func (p *part) add(x Mention) {
	p.mentions = min(p.mentions+1, maxCount)
	if x.Source != "" {
		p.sources.add(clip(x.Source, longName), 1, bucketNames)
	}
	if x.Author != "" {
		p.authors.add(clip(x.Author, longName), 1, bucketNames)
	}
	terms := x.terms()
	for _, term := range terms {
		p.terms.add(term, 1, bucketNames)
	}
	if text := copied(x.Text, x.Class); text != "" {
		p.texts.add(text, 1, bucketNames)
		p.spread.add(clip(text[:copiedHash]+"a"+x.Author, longName), 1, bucketNames)
		p.spread.add(clip(text[:copiedHash]+"s"+x.Source, longName), 1, bucketNames)
	}
	p.sample(x, terms)
}

// sample keeps the mentions of the smallest hashes: a random sample that does
// not depend on the order.
func (p *part) sample(x Mention, terms []string) {
	s := sample{hash: x.hash()}
	if len(p.samples) == bucketSamples && s.hash > p.samples[bucketSamples-1].hash {
		return
	}
	// Copies: a sample does not hold on to a long text that it was cut from.
	s.mention = Mention{
		Time: x.Time.UTC(), Class: x.Class, Source: strings.Clone(clip(x.Source, longName)),
		Author: strings.Clone(clip(x.Author, longName)), Text: strings.Clone(clip(x.Text, longText)),
	}
	for _, term := range terms {
		s.mention.Terms = append(s.mention.Terms, strings.Clone(term))
	}
	p.insert(s)
}

// insert puts a sample into its place.
func (p *part) insert(s sample) {
	i, found := slices.BinarySearchFunc(p.samples, s, func(a, b sample) int { return cmp.Compare(a.hash, b.hash) })
	if found { // the same text, of the same author: the first is enough
		if s.mention.Time.Before(p.samples[i].mention.Time) {
			p.samples[i] = s
		}
		return
	}
	p.samples = slices.Insert(p.samples, i, s)
	p.samples = p.samples[:min(len(p.samples), bucketSamples)]
}

// sampleAll takes samples of another part.
func (p *part) sampleAll(samples []sample) {
	for _, s := range samples {
		p.insert(s)
	}
}

// merge adds the counts of o.
func (p *part) merge(o *part, most int) {
	p.mentions = min(p.mentions+o.mentions, maxCount)
	names := p.names()
	for i, other := range o.names() {
		names[i].merge(other, most)
	}
}

// append appends the encoding of p.
func (p *part) append(b []byte) []byte {
	b = wire.AppendUint(wire.AppendInt(b, p.start), p.mentions)
	b = wire.AppendBool(b, p.event)
	for _, names := range p.names() {
		b = names.append(b)
	}
	b = wire.AppendUint(b, uint64(len(p.samples)))
	for _, s := range p.samples {
		b = wire.AppendInt(wire.AppendUint(b, s.hash), s.mention.Time.Unix())
		b = wire.AppendUint(b, uint64(s.mention.Time.Nanosecond()))
		b = wire.AppendInt(b, int64(s.mention.Class))
		b = wire.AppendBytes(b, s.mention.Source)
		b = wire.AppendBytes(b, s.mention.Author)
		b = wire.AppendBytes(b, s.mention.Text)
		b = wire.AppendUint(b, uint64(len(s.mention.Terms)))
		for _, term := range s.mention.Terms {
			b = wire.AppendBytes(b, term)
		}
	}
	return b
}

// readPart reads what append wrote.
func readPart(r *wire.Reader, most int) part {
	p := part{start: readTime(r), mentions: below(r, "mentions", maxCount+1), event: r.Bool()}
	for _, names := range p.names() {
		*names = readFrequent(r, most)
	}
	n := below(r, "samples", bucketSamples+1)
	for range n {
		p.samples = append(p.samples, readSample(r))
		if r.Err() != nil {
			return part{}
		}
	}
	if !slices.IsSortedFunc(p.samples, func(a, b sample) int { return cmp.Compare(a.hash, b.hash) }) {
		r.Fail("order of samples")
	}
	return p
}

func readSample(r *wire.Reader) sample {
	s := sample{hash: r.Uint()}
	// Decoded times are in UTC: an instant has no location in the encoding.
	s.mention.Time = time.Unix(readTime(r), int64(below(r, "nanosecond", 1e9))).UTC()
	class := r.Int()
	if class < -1 || class > 1 {
		r.Fail("class %d", class)
	}
	s.mention.Class = sentiment.Class(class)
	s.mention.Source = readText(r, longName)
	s.mention.Author = readText(r, longName)
	s.mention.Text = readText(r, longText)
	for range below(r, "terms", mostTerms+1) {
		s.mention.Terms = append(s.mention.Terms, readText(r, longName))
	}
	return s
}

// readText reads a text of at most most bytes.
func readText(r *wire.Reader, most int) string {
	text := r.Bytes()
	if len(text) > most {
		r.Fail("text of %d bytes", len(text))
		return ""
	}
	return string(text)
}
