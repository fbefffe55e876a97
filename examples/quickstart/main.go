// Quickstart is a program to copy. It reads answers to "How likely are you to
// recommend us?" and prints the Net Promoter Score with its uncertainty, by
// channel, and the change from one month to the next:
//
//	go run ./examples/quickstart
package main

import (
	"fmt"
	"log"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

var answers = []struct {
	month   time.Month
	channel string
	scores  []int // 0 to 10
}{
	{time.March, "web", []int{10, 9, 8, 6}},
	{time.March, "store", []int{9, 10, 7, 3}},
	{time.April, "web", []int{10, 9, 9}},
	{time.April, "store", []int{10, 10, 8, 9, 6}},
}

func main() {
	// Groups keep one accumulator per key, made at its first use.
	var channels kpi.Groups[string, *nps.Accumulator]
	var months kpi.Groups[time.Month, *nps.Accumulator]
	for _, a := range answers {
		add := func(n *nps.Accumulator) error { return n.AddSlice(a.scores) } // Add takes them one by one
		check(channels.Update(a.channel, add))
		check(months.Update(a.month, add))
	}

	// Partial states merge exactly: all answers are the total of the channels.
	all, err := channels.Total()
	check(err)
	interval, err := score(all).Interval(0.95)
	check(err)
	fmt.Printf("NPS %.1f, with 95%% confidence in %.1f..%.1f\n", score(all), interval.Low, interval.High)

	for channel, a := range channels.All() {
		fmt.Printf("%-6s %v\n", channel, a.Result())
	}

	// The change comes with its interval; a "~" says that it may be noise.
	march, _ := months.Get(time.March)
	april, _ := months.Get(time.April)
	fmt.Println("March to April:", kpi.Compare(score(march), score(april)))
}

// score returns the exact score: an error where there is no answer.
func score(a *nps.Accumulator) kpi.Net {
	s, err := a.Result().Score()
	check(err)
	return s
}

// check stops at an error, as that of a score outside 0..10.
func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
