// Package revenue computes the movements of recurring revenue, such as monthly
// recurring revenue (MRR), and what follows from them: revenue churn, gross and net
// revenue retention (GRR, NRR), quick ratio and revenue per account (ARPA).
//
// # Formula
//
//	end                     = start + new + expansion + reactivation - contraction - churn
//	gross revenue churn     = (churn + contraction) / start
//	net revenue churn       = (churn + contraction - expansion - reactivation) / start
//	gross retention (GRR)   = 1 - gross revenue churn
//	net retention (NRR)     = 1 - (churn + contraction - expansion) / start
//	customer churn rate     = customers lost / customers at the start
//	quick ratio             = (new + expansion) / (churn + contraction)
//	revenue per account     = end / customers at the end
//
// A customer who paid nothing before is new. A customer who paid earlier, but not at
// the start, is reactivated. More or less than at the start is expansion or
// contraction, and nothing at the end is churn.
//
// # Source
//
// The vendors of subscription analytics share these definitions. Where they differ,
// each variant below has a name. If one of several subscriptions of a customer ends,
// that is contraction, not churn.
//
// # Units and range
//
// Movements are [kpi.Value], in money, 0 or more. Retention, churn of revenue and
// growth are [kpi.Ratio]: GRR 0 to 1, NRR 0 or more and at least GRR. The customer
// churn rate is a [kpi.Rate]. All are exact.
//
// # Undefined and edge cases
//
// A ratio to a start, or to losses, of 0 is [kpi.ErrUndefined]: a quick ratio
// without losses is not infinite. An amount below 0 is a [*kpi.RangeError] and is
// not added.
//
// A change belongs to the period that contains its instant: a subscription that ends
// at midnight of 1 April is churn of April. The first period is that of the first
// amount above 0, since an amount of 0 opens none. The last is that of the last
// change or amount, unless the caller names a later one. Results by plan or segment
// need one: then a plan in which nothing moves has its revenue, and plans add up.
//
// # Variants and the default
//
//	by the balances at both ends of a period (default)      Balances.Result, Changes.Result
//	by each change within a period                          Changes.EachChange
//	through the last change or amount (default)             Result, EachChange
//	through a period that the caller names                  Through, EachChangeThrough
//	the largest of several changes of one instant (default) Changes.Add
//	the last of them, by a number                           Changes.AddChange
//	NRR with those who came back                            NetRetentionWithReactivation
//	quick ratio with those who came back                    QuickRatioWithReactivation
//
// By balances, a customer who leaves and comes back within a period does not move,
// and one who goes from 500 to 1379 and then leaves is a churn of 500. By each
// change both are movements: the second is an expansion of 879 and a churn of 1379,
// more than was there at the start, so that gross churn is refused.
//
// # Accumulators
//
// [Balances] takes what each customer pays per period, [Changes] what each pays from
// an instant on. Both keep the amounts of each customer, in order of time. Add costs
// a map look-up and a search in these. Merging is exact: any partition and order
// gives the same bytes. By plan or segment, put them into [kpi.Groups].
//
// # In French
//
//	monthly recurring revenue   revenu mensuel récurrent
//	revenue churn               attrition du revenu
//	gross revenue retention     rétention brute du revenu
//	net revenue retention       rétention nette du revenu
//	revenue per account         revenu moyen par compte
package revenue
