package decompose

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// rats reads decimals.
func rats(t testing.TB, texts ...string) []*big.Rat {
	t.Helper()
	all := make([]*big.Rat, len(texts))
	for i, s := range texts {
		r, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatal(s)
		}
		all[i] = r
	}
	return all
}

// like requires the numbers that are published, to their last digit.
func like(t *testing.T, name string, got []*big.Rat, places int, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d parts, want %d", name, len(got), len(want))
	}
	for i := range got {
		if s := got[i].FloatString(places); s != want[i] {
			t.Errorf("%s, part %d: %s, want %s", name, i, s, want[i])
		}
	}
}

func sum(all []*big.Rat) *big.Rat {
	s := new(big.Rat)
	for _, r := range all {
		s.Add(s, r)
	}
	return s
}

// The tables of Das Gupta (1993), chapters 2 and 4, with the digits that the vignette
// of the R package DasGuptR 2.1.0 prints for them.
func TestProductIsThatOfDasGupta(t *testing.T) {
	// Table 2.1: mean earnings × share of earners, Black and White men, US 1980.
	like(t, "2.1", Product(rats(t, "10930", ".717892"), rats(t, "16591", ".825974")), 3, "4369.913", "1487.262")
	// Table 2.2: crude birth rate of three factors, Austria and Chile 1981.
	like(t, "2.2", Product(rats(t, "51.78746", ".45919", ".52638"), rats(t, "84.90502", ".75756", ".51065")), 7,
		"10.4340333", "10.5608476", "-0.6670084")
	// Table 2.3: four factors of nonmarital births, 1971 and 1979.
	like(t, "2.3", Product(rats(t, "25.3", ".214", ".279", ".949"), rats(t, "32.7", ".290", ".473", ".986")), 7,
		"0.6889411", "0.8125381", "1.3829055", "0.1047547")
	// Table 2.4: five factors of the total fertility rate of South Korea.
	like(t, "2.4", Product(rats(t, ".58", ".76", ".84", ".66", "16.573"), rats(t, ".72", ".97", ".97", ".56", "16.158")), 7,
		"1.0909785", "1.2298438", "0.7278399", "-0.8398707", "-0.1290187")
}

// Table 4.3: crude birth rate of three factors by seven age groups, Taiwan 1960 and 1970.
func TestProductByGroupIsThatOfDasGupta(t *testing.T) {
	births := [2][]string{{"393", "407", "369", "274", "184", "90", "16"}, {"488", "452", "338", "156", "63", "22", "3"}}
	married := [2][]string{
		{".122", ".622", ".903", ".930", ".916", ".873", ".800"},
		{".082", ".527", ".866", ".941", ".942", ".923", ".876"},
	}
	women := [2][]string{
		{".043", ".041", ".036", ".032", ".026", ".020", ".018"},
		{".058", ".038", ".032", ".030", ".026", ".023", ".019"},
	}
	total := rats(t, "0", "0", "0")
	for age := range births[0] {
		parts := Product(rats(t, births[0][age], married[0][age], women[0][age]), rats(t, births[1][age], married[1][age], women[1][age]))
		for j, p := range parts {
			total[j].Add(total[j], p)
		}
	}
	like(t, "4.3", total, 6, "-7.285632", "-2.720633", "-1.565181")
}

// Table 4.4: illegitimacy ratio, a function of four vectors, US 1963 and 1983.
func TestShapleyIsThatOfDasGupta(t *testing.T) {
	vectors := [4][2][]*big.Rat{
		{rats(t, ".200", ".163", ".146", ".154", ".168", ".169"), rats(t, ".169", ".195", ".190", ".174", ".150", ".122")},
		{rats(t, ".866", ".325", ".119", ".099", ".099", ".121"), rats(t, ".931", ".563", ".311", ".216", ".199", ".191")},
		{rats(t, ".007", ".021", ".023", ".015", ".008", ".002"), rats(t, ".018", ".026", ".023", ".016", ".008", ".002")},
		{rats(t, ".454", ".326", ".195", ".107", ".051", ".015"), rats(t, ".380", ".201", ".149", ".079", ".025", ".006")},
	}
	ratio := func(set uint) (*big.Rat, error) {
		single, couples := new(big.Rat), new(big.Rat)
		for age := range 6 {
			var x [4]*big.Rat
			for j := range x {
				x[j] = vectors[j][set>>j&1][age]
			}
			s := new(big.Rat).Mul(x[0], x[1])
			single.Add(single, s.Mul(s, x[2]))
			c := new(big.Rat).Sub(big.NewRat(1, 1), x[1])
			c.Mul(c, x[0])
			couples.Add(couples, c.Mul(c, x[3]))
		}
		return new(big.Rat).Quo(single, couples.Add(couples, single)), nil
	}
	parts, err := Shapley(4, ratio)
	if err != nil {
		t.Fatal(err)
	}
	like(t, "4.4", parts, 8, "-0.00620498", "0.04866154", "0.02705922", "0.02470928")
	before, _ := ratio(0)
	after, _ := ratio(15)
	if sum(parts).Cmp(after.Sub(after, before)) != 0 {
		t.Error("the parts do not add up")
	}

	failed := errors.New("failed")
	if _, err := Shapley(2, func(uint) (*big.Rat, error) { return nil, failed }); err != failed {
		t.Error(err)
	}
}

