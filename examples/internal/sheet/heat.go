package sheet

import (
	"fmt"
	"strconv"
)

// shownAges is the number of ages, and of cohorts, that a triangle has room for.
const shownAges = 13

// heats is the number of colours of a heat map.
const heats = 9

// heat draws a triangle of cohorts: the darker, the more have come back.
func (d *Document) heat(t *Triangle) *chart {
	cohorts := t.Cohorts[max(0, len(t.Cohorts)-shownAges):]
	ages := 0
	for _, c := range cohorts {
		ages = max(ages, min(len(c.Ages), shownAges))
	}
	if len(cohorts) < 2 || ages < 2 {
		return nil
	}
	ch := &chart{title: t.Title, about: t.Ages, header: []string{d.word("cohort", "cohorte"), d.word("size", "taille")}, wholeRow: true}
	for age := range ages {
		ch.header = append(ch.header, strconv.Itoa(age))
	}
	for _, c := range cohorts {
		row := []figure{plain(c.Name), plain(d.number(float64(c.Size), 0))}
		for age := range ages {
			text := ""
			if age < len(c.Ages) {
				text = c.Ages[age].Text
				if !c.Ages[age].Complete {
					text += "*"
				}
			}
			row = append(row, plain(text))
		}
		ch.rows = append(ch.rows, row)
	}
	return ch.draw(func(c *canvas) {
		d.drawHeat(c, cohorts, ages)
	})
}

func (d *Document) drawHeat(c *canvas, cohorts []Cohort, ages int) {
	left := 104.0
	if c.width == narrowWidth {
		left = 56
	}
	w, h := (c.width-left)/float64(ages), 26.0
	c.height = h*float64(len(cohorts)) + 24
	for age := range ages {
		c.text(left+(float64(age)+0.5)*w, 14, "middle", "tick", strconv.Itoa(age))
	}
	for i, of := range cohorts {
		y := 22 + float64(i)*h
		c.text(0, y+17, "start", "label", of.Name)
		if left > 60 {
			c.text(left-10, y+17, "end", "tick", d.number(float64(of.Size), 0))
		}
		for age, s := range of.Ages[:min(len(of.Ages), ages)] {
			if of.Size == 0 {
				continue
			}
			level := min(int(s.Level*heats), heats-1)
			class := fmt.Sprintf("heat h%d", level)
			if !s.Complete {
				class += " open"
			}
			c.rect(left+float64(age)*w+1, y, w-2, h-2, class, fmt.Sprintf("%s, %d%s%s", of.Name, age, d.word(": ", "\u00a0: "), s.Text))
			text := s.Text
			if w < widthOf(text) || w < 44 {
				text = s.Short
			}
			if widthOf(text) > w+6 { // the figure stands in the title and the table
				text = ""
			}
			c.text(left+(float64(age)+0.5)*w, y+17, "middle", fmt.Sprintf("t%d", level), text)
		}
	}
}
