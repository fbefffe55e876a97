// Package decompose splits the change of a figure into parts that add up to it,
// exactly. It is arithmetic alone: what the parts are of is the caller's.
//
//	Product    a product of factors: the part of each factor
//	Shapley    any function of factors: the part of each factor
//	Mix        a mean over segments: own change and change of the mix, by segment
//	Structure  the change of the mix, by the attributes that the segments cross
//
// The parts of Product and Shapley are the same: the mean, over all orders in which
// the factors may change one after the other, of what each adds when it is its turn.
// That is also the symmetric decomposition of Das Gupta, whose weights are those
// shares of the orders.
//
// Source: E. M. Kitagawa, JASA 50 (1955) 1168-1194; P. Das Gupta, Standardization
// and Decomposition of Rates, U.S. Bureau of the Census P23-186 (1993); L. S.
// Shapley, in Contributions to the Theory of Games II (1953) 307-317.
package decompose
