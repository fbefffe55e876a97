// Package basket computes which products sell together, from the lines of orders:
// market basket analysis.
//
// # Formula
//
// For two products A and B, over all orders:
//
//	support     = orders with both / orders
//	confidence  = orders with both / orders with A
//	lift        = confidence / (orders with B / orders)
//	            = orders with both × orders / (orders with A × orders with B)
//
// A lift of 1 is what chance gives, above 1 the two attract each other, below 1
// they replace each other.
//
// # Source
//
// R. Agrawal, T. Imieliński and A. Swami, "Mining Association Rules between Sets
// of Items in Large Databases", SIGMOD 1993; lift as in S. Brin, R. Motwani, J.
// D. Ullman and S. Tsur, SIGMOD 1997.
//
// # Units and range
//
// Support and confidence are [kpi.Rate], 0 to 1; lift is a [kpi.Ratio], 0 or more.
// All are exact, except in a [Sketch] of more pairs than its size. There the counts
// of pairs, and what follows from them, are upper bounds with a known error.
//
// # Undefined and edge cases
//
// A share of no order is [kpi.ErrUndefined]. A product counts once per order, however
// many were bought. The lift of pairs that were seen a few times is mostly chance:
// ask for a least number of orders.
//
// # Variants and the default
//
//	the pairs of most orders, or of the highest lift   Result.Pairs
//	what sells with one product                        Result.With
//	the attach rate of one product to another          Pair.Confidence
//
// # Accumulators
//
// [Accumulator] keeps the products of each order; Add costs two map look-ups and a search
// in the order. Finding pairs takes time in proportion to the sum of the squares of the
// orders' numbers of products, and memory for the products and the pairs asked for, not
// for all pairs. Merging is exact: any partition of the lines, also of those of one
// order, and any sequence of them gives the same bytes.
//
// [Sketch] takes whole orders and forgets them. It keeps the number of orders of each
// product. It counts as many pairs as its size exactly, or else takes 40 bytes for
// each of the size, 2.6 MB by default. Here too any partition of the orders gives the
// same bytes. Add takes about 100 ns per pair of the order.
//
// # In French
//
//	market basket analysis    analyse du panier
//	products sold together    produits associés
//	support, confidence       support, confiance
//	lift                      lift
package basket
