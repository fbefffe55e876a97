package sentiment

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed lexicon/fr.table
var frenchImage string

// french are the tables of French. The weights are those of English: nobody has
// measured them for French.
var french = language{
	image:    frenchImage,
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
			quand même, tout de même, sans compter, rien de tel, rien de mieux, rien de plus, on ne peut plus, on ne peut que, ne peut que, ne peux que, jamais vu,
			bien sûr, bien entendu, bien évidemment, eh bien, ou bien, aussi bien, bien avant, bien après, bien plus, bien moins, bien commun, biens communs,
			mieux vaut, vaut mieux, au mieux, s'il vous plaît, s'il te plaît, ah bon, bon nombre, pour de bon, une bonne fois, bonne partie, bel et bien, a beau, ont beau, ai beau,
			avait beau, beau-père, beau-frère, belle-mère, belle-sœur, beaux-parents, nulle part, nul besoin, match nul, matchs nuls, vie privée, mise en œuvre,
			chiffre d'affaires, court métrage, long métrage, animal sauvage, animaux sauvages, état sauvage, fort probable, formation professionnelle, super u, top 10, du coup`},
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

// The endings of regular verbs: present, imperfect, past, subjunctive and
// participles, then what comes after the infinitive, future and conditional.
// A cedilla is none in the table, so that "menaçait" is regular.
var (
	endingsFirst  = [...]string{"e", "es", "é", "és", "ée", "ées", "ons", "ez", "ent", "ais", "ait", "ions", "iez", "aient", "ai", "a", "èrent", "ant"}
	endingsSecond = [...]string{
		"is", "it", "issons", "issez", "issent", "issais", "issait", "issions", "issiez", "issaient", "isse", "isses", "irent", "issant", "i", "ie", "ies",
	}
	endingsFuture = [...]string{"ai", "as", "a", "ons", "ez", "ont", "ais", "ait", "ions", "iez", "aient"}
	// Those of a verb in -er before which e is added to -g: dérangeait.
	endingsBroad = [...]string{"ons", "ais", "ait", "aient", "ai", "a", "ant"}
	// Those of a verb in -er that begin with a mute e: ennuie, rejettera.
	endingsMute = [...]string{"e", "es", "ent", "erai", "eras", "era", "erons", "erez", "eront", "erait", "eraient"}
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
		addFirst(stem, add)
	case "v2":
		stem, ok := strings.CutSuffix(entry, "ir")
		if !ok {
			return fmt.Errorf("a verb of class v2 ends in -ir")
		}
		addEndings(stem, endingsSecond[:], add)
		addEndings(stem+"ir", endingsFuture[:], add)
	case "v3":
		if extra == "" {
			return fmt.Errorf("a verb of class v3 has its forms in the fourth column")
		}
	default:
		return fmt.Errorf("class %q is none of v1, v2, v3, n, a, x", class)
	}
	return nil
}

// addFirst gives the forms of a verb in -er.
func addFirst(stem string, add func(string)) {
	addEndings(stem, endingsFirst[:], add)
	addEndings(stem+"er", endingsFuture[:], add)
	switch {
	case strings.HasSuffix(stem, "g"):
		addEndings(stem+"e", endingsBroad[:], add)
	case strings.HasSuffix(stem, "y"):
		addEndings(stem[:len(stem)-1]+"i", endingsMute[:], add)
	case strings.HasSuffix(stem, "el"), strings.HasSuffix(stem, "et"):
		addEndings(stem+stem[len(stem)-1:], endingsMute[:], add)
	}
}

// addEndings gives a stem with each ending.
func addEndings(stem string, endings []string, add func(string)) {
	for _, ending := range endings {
		add(stem + ending)
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
// fits counts, and -e is added to others.
var feminines = [...][2]string{
	{"e", "e"},
	{"eux", "euse"},
	{"oux", "ouse"},
	{"eur", "euse"},
	{"el", "elle"},
	{"eil", "eille"},
	{"en", "enne"},
	{"on", "onne"},
	{"et", "ette"},
	{"er", "ère"},
	{"eau", "elle"},
	{"as", "asse"},
	{"os", "osse"},
	{"nc", "nche"},
	{"c", "que"},
	{"f", "ve"},
}

// irregular are the feminines that no end tells.
var irregular = map[string]string{
	"doux": "douce", "faux": "fausse", "frais": "fraîche", "épais": "épaisse", "sec": "sèche", "long": "longue",
	"inquiet": "inquiète", "complet": "complète", "incomplet": "incomplète", "discret": "discrète", "indiscret": "indiscrète", "désuet": "désuète",
	"favori": "favorite", "meilleur": "meilleure", "supérieur": "supérieure", "inférieur": "inférieure", "majeur": "majeure", "mineur": "mineure",
	"enchanteur": "enchanteresse", "créateur": "créatrice", "novateur": "novatrice", "protecteur": "protectrice", "destructeur": "destructrice",
	"dévastateur": "dévastatrice", "libérateur": "libératrice", "évocateur": "évocatrice", "consolateur": "consolatrice",
	"gentil": "gentille", "vieillot": "vieillotte", "sot": "sotte", "fou": "folle", "mou": "molle", "malin": "maligne", "bénin": "bénigne",
	"nul": "nulle", "cool": "cool", "net": "nette",
}

// addAdjective gives the feminine, the plurals and the adverb.
func addAdjective(entry string, add func(string)) {
	feminine, ok := irregular[entry]
	if !ok {
		feminine = entry + "e"
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
	// The adverb: heureusement, violemment. Few are made of other ends, such as
	// participles; those are entries.
	switch {
	case strings.HasSuffix(entry, "ent"):
		add(entry[:len(entry)-2] + "mment")
	case strings.HasSuffix(entry, "e"), strings.HasSuffix(entry, "l"), strings.HasSuffix(entry, "x"), strings.HasSuffix(entry, "f"):
		add(feminine + "ment")
	}
}
