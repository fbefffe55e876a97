// Package mention counts the mentions of a brand and those who may have seen
// them: mention volume (in French "volume de mentions"), share of voice ("part
// de voix"), social reach ("portée des médias sociaux") and non-social reach
// ("portée non sociale"). How the mentions speak of the brand is in sentiment.
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
// Volume and reach are counts, 0 to 2^64-1; reach in impressions counts a
// person once a post, reach in people once. Shares are 0 to 1 (kpi.Rate), exact.
//
// # Undefined and edge cases
//
// Without a mention every share is kpi.ErrUndefined; volume and reach are 0.
// A source, domain or brand is compared as it is, letter case included. A
// number that is no sentiment.Class is a *kpi.RangeError, a sum above 2^64-1
// kpi.ErrOverflow, and nothing is counted.
//
// # Variants and the default
//
// [Reach] sums audiences: it needs no identities, and it adds up over sources
// and periods. Where an audience is the daily visitors of a domain, [DailyReach]
// counts a domain once a day. [Distinct] counts people exactly and needs their
// identities; it does not add up, so merge the states instead of adding the
// results.
// [DistinctSketch] does so for millions of people in 16 kB, with a standard
// error of 0.81 %. The share of voice depends on the brands that are counted:
// compare periods with the same brands only.
//
// Net sentiment is in package sentiment, in both of its definitions: Net of all
// mentions, NetOpinions without the neutral ones.
//
// # Alarms
//
// A [Detector] raises an alarm where the volume grows beyond what is usual at
// that hour of the week, by a probability and not by a multiple of a deviation.
// A [Monitor] counts the mentions for it, and says of an alarm which sources,
// terms and authors had the growth, in a sentence too. Both are told counts in the
// order of time, and so do not merge; their states encode, and go on as if they
// had never stopped.
//
// The time is that of the mentions, and a clock may be wrong. A mention that is
// farther ahead of the others than [DetectorConfig].Ahead is refused, because all
// others would be late after it. One that is late by no more than
// [DetectorConfig].Late is counted. [Monitor.Close] and [Detector.Advance] tell the
// time where a brand is silent for longer than Ahead.
//
// # Accumulators
//
// [Volume] and [ShareOfVoice] keep a counter a source and a brand, [Reach] four
// counters a source and a domain, [Distinct] the people, [DistinctSketch] 16 kB.
// Add costs a look-up in a map, some tens of nanoseconds, and does not allocate
// but for a new key. Merging is exact, of the sketch too: any partition and
// order of the mentions gives the same bytes. By period, put them in kpi.Series.
package mention