// deaths is table 5.3: population in thousands and death rates by race and age, US
// 1970 and 1985.
func deaths(t *testing.T) (cells []Cell, s Structure) {
	size := [2][]string{
		{
			"2968", "11484", "34614", "30992", "21983", "20314", "20928", "16897", "11339", "5720", "1315",
			"535", "2162", "6120", "4781", "3096", "2718", "2363", "1767", "1149", "448", "117",
		},
		{
			"3041", "11577", "27450", "32711", "35480", "27411", "19555", "19795", "15254", "8022", "2472",
			"707", "2692", "6473", "6841", "6547", "4352", "3034", "2540", "1749", "804", "236",
		},
	}
	rate := [2][]string{
		{
			"18.469", "0.751", "0.391", "1.146", "1.287", "2.672", "6.636", "15.691", "34.723", "79.763", "176.837",
			"36.993", "1.352", "0.541", "2.040", "3.523", "6.746", "12.967", "24.471", "45.091", "74.902", "123.205",
		},
		{
			"9.163", "0.462", "0.248", "0.929", "1.084", "1.810", "4.715", "12.187", "27.728", "64.068", "157.570",
			"17.208", "0.738", "0.328", "1.103", "2.045", "3.724", "8.052", "17.812", "34.128", "68.276", "125.161",
		},
	}
	cells = make([]Cell, 22)
	for period := range size {
		n := rats(t, size[period]...)
		all := sum(n)
		for i, r := range rats(t, rate[period]...) {
			cells[i].Share[period], cells[i].Figure[period] = n[i].Quo(n[i], all), r
			share, _ := n[i].Float64()
			s.Share[period] = append(s.Share[period], share)
		}
	}
	for i := range cells {
		s.Of = append(s.Of, []int{i / 11, i % 11})
	}
	return cells, s
}

func means(cells []Cell) []float64 {
	all := make([]float64, len(cells))
	for i, c := range cells {
		all[i], _ = c.Mean().Float64()
	}
	return all
}

func TestMixAndStructureAreThoseOfDasGupta(t *testing.T) {
	cells, s := deaths(t)
	own, mix := Mix(cells)
	like(t, "5.3, rates", []*big.Rat{sum(own)}, 7, "-2.2277254")
	like(t, "5.3, mix", []*big.Rat{sum(mix)}, 7, "1.5415096")
	p := s.Split(means(cells))
	if got := fmt.Sprintf("%.7f %.7f", p.Sum[0], p.Sum[1]); got != "0.0197749 1.5217347" {
		t.Errorf("5.3, race and age: %s", got)
	}
}

// Table 5.1: household headship by age, US 1970 and 1985; one attribute.
func TestMixIsThatOfKitagawa(t *testing.T) {
	size := [2][]string{
		{"12.9", "10.9", "9.5", "8.0", "7.8", "8.4", "8.6", "7.8", "7.0", "5.9", "4.7", "3.6", "4.9"},
		{"10.1", "11.2", "11.6", "10.9", "9.4", "7.7", "6.3", "6.0", "6.3", "5.9", "5.1", "4.0", "5.5"},
	}
	rate := [2][]string{
		{"1.9", "25.8", "45.7", "49.6", "51.2", "51.6", "51.8", "54.9", "58.7", "60.4", "62.8", "66.6", "66.8"},
		{"2.2", "24.3", "45.8", "52.5", "56.1", "55.6", "56.0", "57.4", "57.2", "61.2", "63.9", "68.6", "72.2"},
	}
	cells := make([]Cell, 13)
	for period := range size {
		n := rats(t, size[period]...)
		for i, r := range rats(t, rate[period]...) {
			cells[i].Share[period], cells[i].Figure[period] = n[i].Quo(n[i], big.NewRat(100, 1)), r
		}
	}
	own, mix := Mix(cells)
	like(t, "5.1", []*big.Rat{sum(own), sum(mix)}, 4, "1.7403", "1.2269")
}

// randomCells returns segments of which some come and some go.
func randomCells(r *rand.Rand) []Cell {
	cells := make([]Cell, 1+r.IntN(6))
	for period := range 2 {
		n, all := make([]int64, len(cells)), int64(0)
		for i := range n {
			if n[i] = r.Int64N(40) - 8; n[i] < 0 || len(cells) == 1 {
				n[i] = int64(len(cells)%2) * 7
			}
			all += n[i]
		}
		if all == 0 {
			n[0], all = 5, 5
		}
		for i := range cells {
			cells[i].Share[period] = big.NewRat(n[i], all)
			if n[i] > 0 {
				cells[i].Figure[period] = big.NewRat(r.Int64N(2*n[i]+1)-n[i], n[i])
			}
		}
	}
	return cells
}

