package kpi

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// A Band is a named part of a figure's range: everything above a bound, up to
// the next band. Bands are the caller's, as the benchmarks of an industry or a
// contract; the library has no opinion but nps.Excellent.
type Band struct {
	Name  string
	Above decimal.Decimal // in the figure's unit: of a Rate shares, 20% is 0.2; of a Net points
}

// BandOf returns the highest of the bands, given in any order, that the figure
// is above. Where it is above none, or is nil, the band is [ErrUndefined]; a
// bound that [CheckAmount] refuses is a [RangeError].
//
// A figure of few answers may lie in a band by chance: its Interval tells which
// bands it could be in.
func BandOf(f Figure, bands ...Band) (Band, error) {
	var found *Band
	for i, b := range bands {
		if err := CheckAmount("kpi", "bound of a band", b.Above); err != nil {
			return Band{}, err
		}
		if f != nil && f.Rat().Cmp(b.Above.Rat()) > 0 && (found == nil || b.Above.Cmp(found.Above) > 0) {
			found = &bands[i]
		}
	}
	if found == nil {
		return Band{}, fmt.Errorf("kpi: band %w: %v is above none of %d", ErrUndefined, f, len(bands))
	}
	return *found, nil
}
