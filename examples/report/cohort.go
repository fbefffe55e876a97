package main

import (
	"fmt"

	"github.com/customerkpi/kpi/examples/internal/sheet"
	"github.com/customerkpi/kpi/retention/cohort"
)

// A triangle is the cohorts of a table, with its words.
type triangle struct {
	key         string
	title, ages text
	table       cohort.Table
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
	}, all})
	return nil
}

// sheet returns the triangle as it is laid out.
func (t *triangle) sheet(lang string) sheet.Triangle {
	s := sheet.Triangle{Key: t.key, Title: t.title.in(lang), Ages: t.ages.in(lang)}
	for _, c := range t.table.Cohorts {
		of := sheet.Cohort{Name: c.Period.String(), Size: int(c.Size)}
		for age, cell := range c.Cells {
			share := sheet.Share{Count: int(cell.Retained), Complete: !cell.Open, Text: "-"}
			if r, err := c.Rate(age); err == nil {
				share.Text = percent.Show(r, lang)
			} else if c.Size > 0 {
				share.Text = sheet.Localise(fmt.Sprintf("%.1f%%", 100*float64(cell.Retained)/float64(c.Size)), lang)
			}
			of.Ages = append(of.Ages, share)
		}
		s.Cohorts = append(s.Cohorts, of)
	}
	return s
}
