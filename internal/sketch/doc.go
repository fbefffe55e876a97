// Package sketch holds two small summaries of a long stream: [Quantiles] for
// the percentiles of its values and [Distinct] for the number of its different
// values. Both are approximate in their answers and exact in their merge: the
// state is a function of what was added alone, so any partition and any order
// of a stream gives the same bytes as one pass.
//
// They are written here because the libraries that offer them would enter the
// module graph of everybody who imports this module.
package sketch
