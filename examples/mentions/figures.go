package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/sentiment"
	"github.com/customerkpi/kpi/sentiment/alarm"
	"github.com/customerkpi/kpi/sentiment/mention"
)

// clear is the strength from which an emotion is counted: one clear word.
const clear = 0.5

// figures are the KPIs, while they are counted. All is of the brand, but for the
// share of voice.
type figures struct {
	brand    string
	words    words
	lexicon  *sentiment.Lexicon
	taxonomy mention.Taxonomy

	voice    mention.ShareOfVoice
	bySource *kpi.Groups[string, *sentiment.Accumulator]
	byAspect *kpi.Groups[string, *sentiment.Accumulator]
	weekly   *kpi.Series[*sentiment.Accumulator]
	emotions sentiment.Emotions
	social   mention.Reach
	daily    *mention.DailyReach
	monitor  *alarm.Monitor
	reports  []alarm.Report
	last     row
}

func newFigures(o options) (*figures, error) {
	lexicon, err := lexiconOf(o.language)
	if err != nil {
		return nil, err
	}
	c, err := o.config()
	if err != nil {
		return nil, err
	}
	f := &figures{brand: o.brand, words: wordsOf(o.language), lexicon: lexicon}
	if f.monitor, err = alarm.NewMonitor(c); err != nil {
		return nil, err
	}
	if f.daily, err = mention.NewDailyReach(c.Location); err != nil {
		return nil, err
	}
	if f.weekly, err = kpi.NewSeries(kpi.Week, c.Location, new(sentiment.Accumulator)); err != nil {
		return nil, err
	}
	if f.byAspect, err = kpi.NewGroups[string](new(sentiment.Accumulator)); err != nil {
		return nil, err
	}
	f.bySource, err = kpi.NewGroups[string](new(sentiment.Accumulator))
	return f, err
}

// add counts a row.
func (f *figures) add(r row) error {
	r.Brand = cmp.Or(r.Brand, f.brand)
	if err := f.voice.Add(r.Brand); err != nil {
		return err
	}
	if r.Brand != f.brand {
		return nil
	}
	class, emotions, err := f.read(r)
	if err != nil {
		return err
	}
	if err := f.bySource.Update(r.Source, func(a *sentiment.Accumulator) error { return a.Add(class) }); err != nil {
		return err
	}
	if err := f.addWeek(r, class); err != nil {
		return err
	}
	for _, e := range emotions {
		if err := f.emotions.Add(e); err != nil {
			return err
		}
	}
	if err := f.addAspects(r.Text); err != nil {
		return err
	}
	if err := f.reach(r, class); err != nil {
		return err
	}
	report, err := f.monitor.Add(alarm.Mention{Time: r.Time, Source: r.Source, Author: r.Author, Class: class, Text: r.Text})
	f.report(report)
	f.last = r
	return err
}

// read returns the class of a row and its emotions: those of the text, or those
// that the file says.
func (f *figures) read(r row) (class sentiment.Class, emotions []sentiment.Emotion, err error) {
	if r.Text != "" {
		a := f.lexicon.Analyze(r.Text)
		return a.Class, a.Emotions.Expressed(clear), nil
	}
	if r.Sentiment != "" {
		if class, err = sentiment.ParseClass(r.Sentiment); err != nil {
			return 0, nil, err
		}
	}
	if r.Emotion != "" {
		emotion, err := sentiment.ParseEmotion(r.Emotion)
		if err != nil {
			return 0, nil, err
		}
		emotions = append(emotions, emotion)
	}
	return class, emotions, nil
}

// reach adds the audience: of social media all, of a domain once a day.
func (f *figures) reach(r row, class sentiment.Class) error {
	source := mention.Source(r.Source)
	if f.taxonomy.KindOf(source) == mention.KindSocial {
		return f.social.Add(mention.Post{Source: source, Audience: r.Audience, Class: class})
	}
	return f.daily.Add(cmp.Or(r.Domain, r.Source), r.Time, r.Audience)
}

// report keeps a report, if there is one.
func (f *figures) report(r *alarm.Report) {
	if r != nil {
		f.reports = append(f.reports, *r)
	}
}

// close ends the last bucket: the file says no more.
func (f *figures) close() {
	if !f.last.Time.IsZero() {
		f.report(f.monitor.Close(f.last.Time.Add(f.monitor.Config().Bucket * 2)))
	}
}

// print writes the figures. A bufio.Writer keeps its first error.
func (f *figures) print(w io.Writer) error {
	out := bufio.NewWriter(w)
	f.printSources(out)
	f.printEmotions(out)
	f.printVoice(out)
	f.printAspects(out)
	fmt.Fprintf(out, f.words.reach, f.social.Result().Social(), f.daily.Result())
	f.printChart(out)
	f.printAlarms(out)
	return out.Flush()
}

func (f *figures) printSources(w io.Writer) {
	fmt.Fprintf(w, f.words.bySource+"\n\n%-10s %8s %9s %9s %9s %6s\n", f.brand, "", "mentions", f.words.positive, f.words.neutral, f.words.negative, "net")
	type line struct {
		source string
		result sentiment.Result
	}
	var lines []line
	for source, a := range f.bySource.All() {
		lines = append(lines, line{source, a.Result()})
	}
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(b.result.N(), a.result.N()) })
	if total, err := f.bySource.Total(); err == nil {
		lines = append(lines, line{f.words.all, total.Result()})
	}
	for _, l := range lines {
		percent, err := l.result.Percentages(1)
		if err != nil {
			continue // no mention
		}
		net, _ := l.result.Net() // there is a mention
		fmt.Fprintf(w, "%-10s %8d %9s %9s %9s %6s\n", f.words.shown(l.source), l.result.N(),
			f.words.percent(percent[0]), f.words.percent(percent[1]), f.words.percent(percent[2]), f.words.number(net))
	}
}

func (f *figures) printEmotions(w io.Writer) {
	fmt.Fprintf(w, "\n%s\n\n", f.words.emotions)
	r := f.emotions.Result()
	for e := sentiment.Admiration; e <= sentiment.Anger; e++ {
		if share, err := r.Share(e); err == nil {
			fmt.Fprintf(w, "%-10s %s\n", f.words.shown(e.String()), f.words.localised(strings.Replace(share.String(), " of ", f.words.of, 1)))
		}
	}
}

func (f *figures) printVoice(w io.Writer) {
	fmt.Fprintf(w, "\n%s\n\n", f.words.voice)
	r := f.voice.Result()
	percent, err := r.Percentages(1)
	if err != nil {
		return // no mention
	}
	for i, b := range r.Brands {
		fmt.Fprintf(w, "%-10s %8d %7s\n", b.Brand, b.Mentions, f.words.percent(percent[i]))
	}
}

func (f *figures) printAlarms(w io.Writer) {
	fmt.Fprintf(w, "\n"+f.words.alarms+"\n", len(f.reports))
	for _, r := range f.reports {
		if !r.Alarm {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", f.words.sentence(r))
		for _, x := range r.Cause.Examples {
			fmt.Fprintf(w, "  %s %s: %s\n", x.Source, x.Author, strings.Join(strings.Fields(x.Text), " "))
		}
	}
}
