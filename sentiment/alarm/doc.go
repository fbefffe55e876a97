// Package alarm raises an alarm when the mentions of a brand, or other counts over
// time, grow beyond what is usual, and names what is behind the growth.
//
// # Formula
//
// A [Detector] raises an alarm where a count is less probable than a chance that
// the caller sets, given what is usual at that hour of the week: by a probability
// and not by a multiple of a deviation. Its page has the formulas.
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
// # In French
//
// Alerte sur le volume de mentions, et ses causes.
package alarm
