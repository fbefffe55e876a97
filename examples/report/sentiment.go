package main

import (
	"errors"
	"strings"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/rows"
	"github.com/customerkpi/kpi/sentiment"
	"github.com/customerkpi/kpi/sentiment/mention"
)

// A sentimentFamily is KPIs 20 to 23. All but the share of voice is of the
// mentions of one brand, or of all where -brand is not given.
type sentimentFamily struct {
	brand    string
	bySource bool // the file has no segments: a mention's is its source

	classes    *byCustomer[*sentiment.Accumulator, sentiment.Result]
	polarities *byCustomer[*sentiment.Polarity, sentiment.PolarityResult]
	emotions   *byCustomer[*sentiment.Emotions, sentiment.EmotionResult]
	volume     *cube[*mention.Volume]
	authors    *cube[*mention.Distinct[string]]
	voice      *byCustomer[*mention.ShareOfVoice, mention.VoiceResult]
	reach      *cube[*mention.Reach]

	calendar *calendar
	negative map[int64]uint64 // mentions by day
}

func newSentiment(c *config) (f sentimentFamily, err error) {
	f.brand, f.calendar, f.negative = c.brand, &c.calendar, make(map[int64]uint64)
	// Where people write the kind of a source in the plural.
	taxonomy := mention.DefaultTaxonomy().
		With("blogs", mention.KindBlog).With("forums", mention.KindForum).With("podcasts", mention.KindPodcast).
		With("videos", mention.KindVideo).With("reviews", mention.KindReview)
	volume, err := mention.NewVolume(taxonomy)
	if err != nil {
		return f, err
	}
	reach, err := mention.NewReach(taxonomy)
	if err != nil {
		return f, err
	}
	f.addTones(&c.calendar)
	f.volume = newCube(&c.calendar, "-mentions", volume)
	f.authors = newCube(&c.calendar, "-mentions", new(mention.Distinct[string]))
	f.voice = newByCustomer(&c.calendar, "-mentions", new(mention.ShareOfVoice), (*mention.ShareOfVoice).Result,
		figure(name{21, "share_of_voice", text{"  share of voice, of the brands", "  part de voix, des marques"}, percent, +1}, func(r mention.VoiceResult) (kpi.Rate, error) { return r.Share(c.brand) }),
	)
	f.reach = newCube(&c.calendar, "-mentions", reach)
	return f, nil
}

func (f *sentimentFamily) given(has func(string) bool) {
	need := func(column string) string {
		if has(column) {
			return ""
		}
		return "column " + column + " in -mentions"
	}
	f.bySource = !has("segment")
	f.classes.missing, f.volume.missing = "", ""
	f.polarities.missing, f.emotions.missing = need("polarity"), need("emotion")
	f.authors.missing, f.reach.missing, f.voice.missing = need("author"), need("audience"), need("brand")
	switch {
	case f.voice.missing != "":
		f.brand = "" // all mentions are of one
	case f.brand == "":
		f.voice.missing = "-brand"
	}
}

var (
	anotherBrand = reason{"another_brand", text{"another brand", "autre marque"}}
	errAudience  = errors.New("more than there are people")
)

// maxAudience keeps a wrong number from making the sum of all overflow.
const maxAudience = 1e10

func (f *sentimentFamily) add(in *input, s spot, m *rows.Mention) error {
	if m.Audience > maxAudience {
		return refused("audience", m.Audience, errAudience)
	}
	if err := f.voice.update(s, m.Author, func(a *mention.ShareOfVoice) error { return a.Add(m.Brand) }); err != nil {
		return err
	}
	if f.brand != "" && m.Brand != f.brand {
		in.leave(text{"all but share of voice", "de tous les chiffres sauf la part de voix"}, anotherBrand)
		return nil
	}
	class, err := sentiment.ParseClass(string(m.Sentiment))
	if err != nil {
		return err
	}
	source := mention.Source(strings.ToLower(m.Source))
	if err := f.reach.update(s, func(a *mention.Reach) error {
		return a.Add(mention.Post{Source: source, Domain: m.Domain, Audience: uint64(m.Audience), Class: class})
	}); err != nil {
		return err
	}
	if err := f.classes.update(s, m.Author, func(a *sentiment.Accumulator) error { return a.Add(class) }); err != nil {
		return err
	}
	if err := f.volume.update(s, func(a *mention.Volume) error { return a.Add(source) }); err != nil {
		return err
	}
	if class == sentiment.Negative {
		f.negative[f.calendar.dayNumber(s.time)]++
	}
	if m.Author != "" {
		if err := f.authors.update(s, func(a *mention.Distinct[string]) error { return a.Add(m.Author) }); err != nil {
			return err
		}
	}
	return f.addTone(s, m)
}

