package alarm

import "strings"

// functionWord reports whether a word in lower case is of the grammar of English or
// French, and not what a text is about: articles, pronouns, determiners, prepositions,
// conjunctions, auxiliary and modal verbs with their forms, adverbs of degree, time
// and negation, numerals, interjections and greetings. The lists follow the closed
// classes of a grammar; a word that is a content word in the other language, such as
// "car", is left out.
func functionWord(word string) bool { return englishFunction(word) || frenchFunction(word) }

func englishFunction(word string) bool {
	switch word {
	case "the", "an", "this", "that", "these", "those", "some", "any", "no", "every", "each", "either", "neither", "both", "all", "half", "such", "another", "other", "others",
		"much", "many", "more", "most", "few", "fewer", "little", "less", "least", "several", "enough", "own", "same",
		"me", "my", "mine", "myself", "you", "your", "yours", "yourself", "yourselves", "he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its", "itself",
		"we", "us", "our", "ours", "ourselves", "they", "them", "their", "theirs", "themselves", "one", "ones", "oneself",
		"who", "whom", "whose", "which", "what", "whatever", "whoever", "whichever", "anyone", "anybody", "anything", "someone", "somebody", "something", "everyone", "everybody",
		"everything", "nobody", "nothing", "none", "there", "here", "where", "when", "why", "how", "whenever", "wherever", "however",
		"of", "in", "to", "for", "with", "on", "at", "from", "by", "about", "as", "into", "like", "through", "after", "over", "between", "out", "against", "during", "without",
		"before", "under", "around", "among", "amongst", "across", "behind", "beyond", "off", "up", "down", "since", "until", "till", "upon", "toward", "towards", "within",
		"along", "above", "below", "beneath", "beside", "besides", "despite", "except", "inside", "near", "onto", "outside", "per", "throughout", "via", "than", "away", "back":
		return true
	case "and", "or", "but", "nor", "so", "yet", "if", "unless", "because", "although", "though", "while", "whereas", "whether", "once", "then", "therefore", "thus", "hence",
		"be", "am", "is", "are", "was", "were", "been", "being", "have", "has", "had", "having", "do", "does", "did", "doing", "done", "will", "would", "shall", "should",
		"can", "could", "may", "might", "must", "ought", "need", "dare", "used", "get", "gets", "got", "getting", "gotten", "go", "goes", "going", "gone", "went", "let", "lets",
		"make", "makes", "made", "making", "said", "say", "says", "come", "comes", "came", "put", "take", "takes", "took",
		"not", "never", "ever", "always", "often", "sometimes", "usually", "already", "still", "just", "only", "even", "also", "too", "very", "really", "quite", "rather",
		"almost", "nearly", "perhaps", "maybe", "again", "now", "today", "tomorrow", "yesterday", "tonight", "soon", "later", "ago", "instead", "else", "anyway", "well", "yes",
		"yeah", "yep", "nope", "oh", "ok", "okay", "please", "thanks", "thank", "hello", "hey", "hi", "lol", "omg", "wow", "rt", "amp", "via:",
		"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "first", "second", "third", "last", "next":
		return true
	case "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "wont", "wouldnt", "cant", "couldnt", "shouldnt", "havent", "hasnt", "hadnt", "im", "ive", "youre", "youve",
		"theyre", "weve", "thats", "theres", "whats", "gonna", "wanna", "gotta", "cannot":
		return true
	}
	return false
}

