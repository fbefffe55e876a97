package tally

import (
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestLargestRemainder(t *testing.T) {
	for _, tc := range []struct {
		name   string
		counts []uint64
		places int32
		want   []string
	}{
		// 33.33 each leaves 0.01, and equal remainders go to the earlier one.
		{"thirds", []uint64{1, 1, 1}, 2, []string{"33.34", "33.33", "33.33"}},
		// 14.28.., 28.57.., 57.14..: remainders .2857, .5714, .1428 of a
		// unit; 14 + 28 + 57 = 99 leaves one for the second.
		{"sevenths", []uint64{1, 2, 4}, 0, []string{"14", "29", "57"}},
		// 49.5 each way rounds up twice to 101 by rounding each alone.
		{"halves", []uint64{99, 99, 2}, 0, []string{"50", "49", "1"}},
		{"exact shares", []uint64{1, 3}, 2, []string{"25.00", "75.00"}},
		{"one", []uint64{7}, 1, []string{"100.0"}},
		{"nothing stays nothing", []uint64{0, 1, 0, 2}, 0, []string{"0", "33", "0", "67"}},
		// 33.3: 3 tens each, and one left.
		{"tens", []uint64{1, 1, 1}, -1, []string{"40", "30", "30"}},
		{"below hundreds", []uint64{1, 2}, -9, []string{"0", "100"}},
		// The sum is 2^65 - 2.
		{"large counts", []uint64{math.MaxUint64, math.MaxUint64}, 1, []string{"50.0", "50.0"}},
		{"no counts", nil, 2, nil},
		{"zero counts", []uint64{0, 0}, 2, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := LargestRemainder(tc.counts, tc.places)
			if len(got) != len(tc.want) {
				t.Fatalf("%d percents, want %d", len(got), len(tc.want))
			}
			for i, p := range got {
				if text := p.StringFixed(max(tc.places, 0)); text != tc.want[i] {
					t.Errorf("percent %d is %s, want %s", i, text, tc.want[i])
				}
			}
		})
	}
}

func TestLargestRemainderSumsTo100AndRoundsEachShareUpOrDown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.OneOf(rapid.Uint64Range(0, 20), rapid.Uint64())
		counts := rapid.SliceOfN(count, 1, 12).Draw(t, "counts")
		places := rapid.Int32Range(-2, 20).Draw(t, "places")
		sum := new(big.Rat)
		for _, n := range counts {
			sum.Add(sum, rat(n))
		}
		got := LargestRemainder(counts, places)
		if sum.Sign() == 0 {
			if got != nil {
				t.Fatalf("%v of no counts", got)
			}
			return
		}
		total := decimal.New(0, 0)
		unit := decimal.New(1, -places).Rat()
		for i, p := range got {
			total = total.Add(p)
			share := new(big.Rat).Mul(rat(counts[i]), big.NewRat(100, 1))
			share.Quo(share, sum)
			if share.Sub(share, p.Rat()).Abs(share).Cmp(unit) >= 0 {
				t.Fatalf("percent %d of %v is a unit or more from its share", i, counts)
			}
			if counts[i] == 0 && p.Sign() != 0 {
				t.Fatalf("percent %d of a count of 0 in %v is not 0", i, counts)
			}
			for j := range got {
				if counts[j] > counts[i] && got[j].LessThan(p) || counts[j] == counts[i] && j < i && got[j].LessThan(p) {
					t.Fatalf("percents %d and %d of %v are out of order", j, i, counts)
				}
			}
		}
		if !total.Equal(decimal.New(100, 0)) {
			t.Fatalf("percents of %v sum to %s", counts, total.StringFixed(20))
		}
	})
}

func rat(n uint64) *big.Rat { return new(big.Rat).SetInt(new(big.Int).SetUint64(n)) }