// addTone takes what a mention says beyond its class.
func (f *sentimentFamily) addTone(s spot, m *rows.Mention) error {
	if m.Polarity.Valid {
		if err := f.polarities.update(s, m.Author, func(a *sentiment.Polarity) error { return a.Add(m.Polarity.Decimal) }); err != nil {
			return err
		}
	}
	if m.Emotion == "" {
		return nil
	}
	emotion, err := sentiment.ParseEmotion(string(m.Emotion))
	if err != nil {
		return err
	}
	return f.emotions.update(s, m.Author, func(a *sentiment.Emotions) error { return a.Add(emotion) })
}

func (f *sentimentFamily) table(c *calendar) (*table, error) {
	t := &table{calendar: c, family: "sentiment", brand: f.brand, title: text{"Sentiment and mentions", "Sentiments et mentions"}}
	if f.brand != "" {
		t.title = text{t.title.en + " of " + f.brand, t.title.fr + " : " + f.brand}
	}
	if err := f.addSentiment(t); err != nil {
		return nil, err
	}
	t.timelines = append(t.timelines, timeline{text{"Negative mentions by day, with alarms", "Mentions négatives par jour, avec alertes"}, text{
		"An alarm is a day with more than what is usual on that day of the week, by more than chance allows once in 400 days.",
		"Une alerte est un jour qui dépasse l'habitude de ce jour de la semaine, au-delà de ce que le hasard permet une fois en 400 jours.",
	}, f.negative})
	return t, f.addReach(t)
}

// addTones makes what is of the tone of mentions. Its unit is the author.
func (f *sentimentFamily) addTones(c *calendar) {
	share := func(c sentiment.Class) func(sentiment.Result) (kpi.Rate, error) {
		return func(r sentiment.Result) (kpi.Rate, error) { return r.Share(c) }
	}
	f.classes = newByCustomer(c, "-mentions", new(sentiment.Accumulator), (*sentiment.Accumulator).Result,
		figure(name{20, "net_sentiment", text{"Net sentiment, of all mentions", "Sentiment net, de toutes les mentions"}, points, +1}, sentiment.Result.Net),
		figure(name{20, "net_opinions", text{"  of those with an opinion", "  de celles avec une opinion"}, points, +1}, sentiment.Result.NetOpinions),
		figure(name{20, "positive", text{"  positive", "  positives"}, percent, +1}, share(sentiment.Positive)),
		figure(name{20, "neutral", text{"  neutral", "  neutres"}, percent, 0}, share(sentiment.Neutral)),
		figure(name{20, "negative", text{"  negative", "  négatives"}, percent, -1}, share(sentiment.Negative)),
	)
	f.polarities = newByCustomer(c, "-mentions", new(sentiment.Polarity), (*sentiment.Polarity).Result,
		figure(name{20, "polarity", text{"  mean polarity, -1..1", "  polarité moyenne, -1..1"}, score, +1}, sentiment.PolarityResult.Mean).within(-1, 1),
	)
	emotion := func(e sentiment.Emotion, fr string, good int) measure[sentiment.EmotionResult] {
		return figure(name{20, "emotion_" + e.String(), text{"  emotion: " + e.String(), "  émotion : " + fr}, percent, good},
			func(r sentiment.EmotionResult) (kpi.Rate, error) { return r.Share(e) })
	}
	f.emotions = newByCustomer(c, "-mentions", new(sentiment.Emotions), (*sentiment.Emotions).Result,
		emotion(sentiment.Admiration, "admiration", +1), emotion(sentiment.Joy, "joie", +1), emotion(sentiment.Disgust, "dégoût", -1),
		emotion(sentiment.Sadness, "tristesse", -1), emotion(sentiment.Fear, "peur", -1), emotion(sentiment.Anger, "colère", -1),
	)
}

