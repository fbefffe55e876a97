package sentiment_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment"
)

func TestLanguageOfTexts(t *testing.T) {
	for _, c := range []struct {
		want  sentiment.Language
		texts []string
	}{
		{sentiment.English, []string{
			"", "ok", "LOL", "😍", ":)", "5/5", "\xff\xfe the",
			"I love this phone and the battery is great", "The table of contents",
			"le weekend was good but the pizza was not for me", "Had a café au lait at the café, it was divine",
			"A nightmare", "A complete disaster", "She's a liar.", "Wasn't a good phone.", "don’t", "I DON'T KNOW",
			"Great value", "Well made", "#BestDayEver", "@jean my parcel", "see https://www.le-monde.fr/la-une for that",
		}},
		{sentiment.French, []string{
			"J’adore ce téléphone, la batterie est géniale", "c'est nul, je ne recommande pas", "Très déçu par la qualité",
			"TRE\u0300S MAUVAIS SERVICE, NE PAS ACHETER", "Déçu", "decu", "Superbe produit", "Mauvais service", "Parfait",
			"Bonne qualité", "L'arnaque", "d&eacute;&ccedil;u", "#QuelleDéception", "j'adore le shopping et le marketing",
			"Merci beaucoup", "Jamais reçu",
		}},
		{sentiment.Unread, []string{
			"Die neue App ist hell und freundlich", "Das Bad war sehr sauber", "Leider ist das Paket nie angekommen",
			"Wir haben viel gelacht, ein toller Film", "Absolut empfehlenswert, immer wieder gerne",
			"El producto llegó tarde y roto", "Muy buena calidad, lo recomiendo a todos", "La película es terrible y aburrida",
			"Me encanta, es superior a todo lo demás", "No me gusta nada este servicio",
			"Il prodotto è arrivato rotto e in ritardo", "L'albergo era pulito ma la colazione pessima",
			"Che schifo, non comprate questa roba", "Una grande delusione, soldi buttati via",
			"De levering was snel en goed", "Het eten was koud en de bediening traag", "De batterij is na twee dagen kapot",
			"O produto chegou quebrado e atrasado", "Não gostei nada do atendimento", "A bateria dura pouco e o ecrã partiu",
			"Produkten var bra men leveransen tog lång tid", "Bardzo dobry produkt, polecam wszystkim",
			"Tuote saapui ajoissa ja toimii hyvin", "Доставка была быстрой", "この商品はとても良いです", "الخدمة ممتازة",
		}},
	} {
		for _, text := range c.texts {
			got, confidence := sentiment.DetectLanguage(text)
			if got != c.want || confidence < 0.5 || confidence > 1 {
				t.Errorf("%q: %v with %.3f, want %v", text, got, confidence, c.want)
			}
			if a := new(sentiment.Lexicon).Analyze(text); a.Unread != (c.want == sentiment.Unread) || a.Unread && a != (sentiment.Analysis{Unread: true}) {
				t.Errorf("%q is %+v", text, a)
			}
		}
	}
}

// TestLanguageOfSharedTexts prints and guards the share of texts whose language
// is found, by their number of words; of long texts their first three words are
// asked too. A few are labelled French and are in another language.
func TestLanguageOfSharedTexts(t *testing.T) {
	var long, short, parts, longRight, shortRight, partsRight float64
	for _, set := range []struct {
		name   string
		column int
		want   sentiment.Language
	}{
		{"sentiment_en/tweets.tsv", 2, sentiment.English},
		{"sentiment_en/amazon.tsv", 2, sentiment.English},
		{"emotions_en/goemotions.tsv", 4, sentiment.English},
		{"sentiment_fr/tweets.tsv", 2, sentiment.French},
		{"sentiment_fr/book_reviews.tsv", 2, sentiment.French},
		{"emotions_fr/xed_fr.tsv", 2, sentiment.French},
	} {
		for _, row := range rows(t, set.name) {
			words := strings.Fields(row[set.column])
			ask := func(n, right *float64, text string) {
				*n++
				if got, _ := sentiment.DetectLanguage(text); got == set.want {
					*right++
				}
			}
			switch {
			case len(words) > 6:
				ask(&long, &longRight, row[set.column])
			case len(words) <= 3:
				ask(&short, &shortRight, row[set.column])
			}
			ask(&parts, &partsRight, strings.Join(words[:min(3, len(words))], " "))
		}
	}
	t.Logf("above six words %.4f of %.0f, up to three %.3f of %.0f, first three words %.3f of %.0f",
		longRight/long, long, shortRight/short, short, partsRight/parts, parts)
	if longRight < 0.995*long || shortRight < 0.95*short || partsRight < 0.95*parts {
		t.Error("below 0.995, 0.95, 0.95")
	}
}

