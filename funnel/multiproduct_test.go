package funnel_test

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"math/big"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/internal/oracle"
)

func TestMultiProduct(t *testing.T) {
	// 3 of several products, 2 of one: 3 / 2 = 1.5, 3 / 5 = 60%
	r := funnel.MultiProductResult{Multi: 3, Single: 2}
	if ratio := must(r.Ratio()); ratio.String() != "1.5" {
		t.Errorf("ratio %v, want 1.5", ratio)
	}
	if share := must(r.Share()); share.Percent(0).StringFixed(0) != "60" {
		t.Errorf("share %v, want 60%%", share)
	}
}

// 0 / 5 is 0, and 5 / 0 is undefined.
func TestMultiProductRatioOfNobody(t *testing.T) {
	if ratio, err := funnel.MultiProductRatio(0, 5); err != nil || ratio.String() != "0" {
		t.Errorf("no customer of several products: %v, %v, want 0", ratio, err)
	}
	if ratio, err := funnel.MultiProductRatio(5, 0); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("no customer of one: %v, %v, want ErrUndefined", ratio, err)
	}
}

func TestMultiProductAgreesWithSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream := rapid.SliceOf(purchases()).Draw(t, "stream")
		var single, column funnel.MultiProduct[string, int]
		bought := map[string]map[int]bool{}
		var customers []string
		var products []int
		for _, in := range stream {
			if bought[in.customer] == nil {
				bought[in.customer] = map[int]bool{}
			}
			bought[in.customer][in.product] = true
			customers, products = append(customers, in.customer), append(products, in.product)
			if err := single.Add(in.customer, in.product); err != nil {
				t.Fatal(err)
			}
		}
		if err := column.AddSlice(customers, products); err != nil {
			t.Fatal(err)
		}
		var want funnel.MultiProductResult
		for _, set := range bought {
			if len(set) > 1 {
				want.Multi++
			} else {
				want.Single++
			}
		}
		if single.Result() != want || column.Result() != want {
			t.Fatalf("%v by one, %v by column, want %v", single.Result(), column.Result(), want)
		}
		if want.Single > 0 && want.Multi > 0 {
			// ratio = share / (1 - share)
			share, ratio := must(want.Share()), must(want.Ratio())
			odds := new(big.Rat).Quo(share.Rat(), share.Complement().Rat())
			if ratio.Rat().Cmp(odds) != 0 {
				t.Fatalf("ratio %v, odds of the share %v", ratio.Rat(), odds)
			}
		}
	})
}

// TestOnlineRetail compares with figures that Python's Fraction and ClickHouse
// computed from 269,145 order lines: UCI "Online Retail", doi 10.24432/C5BW33.
// A purchase is a line with a positive quantity and price on an invoice that is
// no cancellation (C) and no bad debt (A).
func TestOnlineRetail(t *testing.T) {
	var want struct {
		Multi  uint64 `json:"multi_product_customers"`
		Single uint64 `json:"single_product_customers"`
	}
	oracle.JSON(t, "orders_online_retail/reference.json", &want)
	file, err := os.Open(oracle.Path(t, "orders_online_retail/lines.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := must(csv.NewReader(must(gzip.NewReader(file))).ReadAll())

	var a funnel.MultiProduct[string, string]
	positive := func(s string) bool { return s[0] != '-' && strings.Trim(s, "0.") != "" }
	for _, line := range lines[1:] {
		invoice, product, quantity, price, customer := line[0], line[1], line[2], line[4], line[5]
		if invoice[0] == 'C' || invoice[0] == 'A' || customer == "" || !positive(quantity) || !positive(price) {
			continue
		}
		if err := a.Add(customer, product); err != nil {
			t.Fatal(err)
		}
	}
	if got := a.Result(); got != (funnel.MultiProductResult{Multi: want.Multi, Single: want.Single}) {
		t.Errorf("%v, want %+v", got, want)
	}
}
