package sentiment_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment"
)

// posts are made up, of the length of tweets.
var posts = []string{
	"Just had the BEST coffee of my life at the new place downtown, totally worth the wait!! ☕😍 #happy",
	"@support my order is two weeks late and nobody answers the phone. Not good enough, I want my money back :(",
	"The update is out: https://example.com/news/1234 reads the same as the last one",
	"I don't think the new version is better than the old one, but at least it doesn't crash anymore",
	"happy birthday to my lovely sister, can't wait to see you tonight <3 <3",
	"ugh monday again... soooo tired and the train is delayed AGAIN 😡",
}

func BenchmarkAnalyze(b *testing.B) {
	for _, c := range []struct {
		name  string
		texts []string
	}{
		{"tweets", posts},
		{"long", []string{strings.Repeat(strings.Join(posts, " "), 100)}},
		{"emoji", []string{strings.Repeat("😍", 1<<16)}},
	} {
		b.Run(c.name, func(b *testing.B) {
			benchmark(b, english(b), c.texts)
		})
	}
	b.Run("shared tweets", func(b *testing.B) {
		var texts []string
		for _, row := range ratedTexts(b, "sentiment_en/tweets.tsv") {
			texts = append(texts, row.text)
		}
		benchmark(b, english(b), texts)
	})
}

func benchmark(b *testing.B, l *sentiment.Lexicon, texts []string) {
	size := 0
	for _, text := range texts {
		size += len(text)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		l.Analyze(texts[n%len(texts)])
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "texts/s")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n)/(float64(size)/float64(len(texts))), "ns/byte")
}

// BenchmarkFirstUse reads the table of a language as the first New does.
func BenchmarkFirstUse(b *testing.B) {
	for name, read := range map[string]func(){"English": sentiment.ReadEnglish, "French": sentiment.ReadFrench} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				read()
			}
		})
	}
}

func BenchmarkExplain(b *testing.B) {
	l := english(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		l.Explain(posts[n%len(posts)])
		n++
	}
}

func TestAnalyzeDoesNotAllocate(t *testing.T) {
	if laws.Race {
		t.Skip("a pool drops what it is given under the race detector")
	}
	l := english(t)
	for _, text := range append(posts, strings.Repeat("so good! ", 1000)) {
		l.Analyze(text)
		// A collection of garbage may empty the pool: less than one a text.
		if n := testing.AllocsPerRun(200, func() { l.Analyze(text) }); n > 0.5 {
			t.Errorf("%.40q: %v allocations", text, n)
		}
	}
}

// BenchmarkAnalyzeHostile repeats what might take quadratic time: a text of 16 times
// the length has to take 16 times as long, at the same ns/byte.
func BenchmarkAnalyzeHostile(b *testing.B) {
	l := english(b)
	for _, part := range []string{"😍", "good ", "a", "!", "'", "f*", "#", "@", ":", "e\u0301", "\xff", "not ", "can't ", "aaab", "http://", "-", "❤️‍🔥", "but "} {
		for _, size := range []int{1 << 14, 1 << 18} {
			text := strings.Repeat(part, size/len(part))
			b.Run(fmt.Sprintf("%q %d", part, size), func(b *testing.B) {
				for b.Loop() {
					l.Analyze(text)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(text)), "ns/byte")
			})
		}
	}
}

// BenchmarkDetect reads the same texts with the language given and found.
func BenchmarkDetect(b *testing.B) {
	long := strings.Repeat("the delivery was late and the driver was not friendly at all but the phone is great ", 12)
	b.Run("given", func(b *testing.B) { benchmark(b, english(b), posts) })
	b.Run("found", func(b *testing.B) { benchmark(b, new(sentiment.Lexicon), posts) })
	b.Run("long given", func(b *testing.B) { benchmark(b, english(b), []string{long}) })
	b.Run("long found", func(b *testing.B) { benchmark(b, new(sentiment.Lexicon), []string{long}) })
}
