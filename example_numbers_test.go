package kpi_test

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/customerkpi/kpi"
)

// promoters are 12 of 40 answers.
func promoters() kpi.Rate {
	r, err := kpi.NewRate(12, 40)
	if err != nil {
		panic(err)
	}
	return r
}

// frac returns the fraction a/b.
func frac(a, b int64) *big.Rat { return big.NewRat(a, b) }

// A share above 1 cannot be made, and neither can one of nothing.
func ExampleNewRate() {
	rate, err := kpi.NewRate(12, 40)
	fmt.Println(rate, err)
	_, err = kpi.NewRate(41, 40)
	fmt.Println(err)
	_, err = kpi.NewRate(0, 0)
	fmt.Println(err)
	// Output:
	// 30.00% (12 of 40) <nil>
	// kpi: count 41 outside 0..40
	// kpi: rate undefined: 0 of 0
}

func ExampleRate_Cmp() {
	third, err := kpi.NewRate(1, 3)
	fmt.Println(promoters().Cmp(third), err) // 12/40 is less than 1/3
	// Output: -1 <nil>
}

func ExampleRate_Complement() {
	fmt.Println(promoters().Complement())
	// Output: 70.00% (28 of 40)
}

func ExampleRate_Count() {
	fmt.Println(promoters().Count(), "of", promoters().Total())
	// Output: 12 of 40
}

func ExampleRate_Decimal() {
	fmt.Println(promoters().Decimal(3).StringFixed(3))
	// Output: 0.300
}

// 12 of 40 are as large a share as 3 of 10, but not as sure.
func ExampleRate_Equal() {
	smaller, err := kpi.NewRate(3, 10)
	fmt.Println(promoters().Equal(smaller), promoters() == smaller, err)
	// Output: true false <nil>
}

func ExampleRate_Float64() {
	fmt.Println(promoters().Float64())
	// Output: 0.3
}

func ExampleRate_Jeffreys() {
	interval, err := promoters().Jeffreys(0.95)
	fmt.Println(interval, err)
	// Output: 17.56%..45.22% (95%) <nil>
}

func ExampleRate_N() {
	fmt.Println(promoters().N(), "answers")
	// Output: 40 answers
}

// In percent, rounded once.
func ExampleRate_Percent() {
	fmt.Println(promoters().Percent(1).StringFixed(1))
	// Output: 30.0
}

// The exact share, to compute with.
func ExampleRate_Rat() {
	half := new(big.Rat).Mul(promoters().Rat(), big.NewRat(1, 2))
	fmt.Println(half)
	// Output: 3/20
}

func ExampleRate_Total() {
	fmt.Println(promoters().Total())
	// Output: 40
}

func ExampleRate_Wald() {
	interval, err := promoters().Wald(0.95)
	fmt.Println(interval, err)
	// Output: 15.8%..44.2% (95%) <nil>
}

func ExampleRatioOf() {
	fmt.Println(kpi.RatioOf(frac(21, 20)))
	// Output: 1.05
}

func ExampleRatio_Cmp() {
	fmt.Println(kpi.RatioOf(frac(21, 20)).Cmp(kpi.RatioOf(frac(1, 1))))
	// Output: 1
}

func ExampleRatio_Decimal() {
	fmt.Println(kpi.RatioOf(frac(2, 3)).Decimal(4).StringFixed(4))
	// Output: 0.6667
}

func ExampleRatio_Equal() {
	fmt.Println(kpi.RatioOf(frac(21, 20)).Equal(kpi.RatioOf(frac(105, 100))))
	// Output: true
}

func ExampleRatio_Float64() {
	fmt.Println(kpi.RatioOf(frac(21, 20)).Float64())
	// Output: 1.05
}

func ExampleRatio_Inverse() {
	months, err := kpi.RatioOf(frac(1, 20)).Inverse()
	fmt.Println(months, err)
	_, err = kpi.RatioOf(new(big.Rat)).Inverse()
	fmt.Println(err)
	// Output:
	// 20 <nil>
	// kpi: inverse undefined: ratio is 0
}

func ExampleRatio_Percent() {
	fmt.Println(kpi.RatioOf(frac(21, 20)).Percent(1).StringFixed(1))
	// Output: 105.0
}

func ExampleRatio_Rat() {
	fmt.Println(kpi.RatioOf(frac(105, 100)).Rat())
	// Output: 21/20
}

func ExampleValueOf() {
	fmt.Println(kpi.ValueOf(frac(7, 2)), "years")
	// Output: 3.5 years
}

func ExampleValue_Cmp() {
	fmt.Println(kpi.ValueOf(frac(7, 2)).Cmp(kpi.ValueOf(frac(4, 1))))
	// Output: -1
}

// Half away from zero, once.
func ExampleValue_Decimal() {
	fmt.Println(kpi.ValueOf(frac(5, 2)).Decimal(0).StringFixed(0), kpi.ValueOf(frac(-5, 2)).Decimal(0).StringFixed(0))
	// Output: 3 -3
}

