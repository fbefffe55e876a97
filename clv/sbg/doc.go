// Package sbg predicts how many customers of a cohort will renew their contract in
// each period after the data. It has two models: the shifted beta-geometric (sBG), and
// the beta-discrete-Weibull (BdW), which adds one parameter to it.
//
// # Formula
//
// At the end of each period a customer leaves with a chance θ that differs from one
// customer to the next, θ ~ beta(α, β). Those who leave easily go first, so that the
// retention rate of a cohort rises with its age, though no single customer's does. The
// share that is left after t periods is
//
//	S(t) = B(α, β+t^c) / B(α, β)
//
// In sBG ([Geometric]) c is 1: a customer leaves with the same chance θ in every period.
// In BdW ([Weibull]) c is fitted too: above 1 the chance of one customer rises with time,
// below 1 it falls.
//
// # How wrong is 1 / churn rate?
//
// The common formula takes one chance for all. The Example fits the first four
// years of two classic cohorts of a subscription and looks at year 12.
//
// # Source
//
// P. S. Fader and B. G. S. Hardie, "How to Project Customer Retention", Journal
// of Interactive Marketing 21 (2007) 76-90, with the two cohorts; "Customer-Base
// Valuation in a Contractual Setting: The Perils of Ignoring Heterogeneity",
// Marketing Science 29 (2010) 85-93, for the residual lifetime; P. S. Fader,
// B. G. S. Hardie, Y. Liu, J. Davin and T. Steenburgh, "How to Project Customer
// Retention Revisited: The Role of Duration Dependence", Journal of Interactive
// Marketing 43 (2018) 1-16, for BdW.
//
// # Units and range
//
// Time is a number of periods, those of the contract. Shares are in 0..1,
// parameters in 1e-100..1e100.
//
// # Undefined and edge cases
//
// Without discount, a lifetime has no finite mean where c α <= 1, which is
// [kpi.ErrUndefined]: common in real cohorts, and what 1 / churn rate hides. A cohort
// that lost nobody, or one period alone, does not determine the parameters: see the
// Status of the Fit. Nor does a cohort that nobody leaves for some periods, and many
// leave after that: the likelihood of BdW rises with c without end. Such a fit has
// forecasts, but no intervals of them.
package sbg
