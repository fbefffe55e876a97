package main

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/sheet"
	"github.com/customerkpi/kpi/sentiment/alarm"
)

// words are what the figures are called in a language.
type words struct {
	language                                    string
	bySource, emotions, voice, aspects          string
	reach, weeks, alarms                        string
	all, of, texts, positive, neutral, negative string
	names                                       map[string]string // of sources, emotions and aspects
}

func wordsOf(language string) words {
	if language != "fr" {
		return words{
			language: language,
			bySource: "%s by source", emotions: "Emotions", voice: "Share of voice", aspects: "Aspects",
			reach: "\nReach: %d on social media, %d elsewhere (a domain once a day)\n", weeks: "Negative mentions in %d weeks: %.1f%%; weeks beyond the limits", alarms: "Alarms in %d buckets",
			all: "all", of: " of ", texts: "texts", positive: "positive", neutral: "neutral", negative: "negative",
		}
	}
	return words{
		language: language,
		bySource: "%s par source", emotions: "Émotions", voice: "Part de voix", aspects: "Sujets",
		reach: "\nPortée\u00a0: %d sur les réseaux sociaux, %d hors réseaux sociaux (un domaine une fois par jour)\n", weeks: "Mentions négatives sur %d semaines\u00a0: %.1f%%\u00a0; semaines hors des limites", alarms: "Alertes sur %d intervalles",
		all: "toutes", of: " sur ", texts: "textes", positive: "positif", neutral: "neutre", negative: "négatif",
		names: map[string]string{
			"news": "presse", "blog": "blogs", "forum": "forums", "video": "vidéos", "review": "avis", "reviews": "avis",
			"admiration": "admiration", "joy": "joie", "disgust": "dégoût", "sadness": "tristesse", "fear": "peur", "anger": "colère",
			"delivery": "livraison", "price": "prix", "quality": "qualité", "service": "service", "app": "appli", "recall": "rappel",
		},
	}
}

// shown is the name of a source, an emotion or an aspect.
func (w words) shown(name string) string {
	if s, ok := w.names[name]; ok {
		return s
	}
	return name
}

func (w words) localised(s string) string { return sheet.Localise(s, w.language) }

func (w words) percent(d decimal.Decimal) string { return w.localised(d.StringFixed(1) + "%") }

func (w words) number(n kpi.Net) string { return w.localised(fmt.Sprintf("%.1f", n)) }

// sentence is what an alarm says: in English with the French below it, which shows both.
func (w words) sentence(r alarm.Report) string {
	if w.language == "fr" {
		return r.French()
	}
	return r.English() + "\n" + r.French()
}