// TestConfidenceIsTheShareThatIsRight prints and guards, on parts of texts, that
// decisions with a confidence are right about as often as it says.
func TestConfidenceIsTheShareThatIsRight(t *testing.T) {
	var n, right, said [5]float64
	for _, set := range []struct {
		name string
		want sentiment.Language
	}{
		{"sentiment_en/amazon.tsv", sentiment.English},
		{"sentiment_fr/book_reviews.tsv", sentiment.French},
	} {
		texts := rows(t, set.name)
		per := map[sentiment.Language]int{sentiment.English: 20, sentiment.French: 20}[set.want]
		for _, row := range texts[:min(120, len(texts))] {
			words := strings.Fields(row[2])
			for i := range min(per, len(words)) {
				got, confidence := sentiment.DetectLanguage(strings.Join(words[i:min(len(words), i+1+i%4)], " "))
				bin := min(4, int((confidence-0.5)*10))
				n[bin]++
				said[bin] += confidence
				if got == set.want {
					right[bin]++
				}
			}
		}
	}
	for i := range n {
		if n[i] < 100 {
			continue
		}
		t.Logf("said %.3f, right %.3f of %.0f", said[i]/n[i], right[i]/n[i], n[i])
		if right[i] < said[i]-0.03*n[i] {
			t.Errorf("said %.3f, right %.3f", said[i]/n[i], right[i]/n[i])
		}
	}
}

func TestDetectReadsMarksAlike(t *testing.T) {
	composed := strings.NewReplacer("e\u0301", "é", "e\u0300", "è", "a\u0300", "à", "c\u0327", "ç", "n\u0303", "ñ", "o\u0308", "ö")
	parts := []string{"de\u0301c\u0327u", "tre\u0300s", "a\u0300", "man\u0303ana", "scho\u0308n", "good", "le", "la", "die", "y"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 9).Draw(t, "words"), " ")
		got, confidence := sentiment.DetectLanguage(text)
		want, same := sentiment.DetectLanguage(composed.Replace(text))
		if got != want || confidence != same {
			t.Fatalf("%q: %v %v, composed %v %v", text, got, confidence, want, same)
		}
	})
}

func TestDetectDoesNotAllocate(t *testing.T) {
	if laws.Race {
		t.Skip("allocations are counted without the race detector")
	}
	for _, text := range append(posts, "Déçu", strings.Repeat("so good! ", 1000)) {
		if n := testing.AllocsPerRun(100, func() { sentiment.DetectLanguage(text) }); n != 0 {
			t.Errorf("%.40q: %v allocations", text, n)
		}
	}
}

// FuzzDetectLanguage: any text is in a language, with a confidence.
func FuzzDetectLanguage(f *testing.F) {
	for _, text := range []string{"", "l'app", "don't", "e\u0301", "\xff'\xff", "#ÀB", "a.b@c", "''", "&eacute;", "𝐠𝐨𝐨𝐝", "ﬁ", "㍿"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, confidence := sentiment.DetectLanguage(text)
		if l != sentiment.English && l != sentiment.French && l != sentiment.Unread || !(0.5 <= confidence && confidence <= 1) {
			t.Errorf("%q: %v with %v", text, l, confidence)
		}
		checkExplanation(t, new(sentiment.Lexicon), text)
	})
}
