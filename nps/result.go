package nps

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/tally"
)

// A Result is the number of promoters, passives and detractors among the
// answers. Results are comparable with ==.
type Result struct {
	Promoters  uint64 `json:"promoters"`
	Passives   uint64 `json:"passives"`
	Detractors uint64 `json:"detractors"`
}

// Of returns the result of scores on the [Standard] scale, 0 to 10. A score
// outside is a *kpi.RangeError that says which.
func Of(scores ...int) (Result, error) { return Standard().Of(scores...) }

// FromCounts returns the result of answers that are counted already. A total
// above 2^64-1 is kpi.ErrOverflow.
func FromCounts(promoters, passives, detractors uint64) (Result, error) {
	if passives > math.MaxUint64-promoters || detractors > math.MaxUint64-promoters-passives {
		return Result{}, fmt.Errorf("nps: answers %w", kpi.ErrOverflow)
	}
	return Result{promoters, passives, detractors}, nil
}

// Answers returns the number of answers.
func (r Result) Answers() uint64 { return r.Promoters + r.Passives + r.Detractors }

// Score returns the Net Promoter Score in points, -100 to 100:
//
//	100 (promoters - detractors) / answers
//
// It is exact; Score().Decimal(1) rounds it and Score().Interval(0.95) says how
// sure it is. Without an answer it is kpi.ErrUndefined.
func (r Result) Score() (kpi.Net, error) {
	if err := r.check("score"); err != nil {
		return kpi.Net{}, err
	}
	return kpi.NewNet(r.Promoters, r.Detractors, r.Answers())
}

// PromoterShare returns promoters / answers, or kpi.ErrUndefined without an
// answer.
func (r Result) PromoterShare() (kpi.Rate, error) { return r.share("promoter share", r.Promoters) }

// PassiveShare returns passives / answers, or kpi.ErrUndefined without an
// answer.
func (r Result) PassiveShare() (kpi.Rate, error) { return r.share("passive share", r.Passives) }

// DetractorShare returns detractors / answers, or kpi.ErrUndefined without an
// answer.
func (r Result) DetractorShare() (kpi.Rate, error) { return r.share("detractor share", r.Detractors) }

func (r Result) share(name string, count uint64) (kpi.Rate, error) {
	if err := r.check(name); err != nil {
		return kpi.Rate{}, err
	}
	return kpi.NewRate(count, r.Answers())
}

// Percentages returns the shares of the three classes in percent, rounded to
// places so that they sum to exactly 100, by the largest remainder; of equal
// remainders the first of promoters, passives, detractors is rounded up. Places
// below -2 count as -2. Without an answer it is kpi.ErrUndefined.
func (r Result) Percentages(places int32) (promoters, passives, detractors decimal.Decimal, err error) {
	if err := r.check("percentages"); err != nil {
		return decimal.Decimal{}, decimal.Decimal{}, decimal.Decimal{}, err
	}
	p := tally.LargestRemainder([]uint64{r.Promoters, r.Passives, r.Detractors}, places)
	return p[0], p[1], p[2], nil
}

// check reports why a figure does not exist: no answer, or counts that a
// caller put into r and whose sum overflows.
func (r Result) check(name string) error {
	if _, err := FromCounts(r.Promoters, r.Passives, r.Detractors); err != nil {
		return err
	}
	if r.Answers() == 0 {
		return fmt.Errorf("nps: %s %w: no answer", name, kpi.ErrUndefined)
	}
	return nil
}

// String returns a text like "32.5 (50.0% promoters, 17.5% detractors of 40)".
func (r Result) String() string {
	score, err := r.Score()
	if err != nil {
		return err.Error()
	}
	promoters, _ := r.PromoterShare()
	detractors, _ := r.DetractorShare()
	return fmt.Sprintf("%.1f (%s%% promoters, %s%% detractors of %d)", score,
		promoters.Percent(1).StringFixed(1), detractors.Percent(1).StringFixed(1), r.Answers())
}