func TestMixAddsUpExactly(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 2))
	for range 10_000 {
		cells := randomCells(r)
		own, mix := Mix(cells)
		total := Total(cells)
		got := sum(own)
		if got.Add(got, sum(mix)).Cmp(total[1].Sub(total[1], total[0])) != 0 {
			t.Fatal("the parts do not add up")
		}
		for i, c := range cells {
			if c.In(0) != c.In(1) && own[i].Sign() != 0 {
				t.Fatal("a segment that comes or goes has a change of its own")
			}
		}
	}
}

// A product is a function: both ways have the same parts, which add up.
func TestProductIsShapleyOfProduct(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 3))
	for range 300 {
		n := 1 + r.IntN(5)
		var factors [2][]*big.Rat
		for period := range factors {
			for range n {
				factors[period] = append(factors[period], big.NewRat(r.Int64N(41)-20, 1+r.Int64N(20)))
			}
		}
		product := func(set uint) (*big.Rat, error) {
			p := big.NewRat(1, 1)
			for j := range n {
				p.Mul(p, factors[set>>j&1][j])
			}
			return p, nil
		}
		want, _ := Shapley(n, product)
		got := Product(factors[0], factors[1])
		for j := range got {
			if got[j].Cmp(want[j]) != 0 {
				t.Fatalf("part %d of %v: %v, want %v", j, factors, got[j], want[j])
			}
		}
		before, _ := product(0)
		after, _ := product(1<<n - 1)
		if sum(got).Cmp(after.Sub(after, before)) != 0 {
			t.Fatal("the parts do not add up")
		}
	}
}

// The derivatives are those of differences.
func TestSlopes(t *testing.T) {
	before, after := []float64{2, 0.5, 3, 1.5}, []float64{1.5, 0.7, 4, 1.6}
	parts := func() []float64 {
		var x [2][]*big.Rat
		for i := range before {
			x[0], x[1] = append(x[0], new(big.Rat).SetFloat64(before[i])), append(x[1], new(big.Rat).SetFloat64(after[i]))
		}
		var all []float64
		for _, p := range Product(x[0], x[1]) {
			f, _ := p.Float64()
			all = append(all, f)
		}
		return all
	}
	byBefore, byAfter := Slopes(before, after)
	for i := range before {
		for _, side := range []struct {
			x  []float64
			by [][]float64
		}{{before, byBefore}, {after, byAfter}} {
			const step = 1e-5
			side.x[i] += step
			up := parts()
			side.x[i] -= 2 * step
			down := parts()
			side.x[i] += step
			for j := range up {
				if want := (up[j] - down[j]) / (2 * step); math.Abs(side.by[j][i]-want) > 1e-8 {
					t.Errorf("part %d by factor %d: %g, want %g", j, i, side.by[j][i], want)
				}
			}
		}
	}
}

func TestStructureSlopes(t *testing.T) {
	cells, s := deaths(t)
	s.Share[0][3], s.Share[1][7] = 0, 0 // cells that come and go
	mean := means(cells)
	p := s.Split(mean)
	for period := range s.Share {
		for _, cell := range []int{0, 5, 7, 14, 21} {
			if s.Share[period][cell] == 0 {
				continue
			}
			const step = 1e-7
			s.Share[period][cell] += step
			up := s.Split(mean)
			s.Share[period][cell] -= 2 * step
			down := s.Split(mean)
			s.Share[period][cell] += step
			for j := range p.Sum {
				want := (up.Sum[j] - down.Sum[j]) / (2 * step)
				if got := p.Slope[period][j][cell]; math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
					t.Errorf("period %d, attribute %d, cell %d: %g, want %g", period, j, cell, got, want)
				}
			}
		}
	}
}

// The parts of three attributes add up too.
func TestStructureAddsUp(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 4))
	var s Structure
	mean, want := make([]float64, 12), 0.0
	all := [2]float64{}
	for i := range mean {
		s.Of = append(s.Of, []int{i % 2, i / 2 % 2, i / 4})
		for period := range s.Share {
			s.Share[period] = append(s.Share[period], r.Float64())
			all[period] += s.Share[period][i]
		}
		mean[i] = r.Float64()
	}
	for i := range mean {
		for period := range s.Share {
			s.Share[period][i] /= all[period]
		}
		want += mean[i] * (s.Share[1][i] - s.Share[0][i])
	}
	got := 0.0
	for _, p := range s.Split(mean).Sum {
		got += p
	}
	if math.Abs(got-want) > 1e-15 {
		t.Errorf("the parts add up to %g, want %g", got, want)
	}
}
