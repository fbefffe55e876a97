// Package mention counts the mentions of a brand and those who may have seen them:
// mention volume, share of voice, social reach and non-social reach. How the mentions
// speak of the brand is in [github.com/customerkpi/kpi/sentiment], and when there are
// more than usual in [github.com/customerkpi/kpi/sentiment/alarm].
//
// # Formula
//
//	volume           = mentions, by source
//	share of source  = mentions of a source / mentions
//	share of voice   = mentions of a brand / mentions of all brands
//	social reach     = Σ audience of the posts on social media
//	non-social reach = Σ audience of all other posts
//	daily reach      = Σ over domains and days of the largest audience
//	people reached   = number of different people among the audiences
//
// A [Taxonomy] says which sources are social media.
//
// # Source
//
// The definitions are those of social listening tools. Their figures of reach
// start from audiences that they estimate; here the audience of a [Post] is
// what the caller says, and is only added.
//
// # Units and range
//
// Volume and reach are counts, 0 to 2^64-1. Reach in impressions counts a person
// once per post, reach in people once. Shares are 0 to 1 ([kpi.Rate]), exact.
//
// # Undefined and edge cases
//
// Without a mention every share is [kpi.ErrUndefined], and volume and reach are 0.
// A source, domain or brand is compared as it is, letter case included. A number
// that is not a [sentiment.Class] is a [*kpi.RangeError], a sum above 2^64-1
// [kpi.ErrOverflow], and nothing is counted.
//
// # Variants and the default
//
// [Reach] sums audiences: it needs no identities, and it adds up over sources and
// periods. Where an audience is the daily visitors of a domain, [DailyReach] counts a
// domain once per day. [Distinct] counts people exactly and needs their identities. It
// does not add up, so merge the states instead of adding the results. [DistinctSketch]
// does so for millions of people in 16 kB, with a standard error of 0.81%. The share of
// voice depends on the brands that are counted: compare periods with the same brands
// only.
//
// The unit of a share is the mention. Mentions of one author are alike: where authors
// write several each, take a [kpi.ByCustomer] of authors for the interval of a share,
// as an example of [ShareOfVoice] shows.
//
// Net sentiment is in package sentiment, in both of its definitions: Net of all
// mentions, NetOpinions without the neutral ones.
//
// # Accumulators
//
// [Volume] keeps a counter per source, [ShareOfVoice] one per brand, [Reach] four
// per source and per domain, [Distinct] the people, [DistinctSketch] 16 kB. Add
// costs a look-up in a map, some tens of nanoseconds, and does not allocate except
// for a new key. Merging is exact, also that of the sketch: any partition and order
// of the mentions gives the same bytes. By period, put them in [kpi.Series].
//
// # In French
//
// Volume de mentions, part de voix, portée sur les réseaux sociaux, portée hors
// réseaux sociaux.
package mention
