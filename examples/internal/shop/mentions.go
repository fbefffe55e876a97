package shop

import (
	"fmt"
	"strconv"
	"time"
)

const authors = 1500

type mention struct {
	time      time.Time
	brand     string
	source    source
	domain    string
	author    int
	sentiment string
	emotion   string
	audience  int
	polarity  string
	text      string
}

// A source is where people write, with the median audience of a mention there.
type source struct {
	name     string
	audience float64
	domains  []string
}

func pickSource(d dice, bad bool) source {
	news := 8
	if bad {
		news = 40 // the press writes, and people share it
	}
	return pick(d, []choice[source]{
		{18, source{"facebook", 900, []string{"facebook.example"}}},
		{18, source{"instagram", 1500, []string{"instagram.example"}}},
		{10, source{"tiktok", 2500, []string{"tiktok.example"}}},
		{12 + news - 8, source{"x", 700, []string{"x.example"}}},
		{6, source{"youtube", 3000, []string{"youtube.example"}}},
		{7, source{"reddit", 400, []string{"reddit.example"}}},
		{3, source{"linkedin", 600, []string{"linkedin.example"}}},
		{2, source{"telegram", 200, []string{"telegram.example"}}},
		{1, source{"twitch", 800, []string{"twitch.example"}}},
		{news, source{"news", 20000, []string{"lagazette.example", "lecourrier.example", "dailypost.example"}}},
		{5, source{"blogs", 1200, []string{"carnet.example", "homelife.example"}}},
		{4, source{"forums", 300, []string{"forum.example"}}},
		{1, source{"podcasts", 4000, []string{"podcast.example"}}},
		{1, source{"video", 2000, []string{"video.example"}}},
		{4, source{"reviews", 250, []string{"avis.example", "reviews.example"}}},
	})
}

// newMentions returns the mentions of the year by time.
func newMentions() []mention {
	d := newDice(mentionStream)
	var all []mention
	for day := yearStart(); day.Before(yearEnd()); day = day.AddDate(0, 0, 1) {
		for _, brand := range []choice[string]{{12, "Alba"}, {8, "Boreal"}, {4, "Cobalt"}} {
			bad := brand.value == "Alba" && badPress(day)
			volume := float64(brand.weight)
			if bad {
				volume *= 6
			}
			for range d.poisson(volume) {
				all = append(all, newMention(d, brand.value, day, bad))
			}
		}
	}
	byTime(all, func(m mention) time.Time { return m.time })
	words := newDice(textStream)
	for i := range all {
		all[i].text = text(words, all[i])
	}
	return all
}

func newMention(d dice, brand string, day time.Time, bad bool) mention {
	m := mention{time: d.within(day, day.AddDate(0, 0, 1)), brand: brand, source: pickSource(d, bad)}
	m.domain = m.source.domains[d.IntN(len(m.source.domains))]
	m.author = 1 + min(d.IntN(authors), d.IntN(authors)) // some write more than others
	m.audience = int(d.around(m.source.audience, 1))

	tones := []choice[string]{{40, "positive"}, {40, "neutral"}, {20, "negative"}}
	if bad {
		tones = []choice[string]{{7, "positive"}, {18, "neutral"}, {75, "negative"}}
	}
	m.sentiment = pick(d, tones)

	tone := 0 // hundredths of polarity
	switch m.sentiment {
	case "positive":
		m.emotion = pick(d, []choice[string]{{40, ""}, {25, "admiration"}, {35, "joy"}})
		tone = 20 + d.IntN(81)
	case "neutral":
		tone = d.IntN(31) - 15
	case "negative":
		anger := 15
		if bad {
			anger = 45
		}
		m.emotion = pick(d, []choice[string]{{30, ""}, {anger, "anger"}, {anger / 2, "disgust"}, {15, "sadness"}, {8, "fear"}})
		tone = -20 - d.IntN(81)
	}
	if !d.chance(0.1) {
		m.polarity = cents(int64(tone))
	}
	return m
}

func (f file) writeMentions(mentions []mention) {
	f.row("time", "brand", "source", "domain", "author", "sentiment", "emotion", "audience", "polarity", "text")
	for _, m := range mentions {
		f.row(m.time.Format(time.RFC3339), m.brand, m.source.name, m.domain, fmt.Sprintf("u%04d", m.author),
			m.sentiment, m.emotion, strconv.Itoa(m.audience), m.polarity, m.text)
	}
}
