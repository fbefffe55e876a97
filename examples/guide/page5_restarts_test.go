package guide_test

import (
	"fmt"
	"log"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// A consumer is what one process of a service keeps: the figures, and which events they
// hold already. Both are stored together, so that they never disagree.
type consumer struct {
	Answers kpi.Groups[string, *nps.Accumulator] `json:"answers"`
	Seen    kpi.Seen[string]                     `json:"seen"`
}

func (c *consumer) take(id, segment string, t time.Time, score int) error {
	// An event that is delivered twice is counted once; one that is refused may come again.
	_, err := c.Seen.Once(id, t, func() error {
		return c.Answers.Update(segment, func(a *nps.Accumulator) error { return a.Add(score) })
	})
	return err
}

// A state is bytes: store it, read it after a restart, merge it with that of another
// machine. The result is that of one pass over all events, to the byte.
func Example_page5Restarts() {
	t := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	var before consumer
	for _, e := range []struct {
		id, segment string
		score       int
	}{{"e1", "FR", 9}, {"e2", "DE", 6}, {"e1", "FR", 9}} {
		if err := before.take(e.id, e.segment, t, e.score); err != nil {
			log.Fatal(err)
		}
	}
	answers, err := before.Answers.MarshalBinary()
	if err != nil {
		log.Fatal(err)
	}
	seen, err := before.Seen.MarshalBinary()
	if err != nil {
		log.Fatal(err)
	}

	var after consumer // of the next process
	if err := after.Answers.UnmarshalBinary(answers); err != nil {
		log.Fatal(err)
	}
	if err := after.Seen.UnmarshalBinary(seen); err != nil {
		log.Fatal(err)
	}
	if err := after.take("e2", "DE", t, 6); err != nil { // delivered again after the restart
		log.Fatal(err)
	}
	if err := after.take("e3", "FR", t, 10); err != nil {
		log.Fatal(err)
	}
	for segment, a := range after.Answers.All() {
		fmt.Println(segment, a.Result())
	}

	// Bytes of something else, or damaged ones, are an error; the state stays.
	fmt.Println(after.Answers.UnmarshalBinary(seen))
	fmt.Println(after.Answers.Len(), "segments")
	// Output:
	// DE -100.0 (0.0% promoters, 100.0% detractors of 1)
	// FR 100.0 (100.0% promoters, 0.0% detractors of 2)
	// kpi: groups: corrupt encoding: magic "see\x01", want "grp\x01"
	// 2 segments
}
