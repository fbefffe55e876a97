package sentiment

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed lexicon/fr.txt
var frenchWords string

//go:embed lexicon/fr_emotions.txt
var frenchEmotions string

// french are the tables of French. The weights are those of English: nobody has
// measured them for French.
var french = language{
	words:    frenchWords,
	emotions: frenchEmotions,
	inflect:  inflectFrench,
	elisions: "l d j c s n m t qu jusqu lorsqu puisqu quoiqu",
	roles: []role{
		{does: open, words: "ne, n"},
		// "Je n'aime pas", "ce n'est pas bon", and as it is said: "c'est pas bon".
		{does: negateAround, reach: 7, words: `pas, point, jamais, rien, aucun, aucune, guère, nullement, aucunement, pas du tout, point du tout, pas trop, pas
			très, pas vraiment, pas si, pas assez, pas plus, pas moins, pas toujours, plus du tout, rien de, plus jamais, jamais plus, plus aucun, plus aucune, plus rien`},
		// The verb stands between the halves: "je ne pense pas que ce soit bon".
		{does: negate, words: `pense pas que, pense pas qu, penses pas que, pensais pas que, crois pas que, crois pas qu, croyais pas que, trouve pas que, trouve
			pas qu, dirais pas que, dirais pas qu, peux pas dire que, peut pas dire que, peut pas dire qu`},
		{does: negateIfOpen, amount: stronger, reach: 4, words: "plus"},
		// These stand before a noun, an adjective or an infinitive.
		{does: negate, reach: 3, words: "sans, sans aucun, sans aucune, ni, zéro, loin d, loin de, absence de, absence d, manque de, manque d, fin de, stop à, éviter de, cesser de, arrêter de, halte à, peu, trop peu, non à"},
		{does: inert, words: `sans doute, sans aucun doute, sans nul doute, non seulement, pas seulement, pas que, rien que, sans cesse, pourquoi pas,
			un point c'est tout, point de vue, point fort, point faible, plus ou moins, en plus, de plus, de plus en plus, non plus, pas à pas, n'est-ce pas,
			à ce point, au point, sur le point, mise au point, le point, un point, ce point, les points, peu à peu, peu importe, depuis peu, sous peu, à peu près,
			quand même, tout de même, sans compter, rien de tel, rien de mieux, rien de plus, on ne peut plus, on ne peut que, ne peut que, ne peux que, jamais vu`},
		{does: carry, words: `pense, penser, penses, pensais, crois, croire, croyais, trouve, trouver, trouvé, semble, sembler, paraît, imagine, estime, recommande,
			recommander, conseille, conseiller, peut, peux, veux, veut, voudrais, avoir, être, été, fait, faire, dire, dit`},
		{does: stop, words: `parce que, parce qu, car, donc, alors, si, quand, lorsque, lorsqu, puisque, puisqu, comme, où, qui, dont, et, ou, bien que, bien qu, malgré,
			pour que, afin que, afin de, tandis que, alors que, jusqu à, jusqu au, tant que, d'autant plus que`},
		{does: degree, amount: stronger, words: `très, tres, trés, vraiment, super, hyper, ultra, archi, méga, trop, tellement, tant, extrêmement, particulièrement,
			totalement, complètement, absolument, entièrement, pleinement, profondément, fortement, hautement, vivement, terriblement, incroyablement, énormément,
			infiniment, grave, carrément, franchement, vachement, sacrément, drôlement, rudement, tout à fait, parfaitement, beaucoup, bcp, toujours, réellement,
			véritablement, fort, tout simplement, purement, littéralement, résolument, quel, quelle, quels, quelles, plus que, plein de, tout plein de, le plus, la plus, les plus,
			si bien, tout, toute, toutes, véritable, véritables, vrai, vraie, pur, pure, gros, grosse, grand, grande, grands, grandes, immense, énorme, total, totale`},
		{does: degree, amount: weaker, words: `un peu, assez, plutôt, presque, moyennement, relativement, légèrement, quelque peu, parfois, moins, un brin, un chouïa,
			vaguement, à peine, faiblement, modérément, peut-être, certains, certaines, quelques, petit, petite, petits, petites, partiellement, un petit peu, quasi, quasiment,
			pourrait être, aurait pu, aurait pu être, plus ou moins`},
		{does: degreeBefore, amount: stronger, words: "à mort, à fond, de ouf, de fou, comme jamais, au plus haut point, à l'infini, vraiment beaucoup"},
		{does: contrast, words: "mais, cependant, pourtant, toutefois, néanmoins, par contre, en revanche, sauf que, hormis que, n'empêche, or"},
	},
}

// The endings of regular verbs, without those of the infinitive: present,
// imperfect, past, subjunctive and participles, then what comes after the
// infinitive, future and conditional.
const (
	endingsFirst  = "e es ons ez ent ais ait ions iez aient ai as a âmes èrent ant é ée és ées"
	endingsSecond = "is it issons issez issent issais issait issions issiez issaient isse isses irent issant i ie ies"
	endingsFuture = "ai as a ons ez ont ais ait ions iez aient"
)

