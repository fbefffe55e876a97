package main

// By hand:
//
//	          promoters (9, 10)  passives  detractors (0..6)  answers  NPS
//	March             4              2             2              8    100 (4-2)/8  = 25
//	April             6              1             1              8    100 (6-1)/8  = 62.5
//	store             5              2             2              9    100 (5-2)/9  = 33.3
//	web               5              1             1              7    100 (5-1)/7  = 57.1
//	all              10              3             3             16    100 (10-3)/16 = 43.75
//
// The interval of all is the adjusted Wald one: with 3/4 promoter, 3/4
// detractor and 3/2 passive more,
//
//	p = 10.75/19 = 0.5658, m = 3.75/19 = 0.1974, p-m = 0.3684
//	1.96 √((p + m - (p-m)²) / 19) = 1.96 √(0.6274/19) = 0.3562
//
// which is 36.84 ± 35.62. In the same way March is in -29.42..65.78 and April in
// 0.99..89.92; their difference of 62.5 - 25 = 37.5 points is in
//
//	37.5 - √((62.5 - 0.99)² + (65.78 - 25)²) = 37.5 - 73.80
//	37.5 + √((89.92 - 62.5)² + (25 + 29.42)²) = 37.5 + 60.94
//
// which leaves it open whether anything changed.
func Example() {
	main()
	// Output:
	// NPS 43.8, with 95% confidence in 1.2..72.5
	// store  33.3 (55.6% promoters, 22.2% detractors of 9)
	// web    57.1 (71.4% promoters, 14.3% detractors of 7)
	// March to April: 25 -> 62.5: +37.5 [-36.3, +98.43] ~ need about 68 answers each
}
