// Package sentiment computes the shares, the net and the mean of sentiment (sentiment
// analysis): how many mentions of a brand speak for it and how many against it, and which
// emotions they express. A [Lexicon] classifies texts; to plug in your own model,
// implement [Analyzer]. Counts of mentions by source and the people they reach are in
// [github.com/customerkpi/kpi/sentiment/mention], and alarms in
// [github.com/customerkpi/kpi/sentiment/alarm].
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
// Shares are 0 to 1 ([kpi.Rate]), net sentiment is in points, -100 to 100
// ([kpi.Net]), mean polarity -1 to 1 ([kpi.Mean]); all exact.
//
// # Undefined and edge cases
//
// Without a mention every figure is [kpi.ErrUndefined], and [Result.NetOpinions]
// without a positive or negative one. A number that is not a class or emotion, or
// a polarity outside -1..1, is a [*kpi.RangeError] and is not counted.
//
// # Variants and the default
//
// [Result.Net] is the default: neutral mentions pull it towards 0. Where most
// mentions are neutral, [Result.NetOpinions] says more and swings more: 80
// positive, 100 neutral and 20 negative mentions are a net of 30 and a net of
// opinions of 60. The two do not compare.
//
// The unit is the mention. Where authors write several each, take a [kpi.ByCustomer]
// of authors for the interval, as an example of [Accumulator] shows.
//
// # Accumulators
//
// [Accumulator] has one counter per class and [Emotions] one per emotion. Add costs
// a few nanoseconds and does not allocate. [Polarity] keeps a count and two exact
// sums; Add costs some tens of nanoseconds and does not allocate for polarities of
// up to 18 digits. Merging is exact: any partition and order of the mentions gives
// the same bytes. By source or period, put them in [kpi.Groups] or [kpi.Series].
//
// # Reading texts
//
// [New] makes a [Lexicon], which sums the valences of the words of opinion of a
// text, -4 to 4 each, after these rules:
//
//	negation       "not good", "no one liked"  × -0.74, within the clause; twice is none
//	superlative    "never been so happy"       no negation, nor is "can't thank them enough"
//	what is not    "I hoped it would be good"  × -0.74: wishes, promises, what was before
//	what is gone   "solved my problem"         × -0.74
//	what is amiss  "never arrived", "too big"  -1.2
//	comparison     "better than the bad one"   what follows "than" does not count
//	other things   "the old one was better"    × -0.74: was before, or is elsewhere
//	question       "is it good?"               praise does not count
//	mockery        "great, another delay"      × -0.74 of the praise before complaints
//	degree         "very good", "kind of good" ± 0.293, less at two and three words
//	capitals       "GOOD" in a mixed text      + 0.733
//	elongation     "soooo goood"               + 0.293
//	contrast       "slow but good"             × 0.5 before, × 1.5 after
//	punctuation    "good!"                     + 0.292 each, at most four; "??" + 0.36
//	phrases        "can't stand", "not bad"    count as one word
//	long texts     over five opinions          five times the mean of the sentences
//
//	polarity = s / sqrt(s² + 15), s = Σ valences after the rules
//
// The rules and their weights are those of C.J. Hutto and E. Gilbert, "VADER: A
// Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text" (ICWSM
// 2014); the reach of negation, phrases, long texts and the words are ours. A negated
// mark of emotion does not count: somebody who is not happy is not necessarily sad.
// Emoticons and emoji of several code points are words, with or without spaces, of any
// skin tone. Apostrophes of any form, NFC and NFD, letter case, full-width letters and
// line ends make no difference, nor do escapes of HTML ("&eacute;"). Short codes (":+1:")
// are emoji, a rating ("2/5") is a word, the words of a tag are read one by one
// ("#TropÉnervé"), and digits within a word may be letters ("b4d"). Names (@x) and
// addresses say nothing. [Lexicon.Explain] says what each word contributed.
//
// Without a language given, each text is read in that of its words
// ([DetectLanguage] says which and how surely). A text in neither English nor
// French is Unread: it is not scored.
//
// It reads some hundred thousand posts per second on one core and does not
// allocate. It does not understand irony or context. Expect people to agree with it
// about as often as with other lexicons, and check it on texts of your own.
//
// # Your own labels
//
// [Fit] learns from labelled texts of your domain, in any number of languages that the
// lexicon reads, and makes a [Model], which is an [Analyzer] too. It is a logistic
// regression of the label, as a chance of praise of (1 + label) / 2:
//
//	logit = Σ w cue + Σ v of the words and pairs of words / √n
//	least   cross entropy + 0.1 Σ w² / 2 + penalty Σ v² / 2
//
// The cues are what the lexicon says: the polarity (not held back), praise and
// complaints apart, the first and the last sentence, class, length and emotions. Words
// and pairs are places in a table by their hash. The penalty, 0.3, 1 or 3, is the best
// of a cross-validation in five parts, and [FitReport] is of another one in ten parts
// around it: none of its texts is read by a model that has seen it, or a copy of it.
//
// Label 200 texts or more. Where the lexicon reads a domain well already, a few hundred
// labels gain little; where people talk otherwise than it expects, they gain more.
// Measured on rated texts, with the correlation r of polarity and rating and the share
// of classes that are right, of the lexicon and of the model:
//
//	texts                        labels  r             right
//	English product reviews         200  0.747  0.761  0.685  0.720
//	English tweets                  300  0.881  0.896  0.887  0.890
//	English forum comments          504  0.780  0.830  0.802  0.827
//	French tweets                   210  0.655  0.661  0.714  0.695
//	French book reviews             120  0.604  0.580  0.767  0.750
//
// The penalties to choose from were set on the tweets and the comments, and the lexicon's
// own words were looked at beside all of them, which flatters the lexicon. Labels
// that the model gives to further texts and learns from (self-training) lost 0.004 to
// 0.01 of r on the tweets and the comments with 100 labels, so there is no such option.
// The sums of a regression do not merge: keep the labelled texts, and fit again.
//
// # Format of lexicons
//
// A file is UTF-8. A line is an entry, its valence and its class, separated by
// tabs; lines that begin with "# " are comments. An entry is a word, a phrase, an
// emoticon or an emoji. The class says which forms are added:
//
//	throttle<TAB>-2<TAB>v           throttles, throttled, throttling
//	spin<TAB>-1.5<TAB>v<TAB>spun    spins, spinning, spun
//	outage<TAB>-2<TAB>n             outages
//	laggy<TAB>-1.4<TAB>a            laggier, laggiest, laggily
//	no brainer<TAB>1.4<TAB>x        as it is
//
// In French a verb is of class v1 (in -er), v2 (like finir) or v3 (another one, its
// forms in the fourth column), and an adjective has its feminine, its plurals and
// its adverb:
//
//	planter<TAB>-1.5<TAB>v1                  plante, plantait, plantées
//	ternir<TAB>-1.2<TAB>v2                   ternit, ternissait, ternie
//	déplaire<TAB>-1.8<TAB>v3<TAB>déplaît     déplaît
//	poussif<TAB>-1.5<TAB>a                   poussive, poussifs, poussivement
//
// Valence 0 takes a word, or the words of a phrase, out of the count.
//
// The embedded lists, of words of opinion, of emotion, of grammar and of
// languages, were written for this package and are under its licence.
//
// # In French
//
// Analyse des sentiments : part des mentions positives, neutres et négatives,
// sentiment net, polarité moyenne, émotions.
package sentiment
