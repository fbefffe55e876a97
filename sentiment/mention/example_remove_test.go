package mention_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi/sentiment/mention"
)

// A mention of somebody else of that name.
func ExampleVolume_Remove() {
	var a mention.Volume
	err := errors.Join(a.AddN(mention.Reddit, 2), a.Add(mention.News), a.Remove(mention.News))
	fmt.Println(a.Result(), err)
	// Output: 2 mentions (reddit 2) <nil>
}
