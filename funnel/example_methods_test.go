package funnel_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi/funnel"
)

// visitors are those of a shop: visit, product, cart, order.
func visitors() *funnel.Visitors[string] {
	a, err := funnel.NewVisitors[string]("visit", "product", "cart", "order")
	if err != nil {
		panic(err)
	}
	customers := []string{"Ada", "Ada", "Ada", "Ada", "Ben", "Ben", "Cleo", "Dan"}
	if err := a.AddSlice(customers, []int{1, 2, 3, 4, 2, 1, 1, 1}); err != nil {
		panic(err)
	}
	return a
}

// steps are how far a hundred visitors got.
func steps() *funnel.Steps {
	a, err := funnel.NewSteps("visit", "product", "cart", "order")
	if err != nil {
		panic(err)
	}
	for reached, n := range []uint64{60, 30, 7, 3} {
		if err := a.AddN(reached+1, n); err != nil {
			panic(err)
		}
	}
	return a
}

// products are what three customers bought.
func products() *funnel.MultiProduct[string, string] {
	var a funnel.MultiProduct[string, string]
	if err := a.AddSlice([]string{"Ada", "Ada", "Ben", "Ben", "Cleo"}, []string{"phone", "watch", "phone", "phone", "phone"}); err != nil {
		panic(err)
	}
	return &a
}

func ExampleConversionResult_N() {
	var a funnel.Conversion
	err := a.AddSlice([]bool{true, false, false})
	fmt.Println(a.Result().N(), "prospects", err)
	// Output: 3 prospects <nil>
}

func ExampleConversionResult_Rate() {
	var a funnel.Conversion
	err := a.AddSlice([]bool{true, false, false, false})
	rate, err2 := a.Result().Rate()
	fmt.Println(rate, errors.Join(err, err2))
	// Output: 25.00% (1 of 4) <nil>
}

// One prospect per Add.
func ExampleConversion_Add() {
	var a funnel.Conversion
	err := errors.Join(a.Add(true), a.Add(false))
	fmt.Println(a.Result(), err)
	// Output: 50.00% (1 of 2 prospects bought) <nil>
}

func ExampleConversion_AddN() {
	var a funnel.Conversion
	err := errors.Join(a.AddN(true, 25), a.AddN(false, 975))
	fmt.Println(a.Result(), err)
	// Output: 2.50% (25 of 1000 prospects bought) <nil>
}

func ExampleConversion_AddSlice() {
	var a funnel.Conversion
	err := a.AddSlice([]bool{true, false, false})
	fmt.Println(a.Result(), err)
	// Output: 33.33% (1 of 3 prospects bought) <nil>
}

func ExampleConversion_Result() {
	var a funnel.Conversion
	err := a.AddN(true, 25)
	fmt.Println(a.Result().N(), err)
	// Output: 25 <nil>
}

func ExampleCrossSellResult_N() {
	var a funnel.CrossSell
	err := a.AddSlice([]bool{true, false})
	fmt.Println(a.Result().N(), "sales", err)
	// Output: 2 sales <nil>
}

func ExampleCrossSellResult_Rate() {
	var a funnel.CrossSell
	err := a.AddSlice([]bool{true, false, false, false})
	rate, err2 := a.Result().Rate()
	fmt.Println(rate, errors.Join(err, err2))
	// Output: 25.00% (1 of 4) <nil>
}

// One sale per Add: was it sold in addition to another product?
func ExampleCrossSell_Add() {
	var a funnel.CrossSell
	err := errors.Join(a.Add(false), a.Add(true))
	fmt.Println(a.Result(), err)
	// Output: 50.00% (1 additional of 2 sales) <nil>
}

func ExampleCrossSell_AddN() {
	var a funnel.CrossSell
	err := errors.Join(a.AddN(true, 2), a.AddN(false, 8))
	fmt.Println(a.Result(), err)
	// Output: 20.00% (2 additional of 10 sales) <nil>
}

