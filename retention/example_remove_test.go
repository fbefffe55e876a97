package retention_test

import (
	"errors"
	"fmt"
	"sync"

	"github.com/customerkpi/kpi/retention"
)

// An invitation that was never sent.
func ExampleParticipation_Remove() {
	var p retention.Participation
	err := errors.Join(p.AddN(false, 3), p.Add(true), p.Remove(false))
	fmt.Println(p.Result().Participants, "of", p.Result().Invited, err)
	// Output: 1 of 3 <nil>
}

// An invitation that was counted as delivered came back.
func ExampleResponse_Remove() {
	var r retention.Response
	err := errors.Join(r.AddN(retention.Unanswered, 2), r.Add(retention.Answered))
	err = errors.Join(err, r.Remove(retention.Unanswered), r.Add(retention.Undelivered))
	fmt.Println(r.Result().Delivered, "of", r.Result().Invited, err)
	// Output: 2 of 3 <nil>
}

func ExampleParticipation_RemoveN() {
	var a retention.Participation
	err := errors.Join(a.AddN(true, 30), a.RemoveN(true, 10))
	fmt.Println(a.Result(), err)
	// Output: 100.00% (20 of 20 invited, 0 uninvited) <nil>
}

func ExampleResponse_RemoveN() {
	var a retention.Response
	err := errors.Join(a.AddN(retention.Answered, 30), a.RemoveN(retention.Answered, 10))
	fmt.Println(a.Result(), err)
	// Output: 100.00% (20 invited, 20 delivered, 20 started, 20 answered) <nil>
}

// Two goroutines with customers of their own, and then one state.
func ExampleRepurchase_Sibling() {
	var all retention.Repurchase[int]
	parts := []*retention.Repurchase[int]{all.Sibling(), all.Sibling()}
	var wait sync.WaitGroup
	for i, part := range parts {
		wait.Go(func() {
			for customer := i; customer < 1000; customer += 2 {
				if err := part.AddN(customer, 2); err != nil {
					fmt.Println(err)
				}
			}
		})
	}
	wait.Wait()
	for _, part := range parts {
		if err := all.Absorb(part); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(all.Result())
	// Output: 100.00% (1000 of 1000 repeat, 2000 orders)
}

// Absorb is Merge, and empties the other.
func ExampleRepurchase_Absorb() {
	var all retention.Repurchase[string]
	part := all.Sibling()
	err := errors.Join(part.AddN("ada", 2), all.Add("ben"), all.Absorb(part))
	fmt.Println(all.Result(), part.Result().N(), err)
	// Output: 50.00% (1 of 2 repeat, 3 orders) 0 <nil>
}
