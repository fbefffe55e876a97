package kpi_test

import (
	"fmt"

	"github.com/customerkpi/kpi"
)

// Two carts of a shop: the conversion rose by a fourth, or by anything from 4% to 46%.
func ExampleComparison_Lift() {
	c := kpi.Compare(newRate(200, 1000), newRate(250, 1000))
	relative, err := c.Relative()
	if err != nil {
		fmt.Println(err)
		return
	}
	lift, err := c.Lift(0.95)
	fmt.Println(relative.Percent(1).StringFixed(1), lift, err)
	fmt.Printf("%+v\n", c)

	// Of a rate that may be next to 0, the relative change may be anything.
	_, err = kpi.Compare(newRate(0, 40), newRate(3, 40)).Lift(0.95)
	fmt.Println(err)
	// Output:
	// 25.0 +4.49%..+45.51% (95%) <nil>
	// 20.00% (200 of 1000) -> 25.00% (250 of 1000): +5 pt [+1.34, +8.645]; relative +25.0% [+4.5%, +45.5%]
	// kpi: relative change undefined: before is 0
}

// Which of many segments are worth a look? Holm leaves fewer.
func ExampleBenjaminiHochberg() {
	p := []float64{0.0001, 0.019, 0.0095, 0.0201, 0.65, 0.5719}
	discoveries, err := kpi.BenjaminiHochberg(p...)
	if err != nil {
		fmt.Println(err)
		return
	}
	facts, err := kpi.Holm(p...)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range p {
		fmt.Printf("%.4f: %.3f, Holm %.3f\n", p[i], discoveries[i], facts[i])
	}
	fmt.Println(err)
	// Output:
	// 0.0001: 0.001, Holm 0.001
	// 0.0190: 0.030, Holm 0.076
	// 0.0095: 0.028, Holm 0.048
	// 0.0201: 0.030, Holm 0.076
	// 0.6500: 0.650, Holm 1.000
	// 0.5719: 0.650, Holm 1.000
	// <nil>
}
