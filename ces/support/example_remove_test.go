package support_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi/ces/support"
)

// A request that was closed at the first contact is opened again.
func ExampleFirstContact_Remove() {
	var a support.FirstContact
	done := support.Request{Contacts: 1, Resolved: true}
	err := errors.Join(a.AddN(done, 2), a.Remove(done), a.Add(support.Request{Contacts: 2, Resolved: true}))
	fmt.Println(a.Result().Resolved, "of", a.Result().InScope, err)
	// Output: 1 of 2 <nil>
}

func ExampleFirstContact_RemoveN() {
	var a support.FirstContact
	err := errors.Join(a.AddN(support.Request{Contacts: 1, Resolved: true}, 30), a.RemoveN(support.Request{Contacts: 1, Resolved: true}, 10))
	fmt.Println(a.Result(), err)
	// Output: 100.00% (20 resolved of 20, 0 out of scope) <nil>
}
