package kpi_test

import (
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// Of the three customers who answered in the app nothing is told. Their number would be
// 45 - 31 - 11, so a second channel is hidden too.
func ExampleSuppress() {
	var byChannel kpi.Groups[string, *nps.Accumulator]
	for channel, n := range map[string]uint64{"app": 3, "shop": 31, "web": 11} {
		if err := byChannel.At(channel).AddN(9, n); err != nil {
			fmt.Println(err)
		}
	}
	answers := func(a *nps.Accumulator) uint64 { return a.Result().N() }
	counts, err := kpi.Suppress(kpi.Counts(&byChannel, answers), 5)
	fmt.Println(counts, err)
	for channel, a := range byChannel.All() {
		if counts.Count(channel).Hidden {
			continue
		}
		score, err := a.Result().Score()
		fmt.Println(channel, score, err)
	}
	// Output:
	// app *, shop 31, web *; 45 in total <nil>
	// shop 100 <nil>
}

// In a table with totals, a hidden count needs others in its row and in its column.
func ExampleSuppressTable() {
	table, err := kpi.SuppressTable(map[string]map[string]uint64{
		"app":  {"de": 3, "fr": 17, "it": 29},
		"shop": {"de": 21, "fr": 0, "it": 14},
		"web":  {"de": 8, "fr": 36, "it": 20},
	}, 5)
	fmt.Print(table, err, "\n")
	// Output:
	// de  fr  it  total
	//     app   *  17   *     49
	//    shop  21   0  14     35
	//     web   *  36   *     64
	//   total  32  53  63    148
	//  <nil>
}

// Groups of groups give the counts of a table.
func ExampleCounts() {
	var byCountry kpi.Groups[string, *kpi.Groups[string, *nps.Accumulator]]
	for i, country := range []string{"fr", "de", "fr", "it", "fr", "de"} {
		channel := []string{"app", "web"}[i%2]
		err := byCountry.Update(country, func(g *kpi.Groups[string, *nps.Accumulator]) error {
			return g.Update(channel, func(a *nps.Accumulator) error { return a.Add(9) })
		})
		if err != nil {
			fmt.Println(err)
		}
	}
	counts := make(map[string]map[string]uint64)
	for country, channels := range byCountry.All() {
		counts[country] = kpi.Counts(channels, func(a *nps.Accumulator) uint64 { return a.Result().N() })
	}
	fmt.Println(counts)
	// Output: map[de:map[web:2] fr:map[app:3] it:map[web:1]]
}