func ExampleCrossSell_AddSlice() {
	var a funnel.CrossSell
	err := a.AddSlice([]bool{true, false})
	fmt.Println(a.Result(), err)
	// Output: 50.00% (1 additional of 2 sales) <nil>
}

func ExampleCrossSell_Result() {
	var a funnel.CrossSell
	err := a.AddN(true, 2)
	fmt.Println(a.Result().N(), err)
	// Output: 2 <nil>
}

func ExampleMultiProductResult_N() {
	fmt.Println(products().Result().N(), "customers")
	// Output: 3 customers
}

// Customers of several products over those of one.
func ExampleMultiProductResult_Ratio() {
	ratio, err := products().Result().Ratio()
	fmt.Println(ratio, err)
	// Output: 0.5 <nil>
}

// Customers of several products over all.
func ExampleMultiProductResult_Share() {
	share, err := products().Result().Share()
	fmt.Println(share, err)
	// Output: 33.33% (1 of 3) <nil>
}

// One line per Add; the same product again changes nothing.
func ExampleMultiProduct_Add() {
	var a funnel.MultiProduct[string, string]
	err := errors.Join(a.Add("Ada", "phone"), a.Add("Ada", "watch"), a.Add("Ben", "phone"), a.Add("Ben", "phone"))
	fmt.Println(a.Result(), err)
	// Output: 50.00% (1 customers of several products, 1 of one) <nil>
}

func ExampleMultiProduct_AddSlice() {
	var a funnel.MultiProduct[string, string]
	err := a.AddSlice([]string{"Ada", "Ada", "Ben"}, []string{"phone", "watch", "phone"})
	fmt.Println(a.Result(), err)
	// Output: 50.00% (1 customers of several products, 1 of one) <nil>
}

func ExampleMultiProduct_Alias() {
	a := products()
	err := errors.Join(a.Add("visitor-7", "watch"), a.Alias("visitor-7", "Ben"))
	fmt.Println(a.Result(), err)
	// Output: 66.67% (2 customers of several products, 1 of one) <nil>
}

func ExampleMultiProduct_Forget() {
	a := products()
	err := a.Forget("Ada")
	fmt.Println(a.Result(), err)
	// Output: 0.00% (0 customers of several products, 2 of one) <nil>
}

func ExampleMultiProduct_Result() {
	fmt.Println(products().Result())
	// Output: 33.33% (1 customers of several products, 2 of one)
}

