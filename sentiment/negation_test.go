package sentiment_test

import (
	"testing"

	"github.com/customerkpi/kpi/sentiment"
)

// TestEnglishGrammar has the rules of English one by one, as the class of a text.
func TestEnglishGrammar(t *testing.T) {
	checkGrammar(t, english(t), []rule{
		{"subjects that negate", 1, []string{"few problems"}},
		{"subjects that negate", -1, []string{"No one was helpful", "none were helpful", "nobody was helpful", "neither the price nor the quality is good", "few people liked it", "of little value", "hardly useful"}},
		{"a few are some", -1, []string{"a few problems", "quite a few complaints"}},
		{"nor takes nothing back", -1, []string{"neither cheap nor good", "neither helpful nor friendly", "It isn't pretty, nor is it useful"}},
		{"nor takes nothing back", 1, []string{"neither slow nor noisy"}},
		{"two negations", 1, []string{"It is never not good", "nobody would say it is not great"}},
		{"lists", -1, []string{"not useful, fast or friendly", "not fast and reliable", "it isn't nice, helpful, or kind"}},
		{"no lists", 1, []string{"It is not slow and it is great", "I did not call, the service is great"}},
		{"no lists", -1, []string{"It isn't good, terrible in fact"}},
		{"so and such", 1, []string{"I have never been so happy", "never seen such a great film", "never had a better one", "I haven't been this happy in years"}},
		{"so and such", -1, []string{"I have not been this angry in years.", "I've never been so angry", "it has never been good", "not so good", "not as good as the first"}},
		{"superlatives", 1, []string{"Can't recommend this shop enough!", "can't thank them enough", "Couldn't ask for a better phone.", "It could not be more helpful", "couldn't be happier"}},
		{"superlatives", -1, []string{"couldn't be worse", "not good enough", "could not recommend it"}},
		{"less and fewer", -1, []string{"less reliable", "less useful than before"}},
		{"less and fewer", 1, []string{"less noisy", "fewer problems", "no less than great"}},
		{"hard to", 1, []string{"hard to fault", "hard to beat", "easy to love"}},
		{"hard to", -1, []string{"hard to recommend", "difficult to love", "hard to use", "impossible to like"}},
		{"what is missing", -1, []string{"never arrived", "nobody answers", "did not respond", "no explanation", "no refund"}},
		{"what is missing", 0, []string{"it arrived", "they answered", "the explanation"}},
		{"too much", -1, []string{"It is too small.", "far too long", "a bit too tight", "not big enough"}},
		{"too much", 1, []string{"not too small"}},
		{"too much", 0, []string{"It is small", "a long film"}},
		{"remedies", 1, []string{"It removes stains", "They solved the issue within minutes.", "the problem was fixed", "got rid of my pain"}},
		{"remedies", -1, []string{"They have not solved the issue", "the problem is to be fixed"}},
		{"wishes", -1, []string{"I hoped it would be good.", "I expected better.", "I wish it was good", "supposed to be easy", "used to be good", "If only the support were friendly.", "would have been great", "If it were reliable, I would be happy"}},
		{"wishes", 1, []string{"I didn't expect it to be this good", "better than I expected"}},
		{"wishes", -1, []string{"I wish it wasn't so slow", "I hoped it would not crash"}},
		{"should be", -1, []string{"could be better", "should be easier", "needs to be faster"}},
		{"should be", 1, []string{"could be worse", "this could be the best"}},
		{"what was before", -1, []string{"My old phone was better", "the previous version was nicer"}},
		{"what was before", 1, []string{"It is better than my old phone"}},
		{"what it is compared with", 1, []string{"better than the terrible old one"}},
		{"questions", 0, []string{"Where can I buy a good one?", "Is it good?", "Does it work well?"}},
		{"questions", -1, []string{"Why is this so bad?", "Is it always this slow?"}},
		{"questions", 1, []string{"What a great phone!", "Why is this so good?"}},
		{"degree words", -1, []string{"pretty bad", "pretty disappointing", "it is pretty slow and pretty ugly"}},
		{"like", 1, []string{"I like this shop", "I like that"}},
		{"like", -1, []string{"I don't like this shop"}},
		{"advice", -1, []string{"Don't waste your time", "do not waste a minute on it", "don't bother"}},
		{"advice", 1, []string{"don't hesitate", "without a doubt the best"}},
	})
}

