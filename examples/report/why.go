package main

import (
	"fmt"
	"maps"
	"math/big"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/sheet"
)

// A story is the words in which the change of a figure is told.
type story struct{ figure, units text }

// story returns the words for a line; of lines without, the change is not told.
func (n name) story() (s story, ok bool) {
	answers := text{"answers", "réponses"}
	lines := text{"order lines", "lignes de commande"}
	orders := text{"orders", "commandes"}
	tickets := text{"tickets", "demandes"}
	mentions := text{"mentions", "mentions"}
	s, ok = map[string]story{
		"nps":                      {text{"NPS", "le NPS"}, answers},
		"csat":                     {text{"the mean satisfaction score", "la note moyenne de satisfaction"}, answers},
		"csat_satisfied":           {text{"the share of satisfied answers", "la part de réponses satisfaites"}, answers},
		"ces":                      {text{"the mean effort score", "le score moyen d'effort"}, answers},
		"first_contact_resolution": {text{"first contact resolution", "la résolution au premier contact"}, tickets},
		"service_level":            {text{"the share answered in time", "la part répondue à temps"}, tickets},
		"churn":                    {text{"the churn rate", "le taux d'attrition"}, text{"subscribers", "abonnés"}},
		"retention":                {text{"the retention rate", "le taux de rétention"}, text{"buyers", "acheteurs"}},
		"repurchase_by_order":      {text{"the repurchase rate", "le taux de réachat"}, text{"customers", "clients"}},
		"participation":            {text{"the participation rate", "le taux de participation"}, text{"invitations", "invitations"}},
		"basket":                   {text{"the average basket", "le panier moyen"}, orders},
		"basket_with_customer":     {text{"the average basket", "le panier moyen"}, orders},
		"spend_per_customer":       {text{"spend per customer", "la dépense moyenne par client"}, text{"customers", "clients"}},
		"cross_sell":               {text{"the cross-sell rate", "le taux de vente croisée"}, lines},
		"up_sell":                  {text{"the up-sell rate", "le taux de montée en gamme"}, lines},
		"multi_product_share":      {text{"the share of multi-product customers", "la part de clients multi-équipés"}, text{"customers", "clients"}},
		"conversion":               {text{"the conversion rate", "le taux de conversion"}, text{"visitors", "visiteurs"}},
		"net_sentiment":            {text{"net sentiment", "le sentiment net"}, mentions},
	}[n.key]
	return s, ok
}

// causes returns what makes the figures of segments rise and fall.
func causes(u unit) (higher, lower text) {
	switch u {
	case percent:
		return text{"higher rates", "taux plus élevés"}, text{"lower rates", "taux plus bas"}
	case money:
		return text{"larger amounts", "montants plus élevés"}, text{"smaller amounts", "montants plus petits"}
	}
	return text{"better scores", "meilleurs scores"}, text{"worse scores", "moins bons scores"}
}

// explain says, in each family whose figures changed by more than noise, why the one that
// changed most clearly did. Revenue is a sum: its change is told in any case, and says
// which part may be noise.
func (d *document) explain() {
	before, after, ok := d.calendar.latest()
	if !ok {
		return
	}
	found, _, _ := d.findings(before, after)
	for _, t := range d.tables {
		key, told := "", ""
		for _, f := range found {
			if f.table == t && told == "" {
				key, told = f.line.key, d.tell(f)
			}
		}
		if told == "" && t.find("revenue_with_customer") != nil {
			key, told = "revenue_with_customer", d.tellRevenue(t, before, after)
		}
		if told != "" {
			t.notes = append(t.notes, text{told, told})
			d.whys = append(d.whys, sheet.Why{Key: key, Text: told})
		}
	}
}

// tell says why a figure changed: by segment where there are several that it is the sum
// of, or by factor, or "".
func (d *document) tell(f finding) string {
	s, ok := f.line.story()
	if !ok {
		return ""
	}
	if told := d.tellSegments(f, s); told != "" || f.line.key != "conversion" {
		return told
	}
	var steps []factor
	for _, step := range d.funnel.steps[1:] {
		rate := f.table.find("funnel_rate_" + step)
		steps = append(steps, factor{rate.in, text{"step " + step, "l'étape «\u00a0" + shown(step, "fr") + "\u00a0»"}})
	}
	return d.tellFactors(s.figure, steps, f.before, f.after)
}

