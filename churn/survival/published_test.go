package survival_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/churn/survival"
)

// parse reads times as they are printed in articles: a plus marks the censored.
func parse(t testing.TB, times string) *survival.Accumulator {
	t.Helper()
	var a survival.Accumulator
	for _, field := range strings.Fields(times) {
		digits, censored := strings.CutSuffix(field, "+")
		if err := a.Add(survival.Row{Duration: must(strconv.ParseInt(digits, 10, 64)), Churned: !censored}); err != nil {
			t.Fatal(err)
		}
	}
	return &a
}

// Weeks of remission under 6-MP and placebo: E. A. Gehan, Biometrika 52 (1965)
// 203-223, after E. J. Freireich et al., Blood 21 (1963) 699-716.
const (
	treated = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
	placebo = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
)

// The survival of the 6-MP arm: Kalbfleisch and Prentice (1980), and the tests of
// the Python package lifelines, tests/test_statistics.py, which have the log-rank
// test against the control too: 16.8, p 4.17e-05; 16.7929 by R's survdiff.
func TestRemissionUnder6MP(t *testing.T) {
	c := parse(t, treated).Result()
	for time, want := range map[int64]float64{
		0: 1, 5: 1, 6: .857143, 7: .806723, 9: .806723, 10: .752941, 13: .690196, 16: .627451, 22: .537815, 23: .448179, 35: .448179,
	} {
		if s := must(c.At(time)); math.Abs(s.Survival-want) > 5e-7 {
			t.Errorf("survival at %d: %v, want %v", time, s.Survival, want)
		}
	}
	got := must(survival.LogRank(parse(t, treated), parse(t, placebo)))
	if math.Abs(got.Test.Statistic-16.7929) > 5e-5 || got.Test.DF != 1 || math.Abs(got.Test.P-4.17e-5) > 5e-8 {
		t.Error(got)
	}
}

// The standard errors of Greenwood in the 6-MP arm, by hand:
//
//	at 6:  S = 18/21, S² 3/(21·18)              = .0058309, √ = .0763604
//	at 7:  S = 18/21·16/17, S² (3/378 + 1/272)  = .0075569, √ = .0869
func TestGreenwoodByHand(t *testing.T) {
	c := parse(t, treated).Result()
	near(t, "at 6", must(must(c.At(6)).StdErr()), 18./21*math.Sqrt(3./378))
	near(t, "at 7", must(must(c.At(7)).StdErr()), 18./21*16/17*math.Sqrt(3./378+1./272))
}

// Days of survival with advanced lung cancer, men and women: C. L. Loprinzi et
// al., Journal of Clinical Oncology 12 (1994) 601-607; the data set lung of R's
// package survival.
const (
	lungMen = `306 455 1010+ 210 883 1022+ 218 166 170 71 567 144 613 707 88 301 624 371 394 574
		118 390 12 26 533 53 814 93 460 583 303 519 643 189 53 246 689 65 132 223 175 163 65
		428 230 840+ 11 132 11 176 791 95 196+ 806+ 284 147 163 655 239 88 30 179 310 477
		364 107 177 156 11 429 15 181 283 13 212 524 288 363 442 54 558 207 92 60 202 353
		267 387 457 337 404+ 222 458+ 353 163 31 229 444+ 156 329 291 179 292+ 142 413+ 320
		181 285 301+ 197 303+ 180 300+ 284+ 259+ 110 286 270 81 131 225+ 269 225+ 279+ 135
		59 105 237+ 221+ 185+ 13 222+ 183 197+ 116 188+ 191+ 174+`
	lungWomen = `310 361 654 728 61 81 520 473 107 122 965+ 731 153 433 145 95 765 735 5 687 345 444
		60 208 821+ 305 226 426 705 363 167 641 740+ 245 588+ 166 559+ 450 529+ 351 201 524
		199 550 551+ 543+ 293 511+ 511+ 371 201 62 356+ 340 315+ 182 364+ 376+ 384+ 268 266+
		194 348 382+ 296+ 186 145 269+ 350 272+ 292+ 332+ 285 243+ 276+ 79 240+ 202+ 235+
		224+ 239 173+ 252+ 92+ 192+ 211+ 175+ 203+ 105+ 177+`
)

// Median 310 [285, 363] and the log-rank test by sex, 10.3267: R survival 3.5-3,
// survfit(Surv(time, status) ~ 1, lung) and survdiff(Surv(time, status) ~ sex,
// lung), which count 138 men and 90 women with 112 and 53 deaths.
func TestLungCancer(t *testing.T) {
	men, women := parse(t, lungMen), parse(t, lungWomen)
	all := men.Clone()
	if err := all.Merge(women); err != nil {
		t.Fatal(err)
	}
	if got := must(all.Result().Median(0.95)).String(); got != "median 310, 285..363 (95%, log)" {
		t.Error(got)
	}
	got := must(survival.LogRank(men, women))
	if math.Abs(got.Test.Statistic-10.3267) > 5e-5 {
		t.Error(got)
	}
	if counts := fmt.Sprint(got.Groups[0].Observed, got.Groups[0].Rows, got.Groups[1].Observed, got.Groups[1].Rows); counts != "112 138 53 90" {
		t.Error(counts)
	}
}
