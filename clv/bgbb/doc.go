// Package bgbb is the beta-geometric/beta-Bernoulli model of repeat buying at set
// opportunities, such as a yearly donation: who is still a customer, and how many
// of the opportunities to come they will take.
//
// # Formula
//
// A customer takes each opportunity with a chance p, and before each leaves with a
// chance θ. Both differ from one customer to the next:
//
//	p ~ beta(α, β)    mean α/(α+β)
//	θ ~ beta(γ, δ)    mean γ/(γ+δ)
//
// The predictions are in [Params], each with its formula.
//
// # Source
//
// P. S. Fader, B. G. S. Hardie and J. Shang, "Customer-Base Analysis in a
// Discrete-Time Noncontractual Setting", Marketing Science 29 (2010) 1086-1108.
//
// # Units and range
//
// Time is a number of opportunities. Chances are in 0..1, expected numbers in 0
// to the number of opportunities. Parameters are in 1e-100..1e100.
//
// # Undefined and edge cases
//
// [Params.AliveAt] counts from the last opportunity of the history: the paper's
// table of those alive at the next one is AliveAt(c, 1). A customer who took the last
// opportunity is alive at it, with certainty. Customers who are alike do not
// determine four parameters: see the Status of the Fit.
package bgbb