// TestFrenchNegation has those of French.
func TestFrenchNegation(t *testing.T) {
	checkGrammar(t, french(t), []rule{
		{"personne", -1, []string{"Personne n'est satisfait", "je ne recommande à personne", "Personne ne répond", "il n'aide personne"}},
		{"personne", 1, []string{"une personne aimable"}},
		{"rien, aucun", -1, []string{"rien ne fonctionne", "aucun vendeur n'était aimable", "Je n'ai trouvé aucun intérêt", "il n'y a rien d'agréable"}},
		{"two halves say the same", -1, []string{"je n'ai jamais rien trouvé de bon", "plus jamais rien d'agréable"}},
		{"ni", -1, []string{"ni rapide ni fiable", "n'est ni rapide ni fiable", "ni bon ni beau", "je ne suis ni satisfait ni content"}},
		{"ni", 1, []string{"ni lent ni bruyant"}},
		{"non", -1, []string{"Un service non fiable.", "produit non conforme"}},
		{"non", 1, []string{"non seulement beau mais solide", "non, c'est très bien"}},
		{"so and such", 1, []string{"Je n'ai jamais été aussi contente.", "jamais vu un aussi bon service"}},
		{"so and such", -1, []string{"jamais vu un service aussi mauvais", "il n'a jamais été aimable", "pas aussi bon"}},
		{"ne ... que", 1, []string{"il n'y a que du positif", "je ne peux que recommander"}},
		{"ne ... que", -1, []string{"ils ne font que mentir"}},
		{"less", -1, []string{"moins fiable", "moins agréable que l'autre", "peu convaincant"}},
		{"less", 1, []string{"moins bruyant", "au moins c'est bon"}},
		{"hard to", -1, []string{"difficile à recommander", "impossible d'aimer"}},
		{"hard to", 1, []string{"impossible de résister", "facile à utiliser"}},
		{"what is missing", -1, []string{"pas arrivé", "jamais livré", "aucune explication", "ne fonctionne pas"}},
		{"what is missing", 0, []string{"il arrive", "une explication"}},
		{"too much", -1, []string{"trop petit", "un peu trop large", "bien trop lourd"}},
		{"too much", 0, []string{"c'est petit"}},
		{"remedies", 1, []string{"Ils ont résolu mon problème", "Finis les bugs", "le problème est réglé"}},
		{"remedies", -1, []string{"ils n'ont pas résolu mon problème"}},
		{"wishes", -1, []string{"J'aurais aimé une meilleure finition.", "si seulement c'était fiable", "j'espérais un bon accueil", "Vous feriez mieux de rembourser vos clients.", "Si c'était fiable, je serais content"}},
		{"what was before", -1, []string{"l'ancienne version était mieux"}},
		{"what was before", 1, []string{"mieux que l'ancienne version"}},
		{"questions", 0, []string{"Où trouver un bon vendeur ?", "Est-ce que c'est bien ?"}},
		{"lists", -1, []string{"pas rapide, fiable ou agréable", "pas rapide et fiable"}},
	})
}

// A rule has texts and the sign that a reader gives them.
type rule struct {
	name  string
	sign  sentiment.Class
	texts []string
}

func checkGrammar(t *testing.T, l *sentiment.Lexicon, rules []rule) {
	t.Helper()
	for _, r := range rules {
		for _, text := range r.texts {
			if e := l.Explain(text); e.Class != r.sign {
				t.Errorf("%s: %q is %v, want %v: %v", r.name, text, e.Class, r.sign, e.Spans)
			}
		}
	}
}
