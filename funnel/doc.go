// Package funnel computes how prospects become buyers and buy more: the
// conversion rate (in French "taux de conversion"), the conversion funnel
// ("entonnoir de conversion"), the cross-sell rate ("taux de vente croisée"),
// the up-sell rate ("taux de montée en gamme") and the multi-product ratio
// ("taux de multi-équipement").
//
// # Formula
//
//	conversion rate      = prospects who buy / prospects
//	step rate            = visitors who reached a step / visitors who reached the one before
//	overall conversion   = visitors who reached the last step / visitors who reached the first
//	cross-sell rate      = additional sales / sales
//	up-sell rate         = sales of a range above the one first asked for / sales
//	multi-product ratio  = customers of several products / customers of one product
//
// # Source
//
// These are the usual formulas of the industry; there is no single source.
//
// # Units and range
//
// The rates are [kpi.Rate], 0 to 1, exact. The multi-product ratio is a
// [kpi.Ratio], 0 or more, exact: 2 says that for each customer of one product there
// are two of several.
//
// # Undefined and edge cases
//
// A rate of nobody is [kpi.ErrUndefined]; so is the multi-product ratio where no
// customer has one product only. Counts that contradict each other, such as more
// buyers than prospects, or more visitors at a step than at the one before, are a
// [*kpi.RangeError].
//
// # Variants and the default
//
//	conversion, one prospect at a time                Conversion
//	funnel from counts                           StepsFromCounts
//	funnel from how far each visitor got              Steps
//	funnel from what each visitor did, in any order   Visitors
//	funnel from events and times, by many rules       package event
//	share of multi-product customers among all        MultiProductResult.Share
//
// The default funnel has the steps of a shop: visit, product, cart, order. A
// visitor counts at a step after doing all steps up to it, so that the counts never
// rise along the steps. In [Visitors] by month, one who visits in March and
// orders in April is a buyer of neither month, but of the two merged.
//
// The unit of a rate is what is added: a prospect of [Conversion], a visitor of [Steps]
// and [Visitors], a customer of [MultiProduct], a sale of [CrossSell] and [UpSell]. Sales
// of one customer are alike: where customers have several, or visitors several sessions,
// take a [kpi.ByCustomer], whose interval is over customers. The examples of CrossSell
// and UpSell show it.
//
// # Accumulators
//
// [Conversion], [CrossSell] and [UpSell] keep two counters, [Steps] one per step. Add
// takes one to four nanoseconds and does not allocate. [Visitors] keeps 8 bytes per
// customer beside the identity, [MultiProduct] one product. Add costs a map look-up, and
// Result a pass over the customers. Merging is exact: a customer of both states counts
// once, and any partition and order gives the same bytes.
//
// # In French
//
//	conversion rate          taux de conversion
//	conversion funnel        entonnoir de conversion
//	step, drop-off           étape, abandon
//	cross-selling            vente croisée
//	up-selling               montée en gamme
//	multi-product customers  clients multi-équipés; multi-équipement
package funnel
