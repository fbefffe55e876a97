package funnel

import "github.com/customerkpi/kpi/internal/figure"

// Counts that pass 2^64-1. These are values: a call that makes one would keep the
// compiler from inlining Add.
var (
	errProspects = figure.Overflow("funnel", "prospects")
	errSales     = figure.Overflow("funnel", "sales")
	errVisitors  = figure.Overflow("funnel", "visitors")
	errCustomers = figure.Overflow("funnel", "customers")
)
