package retention_test

import (
	"errors"
	"fmt"

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
