package mention

import (
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// ShareOfVoice counts mentions by brand: the user's own and those of its
// competitors. The zero value is ready; see kpi.Accumulator for the laws that
// it keeps. To compare periods, count the same brands in both.
type ShareOfVoice struct{ counts tally.Counter[string] }

// Add counts one mention; a mention of two brands is one of each. A total
// above 2^64-1 is kpi.ErrOverflow, and nothing is counted.
func (a *ShareOfVoice) Add(brand string) error { return a.AddN(brand, 1) }

// AddN counts n mentions of the same brand, with the error of Add.
func (a *ShareOfVoice) AddN(brand string, n uint64) error {
	if !a.counts.AddN(brand, n) {
		return errOverflow()
	}
	return nil
}

// Merge adds the mentions of o.
func (a *ShareOfVoice) Merge(o *ShareOfVoice) error {
	if o != nil && !a.counts.Merge(&o.counts) {
		return errOverflow()
	}
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *ShareOfVoice) Clone() *ShareOfVoice {
	if a == nil {
		return new(ShareOfVoice)
	}
	return &ShareOfVoice{counts: a.counts.Clone()}
}

// Result returns the counts so far.
func (a *ShareOfVoice) Result() VoiceResult {
	return VoiceResult{each(a.counts.Ranking(), func(e tally.Entry[string]) BrandVolume {
		return BrandVolume{Brand: e.Key, Mentions: e.N}
	})}
}

// voiceMagic begins the encoding: a count a brand.
const voiceMagic = "sov\x01"

// AppendBinary appends the encoding of a.
func (a *ShareOfVoice) AppendBinary(b []byte) ([]byte, error) {
	return a.counts.AppendBinary(append(b, voiceMagic...)), nil
}

// MarshalBinary returns the encoding of a.
func (a *ShareOfVoice) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *ShareOfVoice) UnmarshalBinary(data []byte) error {
	r := wire.Open("mention: share of voice", voiceMagic, data)
	var d ShareOfVoice
	d.counts.Read(r)
	if err := r.Close(); err != nil {
		return err
	}
	*a = d
	return nil
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a *ShareOfVoice) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *ShareOfVoice) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("mention: share of voice", data, a)
}
