// Package sentiment computes the shares, the net and the mean of sentiment
// (sentiment analysis; in French "analyse des sentiments"): how many mentions
// of a brand speak for it and how many against it, and which emotions they
// express. The mentions come classified; where they are counted by source and
// how many people they reach is in sentiment/mention.
//
// # Formula
//
//	share             = mentions of a class / mentions
//	net               = 100 (positive - negative) / (positive + neutral + negative)
//	net of opinions   = 100 (positive - negative) / (positive + negative)
//	mean polarity     = Σ polarity / mentions
//	share of emotion  = marks of an emotion / marks
//
// A [Class] is positive, neutral or negative. A polarity is a number from -1,
// wholly negative, to 1, wholly positive. A mention marks every [Emotion] that
// it expresses.
//
// # Source
//
// The classes and the six emotions are those of social listening tools. Both
// net figures are in use there under the one name "net sentiment score". The
// shares that sum to 100 are rounded by the largest remainder, as Hare and
// Niemeyer allot seats.
//
// # Units and range
//
// Shares are 0 to 1 (kpi.Rate), net sentiment is in points, -100 to 100
// (kpi.Net), mean polarity -1 to 1 (kpi.Mean); all exact.
//
// # Undefined and edge cases
//
// Without a mention every figure is kpi.ErrUndefined, and [Result.NetOpinions]
// without a positive or negative one. A number that is no class or emotion, or
// a polarity outside -1..1, is a *kpi.RangeError and is not counted.
//
// # Variants and the default
//
// [Result.Net] is the default: neutral mentions pull it towards 0. Where most
// mentions are neutral, [Result.NetOpinions] says more and swings more: 80
// positive, 100 neutral and 20 negative mentions are a net of 30 and a net of
// opinions of 60. The two do not compare.
//
// # Accumulators
//
// [Accumulator] counts three classes and [Emotions] six emotions, a counter
// each; Add costs a few nanoseconds and does not allocate. [Polarity] keeps a
// count and two exact sums; Add costs some tens of nanoseconds and does not
// allocate for polarities of up to 18 digits. Merging is exact: any partition and order of the mentions
// gives the same bytes. By source or period, put them in kpi.Groups or
// kpi.Series.
package sentiment