func (f *sentimentFamily) addSentiment(t *table) error {
	for _, lines := range []func(*table) error{f.classes.addLines, f.polarities.addLines, f.emotions.addLines} {
		if err := lines(t); err != nil {
			return err
		}
	}
	return nil
}

func (f *sentimentFamily) addReach(t *table) error {
	if err := addLines(t, f.volume, (*mention.Volume).Result,
		count(name{21, "mentions", text{"Mention volume", "Volume de mentions"}, quantity, 0}, mention.VolumeResult.N),
		count(name{21, "mentions_social", text{"  on social media", "  sur les réseaux sociaux"}, quantity, 0}, func(r mention.VolumeResult) uint64 { return r.ByKind(mention.KindSocial) }),
	); err != nil {
		return err
	}
	if err := addLines(t, f.authors, (*mention.Distinct[string]).Result,
		count(name{21, "authors", text{"  different authors", "  auteurs différents"}, quantity, 0}, func(n uint64) uint64 { return n }),
	); err != nil {
		return err
	}
	if err := f.voice.addLines(t); err != nil {
		return err
	}
	if err := f.addVoices(t); err != nil {
		return err
	}
	if err := addLines(t, f.reach, (*mention.Reach).Result,
		count(name{22, "social_reach", text{"Social reach, in impressions", "Portée sur les réseaux sociaux"}, quantity, 0}, mention.ReachResult.Social),
		count(name{23, "non_social_reach", text{"Non-social reach, in impressions", "Portée hors réseaux sociaux"}, quantity, 0}, mention.ReachResult.NonSocial),
	); err != nil || f.reach.missing != "" {
		return err
	}
	return f.noteTop(t)
}

// shownBrands is the number of competitors whose share of voice is shown.
const shownBrands = 5

// addVoices adds the share of voice of the largest competitors.
func (f *sentimentFamily) addVoices(t *table) error {
	if f.voice.missing != "" {
		return nil
	}
	total, err := f.voice.total()
	if err != nil {
		return err
	}
	var measures []measure[mention.VoiceResult]
	for _, b := range total.Result().Brands {
		if b.Brand == f.brand || b.Brand == "" || len(measures) == shownBrands {
			continue
		}
		label := text{"    share of voice: " + b.Brand, "    part de voix : " + b.Brand}
		measures = append(measures, figure(name{21, "share_of_voice_of_" + b.Brand, label, percent, 0}, func(r mention.VoiceResult) (kpi.Rate, error) { return r.Share(b.Brand) }))
	}
	first := len(t.lines)
	err = addLines(t, f.voice.cube, f.voice.result, measures...)
	for _, l := range t.lines[first:] {
		l.detail = true
	}
	return err
}

// noteTop ranks the sources and domains.
func (f *sentimentFamily) noteTop(t *table) error {
	total, err := f.reach.total()
	if err != nil {
		return err
	}
	r := total.Result()
	sources := func(by mention.RankBy, of func(mention.Totals) uint64) (top []ranked) {
		for _, s := range r.TopSources(3, by) {
			top = append(top, ranked{string(s.Source), of(s.Totals)})
		}
		return top
	}
	var domains []ranked
	for _, d := range r.TopDomains(3, mention.ByReach) {
		domains = append(domains, ranked{d.Domain, d.Audience})
	}
	t.noteRanking(text{"Top sources by volume: ", "Premières sources par volume : "}, sources(mention.ByVolume, mention.Totals.N))
	t.noteRanking(text{"Top sources by reach: ", "Premières sources par portée : "}, sources(mention.ByReach, func(t mention.Totals) uint64 { return t.Audience }))
	t.noteRanking(text{"Top domains by reach: ", "Premiers domaines par portée : "}, domains)
	return nil
}

// A ranked is a name in a ranking, and the count that it is ranked by.
type ranked struct {
	name  string
	count uint64
}

// noteRanking adds a ranking to the notes, unless it is empty.
func (t *table) noteRanking(title text, top []ranked) {
	list := func(lang string) string {
		var all []string
		for _, r := range top {
			all = append(all, shown(r.name, lang)+" "+quantity.Show(countFigure(r.count), lang))
		}
		return strings.Join(all, text{"; ", " ; "}.in(lang)) + "."
	}
	if len(top) > 0 {
		t.note("", text{title.en + list("en"), title.fr + list("fr")})
	}
}
