package main

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"

	"gonum.org/v1/gonum/mathext"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/gammagamma"
	"github.com/customerkpi/kpi/examples/internal/sheet"
)

// A prediction is a number of orders or an amount to expect. Its interval is of what will
// come, and not only of the mean:
//
//	variance = that of the mean, by what the fit does not know of its parameters
//	         + that of what customers do, by the model
//
// and its ends are quantiles of a gamma distribution of that mean and variance: a sum of
// counts or amounts is not below 0, and is skewed where it is small.
type prediction struct {
	kpi.Value
	customers uint64
	low, high float64
}

func (p prediction) N() uint64 { return p.customers }

func (p prediction) Float64() float64 { x, _ := p.Rat().Float64(); return x }

func (p prediction) Interval(level float64) (kpi.Interval, error) {
	if level != sheet.Confidence {
		return kpi.Interval{}, fmt.Errorf("report: a prediction has the level %g: %w", sheet.Confidence, kpi.ErrUndefined)
	}
	return kpi.Interval{Low: p.low, High: p.high, Level: level}, nil
}

var errNobody = errors.New("no customer")

// predicted returns the prediction of a mean and a variance.
func predicted(mean, variance float64, customers int) (prediction, error) {
	if !(mean > 0) || !(variance > 0) || math.IsInf(mean, 0) || math.IsInf(variance, 0) {
		return prediction{}, errNobody
	}
	shape, scale := mean*mean/variance, variance/mean
	p := prediction{customers: uint64(customers)}
	rounded, _ := new(big.Rat).SetString(strconv.FormatFloat(mean, 'g', 9, 64)) // the other digits differ between machines
	p.Value = kpi.ValueOf(rounded)
	p.low = mathext.GammaIncRegInv(shape, (1-sheet.Confidence)/2) * scale
	p.high = mathext.GammaIncRegInv(shape, (1+sheet.Confidence)/2) * scale
	return p, nil
}

// A crowd is the customers of a segment, with what to expect of each.
type crowd struct {
	*outlook
	customers []clv.Customer
	orders    []float64 // in the period
	worth     []float64 // mean amount of an order
	spread    []float64 // variance of the number of orders, over its mean
}