func (d *document) tellSegments(f finding, s story) string {
	e, err := kpi.Explain(maps.All(f.line.bySegment(f.before)), maps.All(f.line.bySegment(f.after)), quotient)
	// Rows without a segment, and customers of two, make the sum of the segments another figure.
	if err != nil || len(e.Segments) < 2 || f.line.unit.Text(e.Change) != f.line.unit.Text(f.change.Delta()) {
		return ""
	}
	higher, lower := causes(f.line.unit)
	words := kpi.Words[string]{
		Figure: s.figure.in(d.lang), Higher: higher.in(d.lang), Lower: lower.in(d.lang), Segment: "segment", Units: s.units.in(d.lang),
		Names: make(map[string]string),
	}
	if d.lang != "fr" {
		return e.English(words)
	}
	for _, segment := range e.Segments {
		words.Names[segment.Key] = "«\u00a0" + shown(segment.Key, "fr") + "\u00a0»"
	}
	return e.French(words)
}

// bySegment returns the figures of a period by segment.
func (l *line) bySegment(p kpi.Period) map[string]kpi.Figure {
	figures := make(map[string]kpi.Figure)
	for at, c := range l.cells {
		if at.segment != "" && at.period == p.Index() && c.figure != nil {
			figures[at.segment] = c.full()
		}
	}
	return figures
}

func quotient(f kpi.Figure) (kpi.Quotient, error) {
	if q, ok := f.(kpi.Quotient); ok {
		return q, nil
	}
	return nil, fmt.Errorf("%T: %w", f, kpi.ErrIncompatible)
}

// A factor is what a figure is a product of.
type factor struct {
	of   func(p kpi.Period) kpi.Figure // nil where there is none
	name text
}

// tellRevenue says why the revenue of customers changed.
func (d *document) tellRevenue(t *table, before, after kpi.Period) string {
	customers, orders := t.find("customers"), t.find("orders_with_customer")
	return d.tellFactors(text{"revenue with a customer", "le chiffre d'affaires avec client"}, []factor{
		{customers.in, text{"customers", "le nombre de clients"}},
		{per(orders, customers), text{"orders per customer", "le nombre de commandes par client"}},
		{t.find("basket_with_customer").in, text{"the average basket", "le panier moyen"}},
	}, before, after)
}

// tellFactors says why a product changed, or "" where it did not.
func (d *document) tellFactors(figure text, factors []factor, first, second kpi.Period) string {
	var before, after []kpi.Figure
	var names []string
	for _, x := range factors {
		b, a := x.of(first), x.of(second)
		if b == nil || a == nil {
			return ""
		}
		before, after, names = append(before, b), append(after, a), append(names, x.name.in(d.lang))
	}
	c, err := kpi.ExplainChain(before, after)
	if err != nil || c.Change.Rat().Sign() == 0 {
		return ""
	}
	if d.lang == "fr" {
		return c.French(figure.fr, names...)
	}
	return c.English(figure.en, names...)
}

// find returns the line of a key, or nil.
func (t *table) find(key string) *line {
	for _, l := range t.lines {
		if l.key == key {
			return l
		}
	}
	return nil
}

// in returns the figure of all segments in a period, or nil.
func (l *line) in(p kpi.Period) kpi.Figure {
	if l == nil {
		return nil
	}
	return l.cells[slot{"", p.Index()}].full()
}

// per returns the quotient of two counts.
func per(above, below *line) func(p kpi.Period) kpi.Figure {
	return func(p kpi.Period) kpi.Figure {
		a, b := above.in(p), below.in(p)
		if a == nil || b == nil || b.Rat().Sign() == 0 {
			return nil
		}
		return kpi.ValueOf(new(big.Rat).Quo(a.Rat(), b.Rat()))
	}
}