// A step that the funnel does not have is refused.
func ExampleNewVisitors() {
	a, err := funnel.NewVisitors[string]("visit", "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.Add("Ada", 3))
	// Output: funnel: step 3 outside 1..2
}

// Of those who saw a product, who did not fill a cart?
func ExampleStepsResult_DropOff() {
	lost, err := steps().Result().DropOff(3)
	fmt.Println(lost, err)
	// Output: 75.00% (30 of 40) <nil>
}

func ExampleStepsResult_N() {
	fmt.Println(steps().Result().N(), "visitors")
	// Output: 100 visitors
}

func ExampleStepsResult_Overall() {
	rate, err := steps().Result().Overall()
	fmt.Println(rate, err)
	// Output: 3.00% (3 of 100) <nil>
}

func ExampleStepsResult_StepRate() {
	rate, err := steps().Result().StepRate(4)
	fmt.Println(rate, err)
	// Output: 30.00% (3 of 10) <nil>
}

// Where most are lost.
func ExampleStepsResult_Worst() {
	step, rate, err := steps().Result().Worst()
	fmt.Println(steps().Result().Steps[step-1].Name, rate, err)
	// Output: cart 25.00% (10 of 40) <nil>
}

// One visitor per Add, by the step they reached.
func ExampleSteps_Add() {
	a, err := funnel.NewSteps("visit", "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = errors.Join(a.Add(1), a.Add(2))
	fmt.Println(a.Result(), err)
	// Output: 50.00% overall (visit 2, order 1) <nil>
}

func ExampleSteps_AddN() {
	a, err := funnel.NewSteps("visit", "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = errors.Join(a.AddN(1, 975), a.AddN(2, 25))
	fmt.Println(a.Result(), err)
	// Output: 2.50% overall (visit 1000, order 25) <nil>
}

func ExampleSteps_AddSlice() {
	a, err := funnel.NewSteps("visit", "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.AddSlice([]int{1, 2, 5}), a.Result().N()) // none is counted
	// Output: input 2: funnel: step 5 outside 1..2 0
}

func ExampleSteps_Names() {
	fmt.Println(steps().Names())
	// Output: [visit product cart order]
}

func ExampleSteps_Result() {
	fmt.Println(steps().Result())
	// Output: 3.00% overall (visit 100, product 40, cart 10, order 3)
}

func ExampleUpSellResult_N() {
	var a funnel.UpSell
	err := a.AddSlice([]bool{true, false})
	fmt.Println(a.Result().N(), "sales", err)
	// Output: 2 sales <nil>
}

func ExampleUpSellResult_Rate() {
	var a funnel.UpSell
	err := a.AddSlice([]bool{true, false, false, false})
	rate, err2 := a.Result().Rate()
	fmt.Println(rate, errors.Join(err, err2))
	// Output: 25.00% (1 of 4) <nil>
}

// One sale per Add: was it of a higher range than was asked for?
func ExampleUpSell_Add() {
	var a funnel.UpSell
	err := errors.Join(a.Add(true), a.Add(false))
	fmt.Println(a.Result(), err)
	// Output: 50.00% (1 above of 2 sales) <nil>
}

func ExampleUpSell_AddN() {
	var a funnel.UpSell
	err := errors.Join(a.AddN(true, 3), a.AddN(false, 7))
	fmt.Println(a.Result(), err)
	// Output: 30.00% (3 above of 10 sales) <nil>
}

func ExampleUpSell_AddSlice() {
	var a funnel.UpSell
	err := a.AddSlice([]bool{true, false})
	fmt.Println(a.Result(), err)
	// Output: 50.00% (1 above of 2 sales) <nil>
}

func ExampleUpSell_Result() {
	var a funnel.UpSell
	err := a.AddN(true, 3)
	fmt.Println(a.Result().N(), err)
	// Output: 3 <nil>
}

// Who did which step, in any order. A visitor is as far as all steps up to there are
// done.
func ExampleVisitors_Add() {
	a, err := funnel.NewVisitors[string]("visit", "product", "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = errors.Join(a.Add("Ada", 3), a.Add("Ada", 1), a.Add("Ben", 2), a.Add("Ben", 1))
	fmt.Println(a.Result(), err)
	// Output: 0.00% overall (visit 2, product 1, order 0) <nil>
}

func ExampleVisitors_AddSlice() {
	a, err := funnel.NewVisitors[string]("visit", "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = a.AddSlice([]string{"Ada", "Ada", "Ben"}, []int{1, 2, 1})
	fmt.Println(a.Result(), err)
	// Output: 50.00% overall (visit 2, order 1) <nil>
}

// Cleo turns out to be Ben, with another device.
func ExampleVisitors_Alias() {
	a := visitors()
	err := a.Alias("Cleo", "Ben")
	fmt.Println(a.Result(), err)
	// Output: 33.33% overall (visit 3, product 2, cart 1, order 1) <nil>
}

func ExampleVisitors_Forget() {
	a := visitors()
	err := a.Forget("Ada")
	fmt.Println(a.Result(), err)
	// Output: 0.00% overall (visit 3, product 1, cart 0, order 0) <nil>
}

func ExampleVisitors_Names() {
	fmt.Println(visitors().Names())
	// Output: [visit product cart order]
}

func ExampleVisitors_Result() {
	fmt.Println(visitors().Result())
	// Output: 25.00% overall (visit 4, product 2, cart 1, order 1)
}
