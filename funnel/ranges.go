package funnel

import (
	"slices"

	"github.com/customerkpi/kpi"
)

// Ranges are product ranges from the lowest to the highest:
//
//	Ranges{"basic", "plus", "pro"}
type Ranges []string

// Above reports whether a sale is an up-sell: whether the range sold is above the
// one that was first asked for. A range that is not in r is a [*kpi.RangeError].
func (r Ranges) Above(asked, sold string) (bool, error) {
	from, err := r.place("range asked for", asked)
	if err != nil {
		return false, err
	}
	to, err := r.place("range sold", sold)
	return to > from, err
}

func (r Ranges) place(name, value string) (int, error) {
	if i := slices.Index(r, value); i >= 0 {
		return i, nil
	}
	lowest, highest := "none", "none"
	if len(r) > 0 {
		lowest, highest = r[0], r[len(r)-1]
	}
	return -1, &kpi.RangeError{Op: "funnel", Name: name, Value: value, Min: lowest, Max: highest}
}
