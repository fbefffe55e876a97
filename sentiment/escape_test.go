package sentiment_test

import (
	"strings"
	"testing"

	"github.com/customerkpi/kpi/sentiment"
)

// A text that arrives escaped, in wide letters, as short codes or with signs for
// letters reads as its plain form.
func TestTextsAsTheyArrive(t *testing.T) {
	for _, c := range []struct {
		language    sentiment.Language
		text, plain string
	}{
		{sentiment.English, "I don&#39;t like it", "I don't like it"},
		{sentiment.English, "I don&#x27;t like it", "I don't like it"},
		{sentiment.English, "I don&apos;t like it", "I don't like it"},
		{sentiment.English, "I don&rsquo;t like it", "I don't like it"},
		{sentiment.English, "I don&amp;rsquo;t like it", "I don't like it"},
		{sentiment.English, "I don&amp;amp;#39;t like it", "I don't like it"},
		{sentiment.English, "not&nbsp;good", "not good"},
		{sentiment.English, "I &lt;3 it", "I <3 it"},
		{sentiment.English, "good &hearts;", "good ♥"},
		{sentiment.English, "&quot;good&quot;", "\"good\""},
		{sentiment.English, "R&D is good; AT&T", "R&D is good; AT&T"},
		{sentiment.English, "&; &#; &bad; &#xZZ; &#0; good", "good"},
		{sentiment.English, "ｇｏｏｄ", "good"},
		{sentiment.English, "ＧＲＥＡＴ service", "GREAT service"},
		{sentiment.English, "𝐠𝐨𝐨𝐝 𝓰𝓸𝓸𝓭 𝚐𝚘𝚘𝚍", "good good good"},
		{sentiment.English, "🅶🄾Ⓞⓓ", "GOOd"},
		{sentiment.English, ":thumbsup:", "👍"},
		{sentiment.English, "late :-1: :rage:", "late 👎 😡"},
		{sentiment.English, "b4d b@d sh1t", "bad bad shit"},
		{sentiment.English, "2/5", "4 / 10"},
		{sentiment.English, "7.5/10", "8/10"},
		{sentiment.English, "on 2/5, 1/10/2024, 10/10/24, 24/7, 5/4", "on"},
		{sentiment.English, "write to me@love.com about $LOVE", "write to me about"},
		{sentiment.French, "d&eacute;&ccedil;u", "déçu"},
		{sentiment.French, "D&Eacute;&Ccedil;U par le service", "DÉÇU par le service"},
		{sentiment.French, "#EncoreUnÉchec", "encore un échec"},
		{sentiment.French, "#JeSuisE\u0301nervé", "je suis énervé"},
		{sentiment.French, "#MerciLÉquipe", "merci l équipe"},
		{sentiment.French, "note : 15/20", "note : 8/10"},
	} {
		l := lexicon(t, c.language, sentiment.Options{})
		got, want := l.Analyze(c.text), l.Analyze(c.plain)
		if got != want {
			t.Errorf("%q is %v, %q is %v", c.text, l.Explain(c.text), c.plain, l.Explain(c.plain))
		}
	}
}

// The spans of an escaped text are parts of it.
func TestSpansOfEscapedTexts(t *testing.T) {
	l := lexicon(t, sentiment.French, sentiment.Options{})
	text := "Tr&egrave;s d&eacute;&ccedil;u, mais g&eacute;nial &amp; rapide"
	var spans []string
	for _, s := range l.Explain(text).Spans {
		spans = append(spans, s.Text)
		if text[s.Start:s.End] != s.Text {
			t.Errorf("%+v is not of the text", s)
		}
	}
	if got := strings.Join(spans, " | "); got != "d&eacute;&ccedil;u | g&eacute;nial | rapide" {
		t.Error(got)
	}
}
