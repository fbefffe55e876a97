package main

import (
	"regexp"
	"strings"
)

// A text is a text in the languages of the report.
type text struct{ en, fr string }

func (t text) in(lang string) string {
	if lang == "fr" {
		return typographic(t.fr)
	}
	return t.en
}

// typographic puts the no-break spaces of French before high punctuation, signs
// and units, and within guillemets.
func typographic(s string) string {
	return strings.NewReplacer(" :", "\u00a0:", " ;", "\u00a0;", " !", "\u00a0!", " ?", "\u00a0?", " %", "\u00a0%", "« ", "«\u00a0", " »", "\u00a0»").Replace(s)
}

// shown returns a step, source or segment as a reader sees it: words that files
// commonly hold are translated, names are left as they are.
func shown(name, lang string) string {
	if lang != "fr" {
		return name
	}
	if fr, ok := map[string]string{
		"visit": "visite", "product": "produit", "basket": "panier", "order": "commande", "cart": "panier", "checkout": "paiement", "signup": "inscription",
		"store": "magasin", "app": "appli", "phone": "téléphone", "mail": "courrier", "email": "courriel",
		"news": "presse", "blog": "blogs", "forum": "forums", "podcast": "podcasts", "video": "vidéos", "videos": "vidéos", "review": "avis", "reviews": "avis",
		noSegment: "(sans)",
	}[name]; ok {
		return fr
	}
	return name
}

// needed says in the language which flag or column is missing.
func needed(missing, lang string) string {
	if lang != "fr" {
		return missing
	}
	missing = strings.ReplaceAll(missing, " or -", " ou -")
	return regexp.MustCompile(`^column (\S+) in `).ReplaceAllString(missing, "colonne $1 de ")
}

// one chooses between the forms for one thing and for several. French takes the
// first for none, too.
func one(n int, lang, singular, plural string) string {
	if n == 1 || n == 0 && lang == "fr" {
		return singular
	}
	return plural
}
