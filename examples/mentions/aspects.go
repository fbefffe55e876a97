package main

import (
	"fmt"
	"io"

	"github.com/customerkpi/kpi/sentiment"
)

// aspects are what people speak of, in both languages.
func aspects() []sentiment.Aspect {
	return []sentiment.Aspect{
		{Name: "delivery", Words: []string{"deliver", "delivers", "delivery", "parcel", "shipping", "livraison", "colis"}},
		{Name: "price", Words: []string{"price", "sale", "charged", "refund", "money", "prix", "remboursement"}},
		{Name: "quality", Words: []string{"quality", "broken", "assemble", "qualité", "cassé"}},
		{Name: "service", Words: []string{"service", "staff", "people", "answer", "answers", "vendeur", "accueil"}},
		{Name: "app", Words: []string{"app", "website", "application", "site"}},
		{Name: "recall", Words: []string{"recall", "recalls", "rappel"}},
	}
}

// addAspects counts what a text says of each aspect.
func (f *figures) addAspects(text string) error {
	for _, a := range f.lexicon.Aspects(text, aspects()...) {
		if err := f.byAspect.Update(a.Aspect, func(all *sentiment.Accumulator) error { return all.Add(a.Class) }); err != nil {
			return err
		}
	}
	return nil
}

// printAspects prints the aspects in their order.
func (f *figures) printAspects(w io.Writer) {
	fmt.Fprintf(w, "\n%s\n\n%-10s %8s %9s %9s %6s\n", f.words.aspects, "", f.words.texts, f.words.positive, f.words.negative, "net")
	for _, aspect := range aspects() {
		all, ok := f.byAspect.Get(aspect.Name)
		if !ok {
			continue
		}
		r := all.Result()
		percent, err := r.Percentages(1)
		if err != nil {
			continue // no text
		}
		net, _ := r.Net() // there is a text
		fmt.Fprintf(w, "%-10s %8d %9s %9s %6s\n", f.words.shown(aspect.Name), r.N(), f.words.percent(percent[0]), f.words.percent(percent[2]), f.words.number(net))
	}
}
