package guide_test

import (
	"fmt"
	"log"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// A month is the answers by channel: promoters, passives, detractors.
type month map[string][3]uint64

func (m month) groups() (*kpi.Groups[string, *nps.Accumulator], error) {
	var g kpi.Groups[string, *nps.Accumulator]
	for channel, n := range m {
		err := g.Update(channel, func(a *nps.Accumulator) error {
			for i, score := range []int{10, 8, 3} {
				if err := a.AddN(score, n[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return &g, nil
}

// Is a change more than noise, and where does it come from?
func Example_page3Change() {
	march, err := month{"app": {400, 300, 300}, "web": {300, 150, 50}}.groups()
	if err != nil {
		log.Fatal(err)
	}
	april, err := month{"app": {620, 480, 400}, "web": {130, 50, 20}}.groups()
	if err != nil {
		log.Fatal(err)
	}
	score := func(a *nps.Accumulator) (kpi.Net, error) { return a.Result().Score() }

	why, err := kpi.Explain(march.All(), april.All(), score)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(why.Change)
	for _, s := range why.Segments {
		fmt.Printf("%s: own score %v, share of answers %v\n", s.Key, s.Own, s.Mix)
	}
	fmt.Println(why.English(kpi.Words[string]{
		Figure: "NPS", Higher: "better scores", Lower: "worse scores", Segment: "channel", Units: "answers",
		Names: map[string]string{"app": "the app", "web": "the web"},
	}))
	// Output:
	// -3.922 [-9.514, +1.671] ~
	// app: own score +3.614 [-1.488, +8.717] ~, share of answers -1.95 [-2.401, -1.498]
	// web: own score +1.127 [-1.369, +3.624] ~, share of answers -6.714 [-8.122, -5.306]
	// NPS fell 3.9, which may be noise: +4.7 from better scores in every channel (may be noise), -8.6 because fewer answers came from the web.
}
