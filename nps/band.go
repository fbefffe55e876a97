package nps

import (
	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
)

// Excellent returns the band that a score above 50 is commonly called. Any other
// benchmark is a kpi.Band of your own.
func Excellent() kpi.Band { return kpi.Band{Name: "excellent", Above: decimal.New(50, 0)} }