func frenchFunction(word string) bool {
	switch word {
	case "le", "la", "les", "un", "une", "des", "du", "de", "au", "aux", "ce", "cet", "cette", "ces", "mon", "ton", "son", "ma", "ta", "sa", "mes", "tes", "ses", "notre", "nos",
		"votre", "vos", "leur", "leurs", "quel", "quelle", "quels", "quelles", "quelque", "quelques", "chaque", "tout", "toute", "tous", "toutes", "aucun", "aucune", "nul", "nulle",
		"plusieurs", "certain", "certains", "certaine", "certaines", "tel", "telle", "tels", "telles", "même", "mêmes", "meme", "autre", "autres", "divers", "diverses",
		"je", "tu", "il", "elle", "nous", "vous", "ils", "elles", "se", "te", "lui", "eux", "moi", "toi", "soi", "en", "qui", "que", "quoi", "dont", "où", "lequel", "laquelle",
		"lesquels", "lesquelles", "auquel", "auxquels", "duquel", "desquels", "ceci", "cela", "ça", "ca", "celui", "celle", "ceux", "celles", "celui-ci", "celui-là", "celle-ci",
		"celle-là", "rien", "personne", "quelqu'un", "quelqu'une", "quelques-uns", "chacun", "chacune", "autrui", "mien", "mienne", "tien", "sien", "sienne", "nôtre", "vôtre",
		"à", "dans", "par", "pour", "avec", "sans", "sous", "sur", "vers", "chez", "contre", "entre", "depuis", "pendant", "durant", "avant", "après", "apres", "devant", "derrière",
		"dès", "jusque", "jusqu", "jusqu'à", "malgré", "parmi", "selon", "sauf", "hors", "envers", "outre", "via", "voici", "voilà", "voila", "près", "loin", "lors", "afin", "grâce":
		return true
	case "et", "ou", "mais", "donc", "or", "ni", "si", "comme", "quand", "lorsque", "lorsqu", "puisque", "puisqu", "quoique", "quoiqu", "parce", "tandis", "alors", "ainsi", "puis",
		"suis", "es", "est", "sommes", "êtes", "sont", "étais", "était", "étions", "étiez", "étaient", "étant", "serai", "sera", "serons", "serez", "seront", "serais",
		"serait", "seraient", "soit", "soient", "sois", "fut", "furent", "être", "etre", "ai", "avons", "avez", "ont", "avais", "avait", "avions", "aviez", "avaient", "eu", "eue",
		"ayant", "aurai", "aura", "aurons", "aurez", "auront", "aurais", "aurait", "auraient", "ait", "aient", "avoir", "fais", "fait", "faites", "font", "faire", "faisait",
		"vais", "vas", "va", "allons", "allez", "vont", "aller", "peux", "peut", "pouvons", "pouvez", "peuvent", "pouvait", "pourrait", "pouvoir", "pu", "dois", "doit", "devons",
		"devez", "doivent", "devait", "devrait", "devoir", "dû", "veux", "veut", "voulons", "voulez", "veulent", "voulait", "voudrais", "vouloir", "faut", "fallait", "faudrait",
		"dit", "dire", "mis", "mettre", "viens", "vient", "venir", "sais", "sait", "savoir", "vois", "voit", "voir", "y":
		return true
	case "ne", "pas", "plus", "jamais", "guère", "point", "non", "oui", "très", "tres", "trop", "peu", "assez", "beaucoup", "moins", "aussi", "autant", "tant", "tellement", "presque",
		"encore", "toujours", "souvent", "parfois", "déjà", "deja", "bientôt", "aujourd'hui", "hier", "demain", "maintenant", "ici", "là", "là-bas", "ailleurs", "partout",
		"seulement", "vraiment", "surtout", "plutôt", "peut-être", "ensuite", "enfin", "pourquoi", "comment", "combien", "bien", "mieux", "mal", "tôt", "tard", "environ",
		"d'abord", "d'ailleurs", "d'accord", "cependant", "pourtant", "toutefois", "sinon", "merci", "bonjour", "bonsoir", "salut", "svp", "stp", "ah", "oh", "hein", "bah", "ben",
		"mdr", "ptdr", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "premier", "première", "dernier", "dernière", "prochain", "prochaine":
		return true
	}
	return false
}

// elided returns a French word without what is elided before it, such as the l' of
// l'application. Words that are one with their apostrophe stay: aujourd'hui.
func elided(word string) string {
	for i := range len(word) {
		if word[i] != '\'' {
			continue
		}
		switch word[:i] {
		case "l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu":
			return word[i+1:]
		}
		return word
	}
	return word
}

// contracted returns an English word without what is contracted to it: 's, 're, n't.
// Where nothing else is left it is of the grammar, such as don't.
func contracted(word string) string {
	for _, end := range [...]string{"n't", "'s", "'re", "'ve", "'ll", "'d", "'m", "s'"} {
		if n := len(word) - len(end); n > 0 && word[n:] == end {
			if end == "n't" {
				return "not"
			}
			if end == "s'" {
				return word[:n+1]
			}
			return word[:n]
		}
	}
	return word
}

// plain returns a French word without the pronouns that an inversion or an imperative
// hangs on it: a-t-il, voulez-vous, dites-le. A rendez-vous is one word.
func plain(word string) string {
	if word == "rendez-vous" {
		return word
	}
	for range 2 {
		i := strings.LastIndexByte(word, '-')
		if i < 0 {
			break
		}
		switch word[i+1:] {
		case "t", "il", "ils", "elle", "elles", "on", "je", "tu", "nous", "vous", "ce", "moi", "toi", "le", "la", "les", "lui", "leur", "y", "en", "ci", "là":
			word = word[:i]
		}
	}
	return strings.TrimSuffix(word, "-t")
}

// summer is also the participle of être, which stands after a form of avoir.
const summer = "été"

// A perfect reports whether a participle may follow: after a form of avoir, with
// adverbs and a subject between them ("n'ont-ils pas toujours été").
type perfect bool

func (p *perfect) read(word string) {
	switch word {
	case "ai", "as", "a", "avons", "avez", "ont", "avais", "avait", "avions", "aviez", "avaient", "aurai", "auras", "aura", "aurons", "aurez", "auront", "aurais", "aurait",
		"aurions", "auriez", "auraient", "eu", "eut", "eurent", "eût", "aie", "aies", "ait", "ayons", "ayez", "aient", "avoir", "ayant":
		*p = true
	case "pas", "plus", "jamais", "rien", "guère", "point", "toujours", "déjà", "souvent", "encore", "aussi", "bien", "vraiment", "tout", "tous", "toutes", "toute", "très", "trop", "donc",
		"pourtant", "également", "même", "il", "elle", "on", "ils", "elles", "je", "tu", "nous", "vous":
	default:
		*p = false
	}
}

// means reports whether a word is a participle here: "été" is the summer elsewhere.
func (p perfect) means(word string) bool { return bool(p) && word == summer }
