// Package basket computes which products sell together (in French "produits
// associés", "analyse du panier"): market basket analysis, from the lines of
// orders.
//
// # Formula
//
// Of two products A and B, over all orders:
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
// Support and confidence are kpi.Rate, 0 to 1; lift is a kpi.Ratio, 0 or more.
// All are exact.
//
// # Undefined and edge cases
//
// Without an order nothing sells, and shares of it are kpi.ErrUndefined. A
// product counts once an order, however many were bought. The lift of pairs that
// were seen a few times is mostly chance: ask for a least number of orders.
//
// # Variants and the default
//
//	the pairs of most orders, or of the highest lift   Result.Pairs
//	what sells with one product                        Result.With
//	the attach rate of one product to another          Pair.Confidence
//
// # Accumulators
//
// [Accumulator] keeps the products of each order; Add costs two map look-ups and
// a search in the order. Finding pairs takes the sum of the squares of the
// numbers of products of the orders, and memory for the products and the pairs
// asked for, not for all pairs. Merging is exact: any partition of the lines,
// of one order too, and any order gives the same bytes.
package basket