// inflectFrench gives the forms of a verb (v1 in -er, v2 like finir, v3 by the
// forms of extra), the plural of a noun (n), the forms of an adjective (a), or the
// entry as it is (x).
func inflectFrench(entry, class, extra string, add func(string)) error {
	add(entry)
	for form := range strings.FieldsSeq(extra) {
		add(form)
	}
	switch class {
	case "x":
	case "n":
		add(frenchPlural(entry))
	case "a":
		addAdjective(entry, add)
	case "v1":
		stem, ok := strings.CutSuffix(entry, "er")
		if !ok {
			return fmt.Errorf("a verb of class v1 ends in -er")
		}
		for ending := range strings.FieldsSeq(endingsFirst) {
			add(joined(stem, ending))
		}
		addFuture(entry, add)
		// nettoie, ennuiera: y is i before a mute e.
		if vowels, ok := strings.CutSuffix(stem, "y"); ok {
			for ending := range strings.FieldsSeq("ie ies ient iera ieront ierait") {
				add(vowels + ending)
			}
		}
	case "v2":
		stem, ok := strings.CutSuffix(entry, "ir")
		if !ok {
			return fmt.Errorf("a verb of class v2 ends in -ir")
		}
		for ending := range strings.FieldsSeq(endingsSecond) {
			add(stem + ending)
		}
		addFuture(entry, add)
	case "v3":
		if extra == "" {
			return fmt.Errorf("a verb of class v3 has its forms in the fourth column")
		}
	default:
		return fmt.Errorf("class %q is none of v1, v2, v3, n, a, x", class)
	}
	return nil
}

// joined joins the stem of a verb in -er and an ending: mangeons, plaçait.
func joined(stem, ending string) string {
	if strings.HasPrefix(ending, "a") || strings.HasPrefix(ending, "o") || strings.HasPrefix(ending, "â") {
		switch {
		case strings.HasSuffix(stem, "g"):
			return stem + "e" + ending
		case strings.HasSuffix(stem, "c"):
			return stem[:len(stem)-1] + "ç" + ending
		}
	}
	return stem + ending
}

func addFuture(infinitive string, add func(string)) {
	for ending := range strings.FieldsSeq(endingsFuture) {
		add(infinitive + ending)
	}
}

// frenchPlural returns the plural of the first word of a noun: journal, journaux;
// jeu, jeux; coup de cœur, coups de cœur.
func frenchPlural(entry string) string {
	head, rest, phrase := strings.Cut(entry, " ")
	if phrase {
		rest = " " + rest
	}
	switch {
	case strings.HasSuffix(head, "s"), strings.HasSuffix(head, "x"), strings.HasSuffix(head, "z"):
	case strings.HasSuffix(head, "al"):
		head = head[:len(head)-1] + "ux"
	case strings.HasSuffix(head, "eau"), strings.HasSuffix(head, "eu"):
		head += "x"
	default:
		head += "s"
	}
	return head + rest
}

// feminines are the ends of adjectives, masculine and feminine; the first that
// fits counts.
var feminines = [...][2]string{
	{"e", "e"},
	{"eux", "euse"},
	{"oux", "ouse"},
	{"eur", "euse"},
	{"if", "ive"},
	{"el", "elle"},
	{"eil", "eille"},
	{"il", "ille"},
	{"en", "enne"},
	{"on", "onne"},
	{"et", "ette"},
	{"er", "ère"},
	{"beau", "belle"},
	{"eau", "elle"},
	{"ux", "usse"},
	{"nc", "nche"},
	{"as", "asse"},
	{"os", "osse"},
	{"ais", "aise"},
	{"c", "que"},
	{"ng", "ngue"},
	{"ou", "olle"},
	{"f", "ve"},
}

// irregular are the feminines that no end tells.
var irregular = map[string]string{
	"doux": "douce", "faux": "fausse", "mauvais": "mauvaise", "frais": "fraîche", "sec": "sèche", "grec": "grecque", "public": "publique",
	"favori": "favorite", "inquiet": "inquiète", "complet": "complète", "incomplet": "incomplète", "discret": "discrète", "indiscret": "indiscrète", "secret": "secrète", "supérieur": "supérieure",
	"meilleur": "meilleure", "inférieur": "inférieure", "majeur": "majeure", "mineur": "mineure", "enchanteur": "enchanteresse", "créateur": "créatrice", "innovateur": "innovatrice",
	"trompeur": "trompeuse", "prometteur": "prometteuse", "vieillot": "vieillotte", "niais": "niaise", "subtil": "subtile", "civil": "civile", "fluide": "fluide", "chiant": "chiante",
	"fou": "folle", "mou": "molle", "malin": "maligne", "bénin": "bénigne", "génial": "géniale", "bancal": "bancale", "fatal": "fatale", "escroc": "escroc", "bon": "bonne", "marron": "marron",
	"cool": "cool", "nul": "nulle", "relou": "relou", "dur": "dure", "obscur": "obscure", "impur": "impure", "pur": "pure", "sûr": "sûre", "vainqueur": "vainqueur", "instructif": "instructive", "long": "longue",
	"net": "nette", "violent": "violente", "concis": "concise", "précis": "précise", "soumis": "soumise", "gris": "grise", "hautain": "hautaine", "cher": "chère", "amer": "amère",
}

// addAdjective gives the feminine, the plurals and the adverb.
func addAdjective(entry string, add func(string)) {
	feminine := entry + "e"
	if f, ok := irregular[entry]; ok {
		feminine = f
	} else {
		for _, end := range feminines {
			if stem, ok := strings.CutSuffix(entry, end[0]); ok {
				feminine = stem + end[1]
				break
			}
		}
	}
	add(feminine)
	add(feminine + "s")
	add(frenchPlural(entry))
	if strings.HasSuffix(entry, "al") {
		add(entry + "s") // bancals, géniaux: both are written
	}
	// The adverb: heureusement; constamment, violemment; vraiment.
	switch {
	case strings.HasSuffix(entry, "ant"):
		add(entry[:len(entry)-2] + "mment")
	case strings.HasSuffix(entry, "ent"):
		add(entry[:len(entry)-2] + "mment")
	case strings.HasSuffix(entry, "é"), strings.HasSuffix(entry, "i"), strings.HasSuffix(entry, "u"):
		add(entry + "ment")
	default:
		add(feminine + "ment")
	}
}