// crowd works out what to expect of each customer.
func (o *outlook) crowd(customers []clv.Customer) (*crowd, error) {
	c := &crowd{outlook: o, customers: customers}
	var err error
	if c.orders, err = o.expected(o.orders.Params, customers); err != nil {
		return nil, err
	}
	if err := c.spreads(); err != nil {
		return nil, err
	}
	if o.noValue.en != "" {
		return c, nil
	}
	c.worth = make([]float64, len(customers))
	for i, of := range customers {
		if c.worth[i], err = o.spend.ConditionalMean(of); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// expected returns the orders to expect of each customer in the period.
func (o *outlook) expected(p bgnbd.Params, customers []clv.Customer) ([]float64, error) {
	until := make([]float64, len(customers))
	if err := p.ConditionalExpectedSlice(until, customers, o.until); err != nil || o.from == 0 {
		return until, err
	}
	from := make([]float64, len(customers))
	if err := p.ConditionalExpectedSlice(from, customers, o.from); err != nil {
		return nil, err
	}
	for i := range until {
		until[i] -= from[i]
	}
	return until, nil
}

// looked is the number of customers whose distribution is summed: each takes some hundred
// times as long as a mean, and the others are like them.
const looked = 400

// spreads works out how far the number of orders of a customer lies from its mean.
func (c *crowd) spreads() error {
	c.spread = make([]float64, len(c.customers))
	every := max(1, len(c.customers)/looked)
	for i := range c.customers {
		if i%every != 0 {
			c.spread[i] = c.spread[i-1]
			continue
		}
		s, err := c.spreadOf(c.customers[i])
		if err != nil {
			return err
		}
		c.spread[i] = s
	}
	return nil
}

// spreadOf returns variance / mean of the number of orders up to the end of the period.
func (c *crowd) spreadOf(of clv.Customer) (float64, error) {
	const most, rest = 1000, 1e-9
	mass, first, second := 0.0, 0.0, 0.0
	for n := range uint64(most) {
		chance, err := c.outlook.orders.ConditionalPMF(of, n, c.until)
		if err != nil {
			return 0, err
		}
		x := float64(n)
		mass, first, second = mass+chance, first+x*chance, second+x*x*chance
		if mass > 1-rest {
			break
		}
	}
	if first == 0 {
		return 1, nil
	}
	return second/first - first, nil
}

// count predicts the number of orders.
func (c *crowd) count() (prediction, error) {
	if c.noOrders.en != "" {
		return prediction{}, errors.New(c.noOrders.en)
	}
	mean, variance := 0.0, 0.0
	for i, x := range c.orders {
		mean, variance = mean+x, variance+x*c.spread[i]
	}
	if mean == 0 {
		return prediction{}, errNobody
	}
	unsure, err := c.unsureOrders(func(int) float64 { return 1 })
	if err != nil {
		return prediction{}, err
	}
	return predicted(mean, variance+unsure*unsure*mean*mean, len(c.customers))
}

// value predicts what the orders are worth. The model takes the number of orders and their
// amounts as independent: of an amount whose mean is m for the customer, and is not known
// better than by a variance of m²/(a-2),
//
//	variance = m² (variance of orders + orders / p)
//	         + m² (variance of orders + orders²) / (a-2),   a = p x + q
func (c *crowd) value() (prediction, error) {
	if c.noValue.en != "" {
		return prediction{}, errors.New(c.noValue.en)
	}
	mean, variance := 0.0, 0.0
	for i, x := range c.orders {
		m, v := c.worth[i], x*c.spread[i]
		mean += x * m
		variance += m * m * (v + x/c.spend.P)
		if a := c.spend.P*float64(c.customers[i].Frequency) + c.spend.Q; a > 2 {
			variance += m * m * (v + x*x) / (a - 2)
		}
	}
	if mean == 0 {
		return prediction{}, errNobody
	}
	orders, err := c.unsureOrders(func(i int) float64 { return c.worth[i] })
	if err != nil {
		return prediction{}, err
	}
	amounts, err := c.unsureAmounts()
	if err != nil {
		return prediction{}, err
	}
	return predicted(mean, variance+(orders*orders+amounts*amounts)*mean*mean, len(c.customers))
}

// unsureOrders returns the relative standard error of Σ orders × weight, by the parameters
// of the model of orders.
func (c *crowd) unsureOrders(weight func(i int) float64) (float64, error) {
	m := c.outlook.orders
	return relative(m.Fit, func(v []float64) (float64, error) {
		p := m.Params
		p.R, p.Alpha, p.A, p.B = v[0], v[1], v[2], v[3]
		all, err := c.expected(p, c.customers)
		sum := 0.0
		for i, x := range all {
			sum += x * weight(i)
		}
		return sum, err
	})
}

// unsureAmounts is the same by those of the model of amounts.
func (c *crowd) unsureAmounts() (float64, error) {
	return relative(c.spend.Fit, func(v []float64) (float64, error) {
		p := gammagamma.Params{P: v[0], Q: v[1], V: v[2]}
		sum := 0.0
		for i, of := range c.customers {
			m, err := p.ConditionalMean(of)
			if err != nil {
				return 0, err
			}
			sum += c.orders[i] * m
		}
		return sum, nil
	})
}

// relative returns the standard error of the logarithm of a prediction.
func relative(fit clv.Fit, predict func([]float64) (float64, error)) (float64, error) {
	const level, z = 0.95, 1.959963984540054
	i, err := fit.Interval(level, predict)
	if err != nil {
		return 0, err
	}
	return math.Log(i.High/i.Low) / (2 * z), nil
}
