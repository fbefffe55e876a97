package alarm

import "slices"

// Copy returns an independent copy, without the cost of an encoding.
func (d *Detector) Copy() *Detector {
	c := *d
	c.short.counts = slices.Clone(d.short.counts)
	c.cells.counts = slices.Clone(d.cells.counts)
	c.today = slices.Clone(d.today)
	c.dates = slices.Clone(d.dates)
	for i := range groups {
		c.up[i].greatest = slices.Clone(d.up[i].greatest)
		c.down[i].greatest = slices.Clone(d.down[i].greatest)
	}
	return &c
}
