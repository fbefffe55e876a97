package guide_test

import (
	"bytes"
	"fmt"
	"log"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/retention"
)

// A combiner is what distributed engines ask for, over any accumulator of the module:
// make an empty state, add an input, merge states. Between machines a state is bytes.
type combiner[In any, A kpi.Accumulator[A]] struct {
	empty A
	add   func(A, In) error
}

// bundle adds the inputs that the engine gives to one worker.
func (c combiner[In, A]) bundle(inputs []In) ([]byte, error) {
	a := c.empty.Clone()
	for _, in := range inputs {
		if err := c.add(a, in); err != nil {
			return nil, err
		}
	}
	return a.AppendBinary(nil)
}

// merge merges the states of workers.
func (c combiner[In, A]) merge(states ...[]byte) (A, error) {
	total := c.empty.Clone()
	for _, state := range states {
		part := c.empty.Clone()
		if err := part.UnmarshalBinary(state); err != nil {
			return total, err
		}
		if err := total.Merge(part); err != nil {
			return total, err
		}
	}
	return total, nil
}

// Merge is associative and commutative to the byte, so the engine may cut the stream and
// order the merges as it likes. The module in examples/beam does this on Apache Beam.
func Example_page6Cluster() {
	orders := []string{"Ada", "Ben", "Ada", "Cleo", "Dan", "Ben", "Ada"} // the customer of each
	c := combiner[string, *retention.Repurchase[string]]{
		empty: new(retention.Repurchase[string]),
		add:   (*retention.Repurchase[string]).Add,
	}

	var bundles [][]byte
	for _, cut := range [][]string{orders[:3], orders[3:4], orders[4:]} {
		state, err := c.bundle(cut)
		if err != nil {
			log.Fatal(err)
		}
		bundles = append(bundles, state)
	}
	total, err := c.merge(bundles[2], bundles[0], bundles[1]) // as they arrive
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(total.Result())

	merged, err := total.MarshalBinary()
	if err != nil {
		log.Fatal(err)
	}
	once, err := c.bundle(orders)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the same bytes as one pass:", bytes.Equal(merged, once))
	// Output:
	// 50.00% (2 of 4 repeat, 7 orders)
	// the same bytes as one pass: true
}
