module github.com/customerkpi/kpi/examples/vader

go 1.26.0

require (
	github.com/customerkpi/kpi v0.0.0
	github.com/jonreiter/govader v0.0.0-20250429093935-f6505c8d03cc
)

require (
	github.com/shopspring/decimal v1.6.0 // indirect
	gonum.org/v1/gonum v0.17.0 // indirect
)

replace github.com/customerkpi/kpi => ../..
