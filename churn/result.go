package churn

import (
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
)

// A Presence says when somebody was a customer: at the start of the period, at
// its end, both, or neither, for one who joined and left within it. A change
// belongs to the period that contains its instant. The start is before all changes
// of the period, and the end after them: who leaves at midnight of 1 April, or
// joins then, does so in April, and is or is not there at the end of March and at
// the start of April alike.
type Presence struct {
	Start bool `json:"start"`
	End   bool `json:"end"`
}

// A Result is the number of customers of a period by their [Presence]. Results
// are comparable with ==.
type Result struct {
	Kept  uint64 `json:"kept"`  // at the start and at the end
	Lost  uint64 `json:"lost"`  // at the start only
	Won   uint64 `json:"won"`   // at the end only
	Brief uint64 `json:"brief"` // joined and left within the period
}

// Start returns the number of customers at the start: kept + lost.
func (r Result) Start() uint64 { return r.Kept + r.Lost }

// End returns the number of customers at the end: kept + won.
func (r Result) End() uint64 { return r.Kept + r.Won }

// Customers returns the number of customers of the period:
// kept + lost + won + brief.
func (r Result) Customers() uint64 { return r.Kept + r.Lost + r.Won + r.Brief }

// Rate returns the churn rate of [AtStart]:
//
//	lost / (kept + lost)        0 <= rate <= 1
//
// Without a customer at the start it is kpi.ErrUndefined. Its Complement is the
// retention rate.
func (r Result) Rate() (kpi.Rate, error) {
	if err := r.check(); err != nil {
		return kpi.Rate{}, err
	}
	return AtStart(r.Lost, r.Start())
}

// Average returns the churn rate of [Average]:
//
//	2 lost / (start + end)
//
// Without a customer at the start and the end it is kpi.ErrUndefined.
func (r Result) Average() (kpi.Ratio, error) {
	if err := r.check(); err != nil {
		return kpi.Ratio{}, err
	}
	return Average(r.Lost, r.Start(), r.End())
}

// InTotal returns the churn rate of [InTotal], where those who joined and left
// within the period are lost too:
//
//	(lost + brief) / customers        0 <= rate <= 1
//
// Without a customer it is kpi.ErrUndefined.
func (r Result) InTotal() (kpi.Rate, error) {
	if err := r.check(); err != nil {
		return kpi.Rate{}, err
	}
	return InTotal(r.Lost+r.Brief, r.Customers())
}

// Lifetime returns the [Lifetime] of the churn rate at the start, in periods.
// Without a lost customer it is kpi.ErrUndefined.
func (r Result) Lifetime() (kpi.Value, error) {
	rate, err := r.Rate()
	if err != nil {
		return kpi.Value{}, err
	}
	return Lifetime(rate)
}

// check reports counts that a caller put into r and whose sum overflows.
func (r Result) check() error {
	rest := uint64(math.MaxUint64)
	for _, n := range []uint64{r.Kept, r.Lost, r.Won, r.Brief} {
		if n > rest {
			return errOverflow()
		}
		rest -= n
	}
	return nil
}

func errOverflow() error { return fmt.Errorf("churn: customers %w", kpi.ErrOverflow) }

// String returns a text like
// "25.00% (1250 lost of 5000 at the start, 500 won, 250 brief)".
func (r Result) String() string {
	rate, err := r.Rate()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s%% (%d lost of %d at the start, %d won, %d brief)",
		rate.Percent(2).StringFixed(2), r.Lost, r.Start(), r.Won, r.Brief)
}
