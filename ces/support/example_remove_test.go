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
