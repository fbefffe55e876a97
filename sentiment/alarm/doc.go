// Package alarm raises an alarm when the mentions of a brand, or other counts over
// time, grow beyond what is usual, and names what is behind the growth.
//
// # Formula
//
// A [Detector] raises an alarm where the counts of the last hours are less probable
// than a chance that the caller sets, given what is usual at that hour of the week: by
// a probability and not by a multiple of a deviation. Its page has the formulas.
//
// A [Monitor] counts the mentions for it, and names the sources, terms and authors
// behind an alarm, also as a sentence.
//
// # Source
//
// The sources are on the pages of [Detector] and [Growth].
//
// # Units and range
//
// Counts are 0 to 2^64-1, in buckets of a minute to a day. What is expected is a
// float64 that does not claim to be exact.
//
// # Undefined and edge cases
//
// The growth of the first bucket of a series is [kpi.ErrUndefined]. Counts in the
// wrong order, and times that are too far ahead, are a [*kpi.RangeError] and are not
// counted.
//
// The time is that of the mentions, and a clock may be wrong. A mention that is
// farther ahead of the others than [Config].Ahead is refused, because all others
// would be late after it. One that is late by no more than [Config].Late is
// counted. [Monitor.Close] and [Detector.Advance] tell the time where a brand is
// silent for longer than Ahead.
//
// # Accumulators
//
// Both need their input in time order, and do not merge. A saved state resumes
// exactly.
//
// A detector keeps about 15 kB (6 to 16 kB encoded) and takes some microseconds per
// bucket; a monitor keeps below a megabyte, however long the stream.
//
// # Accuracy
//
// Simulated, in hours of half a year at the defaults, which ask for 0.5 false alarms in
// 1,000 hours: false alarms in 1,000 hours, and the lifts that are found of those so
// many times the usual for so many hours, in percent.
//
//	                  mean  false  x1.5 24h  x2 6h  x3 6h  x5 3h  x8 1h
//	flat    Poisson     2  0.57     35     26     96    100     96
//	flat    Poisson   100  0.38     98    100    100    100    100
//	weekly  k = 10     16  0.46     75     70     99     99     96
//	weekly  k = 4     100  0.57     52     57     99     99     85
//	office  Poisson   100  0.57     99    100    100    100    100
//	office  k = 4      16  0.50     26     64     96     97     89
//	growth  k = 10    100  0.42     94     94    100    100     99
//	AR hour k = 10     16  0.57     33     29     92     98     94
//	AR day  Poisson   100  0.46     47     88    100    100    100
//
// The rhythms: nights and weekends are quieter; in an office nearly silent; a growth of
// 1% per day; a level that is an AR(1) process by the hour or by the day. All cells are in
// testdata/simulation.txt, which TestSimulationTable writes. Below one mention per hour
// there are fewer false alarms than asked.
//
// Shared posts make bursts, whose sizes have a heavy tail. In buckets of five minutes over
// eight weeks, in which a detector has not seen many of them (testdata/bursts.txt):
//
//	                          false alarms, as a multiple   events of x2.5 to x8
//	                          of those asked                found, in percent
//	no bursts                 0.5 to 0.9                    98
//	2 per day, tail 2.5       0.8 to 1.6                    99
//	2 per day, tail 1.5       1.0 to 2.2                    82 to 98
//	8 per day, tail 1.5       1.0 to 2.3                    68 to 90
//
// On the mention volumes of the Numenta Anomaly Benchmark, which have such bursts, it
// raises about twice as many alarms as asked.
//
// # In French
//
// Alerte sur le volume de mentions, et ses causes.
package alarm
