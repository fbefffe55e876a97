package driver_test

import (
	"errors"
	"fmt"
	"hash/fnv"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat/driver"
)

// What moves the satisfaction with a hotel? The room more than the breakfast, and the
// noise the other way.
func Example() {
	a, err := driver.New("room", "breakfast", "noise")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, answer := range stays {
		if err := a.Add(answer.score, answer.room, answer.breakfast, answer.noise); err != nil {
			fmt.Println(err)
			return
		}
	}
	d, err := a.Result().RelativeWeights()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d)
	for _, x := range d.Drivers {
		interval, err := x.Interval(0.95)
		fmt.Printf("%-9s %4.1f%%, %v %v\n", x.Name, 100*x.Share, interval, err)
	}
	// Output:
	// R² 0.738: room +0.414, breakfast +0.118, noise -0.206
	// room      41.4%, 15.12%..80.56% (95%) <nil>
	// breakfast 11.8%, 0%..47.85% (95%) <nil>
	// noise     20.6%, 2.816%..54.71% (95%) <nil>
}

// The answers of 12 guests: the score, and what they said of the room, the breakfast
// and the noise.
var stays = []struct{ score, room, breakfast, noise int }{
	{9, 5, 4, 1},
	{3, 2, 3, 5},
	{8, 4, 4, 3},
	{10, 5, 5, 2},
	{4, 3, 5, 2},
	{6, 3, 2, 4},
	{7, 4, 3, 1},
	{2, 1, 2, 4},
	{6, 4, 2, 3},
	{9, 4, 5, 2},
	{5, 2, 4, 3},
	{5, 5, 3, 4},
}

// Shapley's shares are the average of what a predictor adds to R².
func ExampleResult_Shapley() {
	var a driver.Accumulator
	for _, s := range stays {
		if err := a.Add(s.score, s.room, s.breakfast, s.noise); err != nil {
			fmt.Println(err)
		}
	}
	d, err := a.Result().Shapley()
	fmt.Println(d, err)
	// Output: R² 0.738: predictor 1 +0.410, predictor 2 +0.116, predictor 3 -0.212 <nil>
}

// The jackknife of parts by customer: its errors hold for scores of any distribution,
// and for customers who answer more than once.
func ExampleJackknife() {
	var parts kpi.Groups[uint32, *driver.Accumulator]
	for i := range 400 {
		customer := fmt.Sprint("customer ", i%150)
		h := fnv.New32a()
		h.Write([]byte(customer))
		s := stays[(i*i+i%150)%len(stays)]
		err := parts.Update(h.Sum32()%30, func(a *driver.Accumulator) error { return a.Add(s.score, s.room, s.breakfast, s.noise) })
		if err != nil {
			fmt.Println(err)
		}
	}
	d, err := driver.Jackknife(&parts, driver.Result.RelativeWeights)
	if err != nil {
		fmt.Println(err)
		return
	}
	interval, err := d.Drivers[0].Interval(0.95)
	fmt.Println(d.Drivers[0].Name, interval, err)
	// Output: predictor 1 33.15%..41.97% (95%) <nil>
}

// The slope says how many points of the score go along with a point of the predictor.
func ExampleDriver_SlopeInterval() {
	a, err := driver.New("room", "breakfast", "noise")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range stays {
		if err := a.Add(s.score, s.room, s.breakfast, s.noise); err != nil {
			fmt.Println(err)
		}
	}
	d, err := a.Result().RelativeWeights()
	if err != nil {
		fmt.Println(err)
		return
	}
	room := d.Drivers[0]
	interval, err := room.SlopeInterval(0.95)
	fmt.Printf("%+.2f points per point, %v %v\n", room.Slope, interval, err)
	// Output: +1.14 points per point, 0.1877..2.101 (95%) <nil>
}

// Partial states of two regions merge to the bytes of one pass.
func ExampleAccumulator_Merge() {
	var north, south, all driver.Accumulator
	for i, s := range stays {
		part := &north
		if i%2 == 1 {
			part = &south
		}
		if err := errors.Join(part.Add(s.score, s.room, s.noise), all.Add(s.score, s.room, s.noise)); err != nil {
			fmt.Println(err)
		}
	}
	err := south.Merge(&north)
	a, errA := south.MarshalBinary()
	b, errB := all.MarshalBinary()
	fmt.Println(string(a) == string(b), err, errA, errB)
	// Output: true <nil> <nil> <nil>
}

// A state is stored and read back.
func ExampleAccumulator_MarshalBinary() {
	var a, back driver.Accumulator
	if err := errors.Join(a.Add(9, 5, 4), a.AddN(3, []int{2, 3}, 7)); err != nil {
		fmt.Println(err)
	}
	state, err := a.MarshalBinary()
	fmt.Println(len(state), "bytes", err, back.UnmarshalBinary(state), back.Result())
	// Output: 34 bytes <nil> <nil> 8 answers of predictor 1, predictor 2
}

// A predictor that follows from others has no share of its own.
func ExampleResult_RelativeWeights_undefined() {
	a, err := driver.New("price", "price in cents", "room")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range stays {
		if err := a.Add(s.score, s.noise, 100*s.noise, s.room); err != nil {
			fmt.Println(err)
		}
	}
	_, err = a.Result().RelativeWeights()
	fmt.Println(err, errors.Is(err, kpi.ErrUndefined))
	// Output: driver: shares undefined: price, price in cents are collinear, one of them follows from the others true
}

// Correlations of the score and the predictors with each other.
func ExampleResult_Correlations() {
	var a driver.Accumulator
	for _, s := range stays {
		if err := a.Add(s.score, s.room, s.noise); err != nil {
			fmt.Println(err)
		}
	}
	c, err := a.Result().Correlations()
	fmt.Printf("score and room %.3f, room and noise %.3f %v\n", c[0][1], c[1][2], err)
	// Output: score and room 0.797, room and noise -0.546 <nil>
}