func ExampleValue_Equal() {
	fmt.Println(kpi.ValueOf(frac(7, 2)).Equal(kpi.ValueOf(frac(35, 10))))
	// Output: true
}

func ExampleValue_Float64() {
	fmt.Println(kpi.ValueOf(frac(7, 2)).Float64())
	// Output: 3.5
}

func ExampleValue_Rat() {
	fmt.Println(kpi.ValueOf(frac(35, 10)).Rat())
	// Output: 7/2
}

// easy are 100 answers, of which 50 say easy and 20 hard.
func easy() kpi.Net {
	n, err := kpi.NewNet(50, 20, 100)
	if err != nil {
		panic(err)
	}
	return n
}

// minutes are waiting times of 1, 2, 3 and 6 minutes.
func minutes() kpi.Mean {
	m, err := kpi.NewMean(4, frac(12, 1), frac(50, 1))
	if err != nil {
		panic(err)
	}
	return m
}

// 100 of the 150 customers of a firm answered: only 50 are not known.
func ExampleNet_FiniteInterval() {
	everybody, err := easy().Interval(0.95)
	customers, err2 := easy().FiniteInterval(0.95, 150)
	fmt.Printf("%.1f or %.1f points wide, %v\n", everybody.Width(), customers.Width(), errors.Join(err, err2))
	// Output: 30.2 or 17.5 points wide, <nil>
}

func ExampleNet_Minus() {
	fmt.Println(easy().Minus())
	// Output: 20
}

func ExampleNet_N() {
	fmt.Println(easy().N(), "answers")
	// Output: 100 answers
}

func ExampleNet_Plus() {
	fmt.Println(easy().Plus())
	// Output: 50
}

// Valid at every look, so it is wider.
func ExampleNet_Sequential() {
	once, err := easy().Interval(0.95)
	everyDay, err2 := easy().Sequential(0.95)
	fmt.Println(once)
	fmt.Println(everyDay, errors.Join(err, err2))
	// Output:
	// 14.05..44.2 (95%)
	// -0.4718..56.43 (95%) <nil>
}

func ExampleNet_Total() {
	fmt.Println(easy().Total())
	// Output: 100
}

func ExampleNet_Wald() {
	interval, err := easy().Wald(0.95)
	fmt.Println(interval, err)
	// Output: 14.69..45.31 (95%) <nil>
}

// All but one of the five waits are known.
func ExampleMean_FiniteInterval() {
	interval, err := minutes().FiniteInterval(0.95, 5)
	fmt.Println(interval, err)
	// Output: 1.281..4.719 (95%) <nil>
}

func ExampleMean_Interval() {
	interval, err := minutes().Interval(0.95)
	fmt.Println(interval, err)
	// Output: -0.4374..6.437 (95%) <nil>
}

func ExampleMean_N() {
	fmt.Println(minutes().N(), "waits")
	// Output: 4 waits
}

// (50 - 12²/4) / 3.
func ExampleMean_Variance() {
	variance, err := minutes().Variance()
	fmt.Printf("%.3f %v\n", variance, err)
	// Output: 4.667 <nil>
}

// perCustomer is the spend of new customers: 900 of 12.
func perCustomer() kpi.Fraction {
	f, err := kpi.NewFraction(frac(900, 1), frac(12, 1))
	if err != nil {
		panic(err)
	}
	return f
}

func ExampleFraction_Cmp() {
	other, err := kpi.NewFraction(frac(100, 1), frac(2, 1))
	fmt.Println(perCustomer().Cmp(other), err)
	// Output: 1 <nil>
}

func ExampleFraction_Decimal() {
	fmt.Println(perCustomer().Decimal(2).StringFixed(2))
	// Output: 75.00
}

func ExampleFraction_Denominator() {
	fmt.Println(perCustomer().Denominator(), "customers")
	// Output: 12 customers
}

// As large, whatever the sums are.
func ExampleFraction_Equal() {
	other, err := kpi.NewFraction(frac(75, 1), frac(1, 1))
	fmt.Println(perCustomer().Equal(other), err)
	// Output: true <nil>
}

func ExampleFraction_Float64() {
	fmt.Println(perCustomer().Float64())
	// Output: 75
}

func ExampleFraction_Numerator() {
	fmt.Println(perCustomer().Numerator())
	// Output: 900
}

func ExampleFraction_Rat() {
	fmt.Println(perCustomer().Rat())
	// Output: 75/1
}

// Is the target of 40% within reach?
func ExampleInterval_Contains() {
	interval, err := promoters().Interval(0.95)
	fmt.Println(interval, interval.Contains(0.4), err)
	// Output: 18.07%..45.43% (95%) true <nil>
}

func ExampleInterval_Width() {
	interval, err := promoters().Interval(0.95)
	fmt.Printf("%.3f %v\n", interval.Width(), err)
	// Output: 0.274 <nil>
}

// 385 answers to a question of -100, 0 or 100 points.
func ExampleMarginOfError() {
	margin, err := kpi.MarginOfError(385, 100, 0.95)
	fmt.Printf("%.2f points either way, %v\n", margin, err)
	// Output: 9.99 points either way, <nil>
}
