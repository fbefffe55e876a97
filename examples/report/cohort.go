package main

import (
	"fmt"
	"math"
	"math/big"
	"strconv"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/sheet"
	"github.com/customerkpi/kpi/retention/cohort"
)

// A triangle is the cohorts of a table, with its words.
type triangle struct {
	key         string
	title, ages text
	table       cohort.Table
	spent       [][]cash // of the cells, where it is of money
}

// addCohorts adds the triangle of buyers: of those who first bought in a period, how
// many bought again in each later one.
func (f *retentionFamily) addCohorts(t *table) error {
	if f.missing != "" || len(t.calendar.periods) == 0 {
		return nil
	}
	cohorts, err := cohort.New[uint32](t.calendar.grain, t.calendar.zone)
	if err != nil {
		return err
	}
	if err := f.ledger.eachPeriod("", cohorts.Add); err != nil {
		return err
	}
	all, err := cohorts.Table(cohort.On, cohort.Query{End: t.calendar.end()})
	if err != nil {
		return err
	}
	grain := t.calendar.grain.String()
	units := map[string]string{"day": "jours", "week": "semaines", "month": "mois", "quarter": "trimestres", "year": "années"}
	t.triangles = append(t.triangles, triangle{"cohorts", text{"Customers who buy again, by cohort", "Clients qui rachètent, par cohorte"}, text{
		"Of those who first bought in a " + grain + ", the share who bought again so many " + grain + "s later. A dashed cell is a period that is not over.",
		"De ceux qui ont acheté pour la première fois dans une période, la part qui a racheté tant de " + units[grain] + " plus tard. Une case en tirets est une période inachevée.",
	}, all, nil}, triangle{"cohort_revenue", text{"Revenue of customers, by cohort", "Chiffre d'affaires des clients, par cohorte"}, text{
		"What those who first bought in a " + grain + " spent so many " + grain + "s later, per customer of the cohort. A dashed cell is a period that is not over.",
		"Ce que ceux qui ont acheté pour la première fois dans une période ont dépensé tant de " + units[grain] + " plus tard, par client de la cohorte. Une case en tirets est une période inachevée.",
	}, all, f.ledger.byCohort(all)})
	return nil
}

// byCohort returns what the cohorts of a table spent, by cohort and age. Refunds to customers
// before their first order are of none.
func (l *ledger) byCohort(t cohort.Table) [][]cash {
	births := make([]int64, len(l.heads)) // index of the period and 1, by customer
	for i := range births {
		births[i] = math.MaxInt64
	}
	l.each("", whole, func(b *binFacts, _ uint32, f *fact) {
		if f.orders > 0 {
			births[f.customer] = min(births[f.customer], b.period)
		}
	})
	all, rows := make([][]cash, len(t.Cohorts)), make(map[int64]int)
	for i, c := range t.Cohorts {
		all[i], rows[c.Period.Index()] = make([]cash, len(c.Cells)), i
	}
	l.each("", whole, func(b *binFacts, i uint32, f *fact) {
		born := births[f.customer]
		row, ok := rows[born]
		if age := b.period - born; ok && age >= 0 && age < int64(len(all[row])) {
			all[row][age].addUnits(f.spent)
			if rest, ok := l.rest[i]; ok {
				all[row][age].addRest(rest)
			}
		}
	})
	return all
}

// sheet returns the triangle as it is laid out.
func (t *triangle) sheet(lang string) sheet.Triangle {
	s := sheet.Triangle{Key: t.key, Title: t.title.in(lang), Ages: t.ages.in(lang)}
	for i, c := range t.table.Cohorts {
		of := sheet.Cohort{Name: c.Period.String(), Size: int(c.Size)}
		for age := range c.Cells {
			if t.spent != nil {
				of.Ages = append(of.Ages, t.money(&c, t.spent[i][age], age, lang))
			} else {
				of.Ages = append(of.Ages, t.share(&c, age, lang))
			}
		}
		s.Cohorts = append(s.Cohorts, of)
	}
	if t.spent != nil {
		s.Scale()
	}
	return s
}

// share is a cell of customers.
func (t *triangle) share(c *cohort.Cohort, age int, lang string) sheet.Share {
	cell := c.Cells[age]
	share := sheet.Share{Count: int(cell.Retained), Complete: !cell.Open, Text: "-"}
	if c.Size == 0 {
		return share
	}
	share.Level = float64(cell.Retained) / float64(c.Size)
	share.Short = strconv.Itoa(int(100*share.Level + 0.5)) // the unit stands in the title
	if r, err := c.Rate(age); err == nil {
		share.Text = percent.Show(r, lang)
	} else {
		share.Text = sheet.Localise(fmt.Sprintf("%.1f%%", 100*share.Level), lang)
	}
	return share
}

// money is a cell of what customers spent.
func (t *triangle) money(c *cohort.Cohort, spent cash, age int, lang string) sheet.Share {
	share := sheet.Share{Complete: !c.Cells[age].Open, Amount: decimalText(spent.decimal()), Text: "-"}
	if c.Size == 0 {
		return share
	}
	each := kpi.ValueOf(new(big.Rat).Quo(spent.decimal().Rat(), countFigure(c.Size).Rat()))
	share.Level, _ = each.Rat().Float64()
	share.Text, share.Short = money.Show(each, lang), quantity.Show(each, lang)
	return share
}
