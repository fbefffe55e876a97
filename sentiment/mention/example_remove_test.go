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

// A post that was deleted.
func ExampleReach_Remove() {
	var a mention.Reach
	post := mention.Post{Source: mention.X, Audience: 1200}
	err := errors.Join(a.Add(post), a.Add(post), a.Remove(post))
	fmt.Println(a.Result().Social(), err)
	// Output: 1200 <nil>
}

// A mention that was deleted; one that was never there is refused.
func ExampleShareOfVoice_Remove() {
	var a mention.ShareOfVoice
	err := errors.Join(a.Add("ours"), a.Add("north"), a.Remove("north"))
	fmt.Println(a.Result(), err)
	fmt.Println(a.Remove("north"))
	// Output:
	// 1 mentions (ours 1) <nil>
	// mention: mentions to take out 1 outside 0..0
}

func ExampleShareOfVoice_RemoveN() {
	var a mention.ShareOfVoice
	err := errors.Join(a.AddN("ours", 30), a.RemoveN("ours", 10))
	fmt.Println(a.Result(), err)
	// Output: 20 mentions (ours 20) <nil>
}

func ExampleVolume_RemoveN() {
	var a mention.Volume
	err := errors.Join(a.AddN(mention.X, 30), a.RemoveN(mention.X, 10))
	fmt.Println(a.Result().N(), err)
	// Output: 20 <nil>
}
