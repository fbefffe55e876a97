package sentiment

import (
	"fmt"
	"strings"

	"github.com/customerkpi/kpi"
)

// An Explanation says what an analysis comes from.
type Explanation struct {
	Analysis
	// Spans are the words that count, in the order of the text. Their
	// contributions sum to the polarity.
	Spans []Span `json:"spans"`
}

// A Span is a part of a text that counts.
type Span struct {
	Start int    `json:"start"` // in bytes
	End   int    `json:"end"`   // in bytes, exclusive
	Text  string `json:"text"`
	// Listed is the valence in the lexicon, -4 to 4, and Valence the one after
	// the rules; both are 0 of a word of emotion only.
	Listed  float64 `json:"listed"`
	Valence float64 `json:"valence"`
	// Contribution is the part of the polarity that comes from here.
	Contribution float64 `json:"contribution"`
	// Emotions are the marks of the word; their sums, bent to stay below 1, are
	// the emotions of the text.
	Emotions EmotionScores `json:"emotions"`
	// Rules are the rules that changed the valence, in the order they applied.
	Rules []Rule `json:"rules,omitempty"`
}

// String returns a text like `"not good" -1.41 (negation)`.
func (s Span) String() string {
	text := fmt.Sprintf("%q %+.2f", s.Text, s.Valence)
	if len(s.Rules) > 0 {
		text += fmt.Sprintf(" %v", s.Rules)
	}
	return text
}

// A Rule is one that changed the valence of a word.
type Rule uint8

// The rules.
const (
	Negation    Rule = iota // "not good"
	Degree                  // "very good", "slightly good"
	Capitals                // "GOOD"
	Elongation              // "goood"
	Contrast                // "good but slow"
	Punctuation             // "good!!"
	Length                  // a text of many sentences counts by their mean
)

// rules are the names of the rules.
var rules = [...]string{"negation", "degree", "capitals", "elongation", "contrast", "punctuation", "length"}

// String returns "negation", "degree", "capitals", "elongation", "contrast",
// "punctuation" or "length", and a text like "Rule(7)" for a number that is no
// rule.
func (r Rule) String() string {
	if int(r) >= len(rules) {
		return fmt.Sprintf("Rule(%d)", uint8(r))
	}
	return rules[r]
}

// MarshalText returns the name of the rule, or a *kpi.RangeError.
func (r Rule) MarshalText() ([]byte, error) {
	if int(r) >= len(rules) {
		return nil, &kpi.RangeError{Op: "sentiment", Name: "rule", Value: uint8(r), Min: Negation, Max: Length}
	}
	return []byte(r.String()), nil
}

// UnmarshalText reads the name of a rule, in any letter case. Another text is a
// *[kpi.RangeError].
func (r *Rule) UnmarshalText(text []byte) error {
	for i, name := range rules {
		if strings.EqualFold(string(text), name) {
			*r = Rule(i)
			return nil
		}
	}
	return &kpi.RangeError{Op: "sentiment", Name: "rule", Value: fmt.Sprintf("%.40q", text), Min: Negation, Max: Length}
}

// ruleSet are the rules that a unit met, a bit each.
type ruleSet uint8

func (s ruleSet) list() []Rule {
	var list []Rule
	for r := range Rule(len(rules)) {
		if s>>r&1 == 1 {
			list = append(list, r)
		}
	}
	return list
}
