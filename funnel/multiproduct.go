package funnel

import (
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// MultiProductRatio returns the multi-product ratio (taux de multi-équipement):
//
//	multi / single        0 or more
//
// where multi are the customers of several products, and single those of one.
// Without a customer of one product it is [kpi.ErrUndefined]; then take the share
// of [MultiProductResult].
func MultiProductRatio(multi, single uint64) (kpi.Ratio, error) {
	if single == 0 {
		return kpi.Ratio{}, figure.Undefined("funnel", "multi-product ratio", "no customer of one product")
	}
	return kpi.RatioOf(figure.Quotient(multi, single)), nil
}

// A MultiProductResult is the number of customers of several products and of
// one. Results are comparable with ==.
type MultiProductResult struct {
	Multi  uint64 `json:"multi"`  // bought two different products or more
	Single uint64 `json:"single"` // bought one product, however often
}

// N returns the number of customers.
func (r MultiProductResult) N() uint64 { return r.Multi + r.Single }

// Ratio returns the [MultiProductRatio]:
//
//	multi / single        0 or more
//
// Without a customer of one product it is [kpi.ErrUndefined].
func (r MultiProductResult) Ratio() (kpi.Ratio, error) { return MultiProductRatio(r.Multi, r.Single) }

// Share returns the share of customers of several products among all:
//
//	multi / (multi + single)        0 <= rate <= 1
//
// Without a customer it is [kpi.ErrUndefined].
func (r MultiProductResult) Share() (kpi.Rate, error) {
	customers := r.Multi + r.Single
	if customers < r.Multi {
		return kpi.Rate{}, errCustomers
	}
	return figure.Share{Op: "funnel", Figure: "multi-product share", Why: "no customer"}.Rate(r.Multi, customers)
}

// String returns a text like "75.00% (3 customers of several products, 1 of one)".
func (r MultiProductResult) String() string {
	share, err := r.Share()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s%% (%d customers of several products, %d of one)",
		share.Percent(2).StringFixed(2), r.Multi, r.Single)
}

// MarshalJSON returns the fields, and value, the [MultiProductResult.Ratio].
func (r MultiProductResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *MultiProductResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *MultiProductResult) json() figure.Form {
	type fields MultiProductResult
	return figure.FormOf("funnel: multi-product", r, (*fields)(r), MultiProductResult.Ratio)
}

// MultiProduct is a streaming multi-product ratio from identities: one product of one
// customer per Add, however often. A product is what P says: a product code, or a
// category. The zero value is ready; see [kpi.Accumulator] for the laws that it keeps;
// the errors of its methods but AddSlice, UnmarshalBinary and UnmarshalJSON are always
// nil.
type MultiProduct[K, P kpi.Key] struct {
	customers keyed.Table[K, products[P]]
}

// products is what a customer bought: one product, or several. That is all the
// ratio needs.
type products[P kpi.Key] struct {
	kinds uint8 // 0 in a new state, then 1, or 2 for several
	only  P     // the product of one kind, else zero
}

func (s *products[P]) add(product P) {
	switch {
	case s.kinds == 0:
		*s = products[P]{1, product}
	case s.kinds == 1 && s.only != product:
		*s = products[P]{kinds: 2}
	}
}

func (s *products[P]) merge(o products[P]) {
	if o.kinds == 1 {
		s.add(o.only)
		return
	}
	*s = o
}

func (s *products[P]) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(s.kinds))
	if s.kinds == 1 {
		b = keyed.AppendKey(b, s.only)
	}
	return b
}

func (s *products[P]) read(r *wire.Reader) {
	switch kinds := r.Uint(); kinds {
	case 1:
		*s = products[P]{1, keyed.ReadKey[P](r)}
	case 2:
		*s = products[P]{kinds: 2}
	default:
		r.Fail("kinds of products %d", kinds)
	}
}

// Add counts that a customer bought a product.
func (a *MultiProduct[K, P]) Add(customer K, product P) error {
	a.customers.At(customer).add(product)
	return nil
}

// AddSlice counts two columns, of customers and of the products they bought.
// Columns of different length are a [*kpi.RangeError], and nothing is counted.
func (a *MultiProduct[K, P]) AddSlice(customers []K, bought []P) error {
	if err := checkColumns("number of products", len(bought), len(customers)); err != nil {
		return err
	}
	keyed.Each(&a.customers, customers, bought, func(s *products[P], product P) { s.add(product) })
	return nil
}

// Merge adds the customers of o. A customer with one product in each has several if
// the products differ.
func (a *MultiProduct[K, P]) Merge(o *MultiProduct[K, P]) error {
	a.customers.Merge(&shell.OrZero(o).customers, (*products[P]).merge)
	return nil
}

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (a *MultiProduct[K, P]) Forget(customer K) error {
	a.customers.Remove(customer)
	return nil
}

// Alias gives what the customer from bought to the customer to, as if they had had
// that name all along. The error is always nil.
func (a *MultiProduct[K, P]) Alias(from, to K) error {
	a.customers.Rename(from, to, (*products[P]).merge)
	return nil
}

// Empty reports whether nothing was added.
func (a *MultiProduct[K, P]) Empty() bool { return a.customers.Len() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *MultiProduct[K, P]) Clone() *MultiProduct[K, P] {
	return &MultiProduct[K, P]{shell.OrZero(a).customers.Clone(nil)}
}

// Result returns the counts so far, by a pass over the customers.
func (a *MultiProduct[K, P]) Result() MultiProductResult {
	var r MultiProductResult
	for _, s := range a.customers.All() {
		if s.kinds == 1 {
			r.Single++
		} else {
			r.Multi++
		}
	}
	return r
}

// multiProductMagic begins the encoding: each customer, and 1 with the product
// for one, 2 for several.
const multiProductMagic = "mul\x01"

func (a *MultiProduct[K, P]) append(b []byte) []byte {
	return keyed.AppendTable(append(b, multiProductMagic...), &a.customers, (*products[P]).append)
}

// AppendBinary appends the encoding of a.
func (a *MultiProduct[K, P]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a MultiProduct[K, P]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *MultiProduct[K, P]) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readKinds) }

func readKinds[K, P kpi.Key](r *wire.Reader) MultiProduct[K, P] {
	r.Expect("funnel: multi-product", multiProductMagic)
	return MultiProduct[K, P]{customers: keyed.ReadTable[K](r, (*products[P]).read)}
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a MultiProduct[K, P]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *MultiProduct[K, P]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
