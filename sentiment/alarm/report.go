package alarm

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/customerkpi/kpi/internal/wire"
)

// A Report is the verdict on a bucket that ended, or at an alarm on the window of up to
// 24 hours that ends with it. Cause is nil unless there is an
// alarm. Its JSON is that of the verdict, with a cause.
type Report struct {
	Verdict
	Cause *Cause
}

// reportJSON is the JSON of a Report.
type reportJSON struct {
	verdictJSON
	Cause *Cause `json:"cause"`
}

// MarshalJSON returns an object with the parts of the verdict, and the cause.
func (r Report) MarshalJSON() ([]byte, error) { return json.Marshal(reportJSON{r.json(), r.Cause}) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt] and leaves
// r as it was.
func (r *Report) UnmarshalJSON(data []byte) error {
	return wire.ReadJSON("alarm: report", data, r, reportJSON.report)
}

func (j reportJSON) report() (Report, error) {
	v, err := j.verdict()
	return Report{Verdict: v, Cause: j.Cause}, err
}

// GobEncode returns the JSON of r, as that of a [Verdict].
func (r Report) GobEncode() ([]byte, error) { return r.MarshalJSON() }

// GobDecode reads what GobEncode wrote, with the error of UnmarshalJSON.
func (r *Report) GobDecode(data []byte) error { return r.UnmarshalJSON(data) }

// English returns a sentence such as
//
//	13 Oct 2025, 14:00: 82 mentions where 0 to 31 were expected, 6.6 times the usual;
//	70 of them are copies of "i cannot log in any more", news went from 8% to 35%, the
//	term "refund" from 1% to 40%.
//
// It names at most one copied text, one source, two terms and one author, those that
// explain most; the [Cause] has all of them. Terms stay in their language. Without a cause
// it ends where the growth does. An alarm of fewer mentions than usual
// has none.
func (r Report) English() string {
	low, high := r.Range()
	s := fmt.Sprintf("%s: %s where %s to %s were expected", r.englishTime(), number(r.Count, "mention", ","), grouped(low, ","), grouped(high, ","))
	if growth, err := r.Growth(); err == nil && growth >= 1 {
		s += ", " + times(growth) + " times the usual"
	}
	if r.Cause == nil {
		return s + "."
	}
	var causes []string
	for _, x := range r.Cause.Copies[:min(len(r.Cause.Copies), 1)] {
		causes = append(causes, fmt.Sprintf("%s of them are copies of %q", grouped(x.Count, ","), x.Text))
	}
	for i, x := range r.Cause.told() {
		verb := [...]string{"went from", "from"}[min(i, 1)]
		name := fmt.Sprintf([...]string{"%s", "the term %q", "the author %s"}[x.kind], x.Name)
		causes = append(causes, fmt.Sprintf("%s %s %.0f%% to %.0f%%", name, verb, 100*x.Before, 100*x.Share))
	}
	if causes == nil {
		return s + "; no source, term or author stands out."
	}
	return s + "; " + strings.Join(causes, ", ") + "."
}

// French returns the sentence in French, with no-break spaces, such as
//
//	13/10/2025 à 14 h : 82 mentions, contre 0 à 31 attendues (6,6 fois plus que
//	d'habitude) ; la part de news passe de 8 % à 35 %, celle du terme « remboursement »
//	de 1 % à 40 %.
func (r Report) French() string {
	low, high := r.Range()
	s := fmt.Sprintf("%s\u00a0: %s, contre %s à %s attendues", r.frenchTime(), number(r.Count, "mention", "\u00a0"), grouped(low, "\u00a0"), grouped(high, "\u00a0"))
	if growth, err := r.Growth(); err == nil && growth >= 1 {
		s += " (" + strings.Replace(times(growth), ".", ",", 1) + " fois plus que d'habitude)"
	}
	if r.Cause == nil {
		return s + "."
	}
	var causes []string
	for _, x := range r.Cause.Copies[:min(len(r.Cause.Copies), 1)] {
		causes = append(causes, fmt.Sprintf("%s d'entre elles reprennent le même texte, «\u00a0%s\u00a0»", grouped(x.Count, "\u00a0"), x.Text))
	}
	for i, x := range r.Cause.told() {
		begin, verb := [...]string{"la part", "celle"}[min(i, 1)], [...]string{" passe", ""}[min(i, 1)]
		name := fmt.Sprintf([...]string{of(x.Name) + "%s", "du terme «\u00a0%s\u00a0»", "de l'auteur %s"}[x.kind], x.Name)
		causes = append(causes, fmt.Sprintf("%s %s%s de %.0f\u00a0%% à %.0f\u00a0%%", begin, name, verb, 100*x.Before, 100*x.Share))
	}
	if causes == nil {
		return s + "\u00a0; aucune source, aucun terme, aucun auteur ne se détache."
	}
	return s + "\u00a0; " + strings.Join(causes, ", ") + "."
}

// of returns the French "de ", or "d'" before a vowel.
func of(name string) string {
	if name != "" && strings.ContainsRune("aeiouyàâéèêëîïôûAEIOUYÀÂÉÈÊËÎÏÔÛ", []rune(name)[0]) {
		return "d'"
	}
	return "de "
}

// A share is a growth that a sentence tells, of a source, a term or an author.
type share struct {
	Growth
	kind int // 0, 1 and 2
}

// told returns what a sentence tells: the first source, two terms and the author.
func (c *Cause) told() (all []share) {
	for kind, growths := range [...][]Growth{c.Sources, c.Terms, c.Authors} {
		for _, g := range growths[:min(len(growths), [...]int{1, 2, 1}[kind])] {
			all = append(all, share{g, kind})
		}
	}
	return all
}

// day reports whether a report is on whole days.
func (r Report) day() bool {
	return r.From.Hour() == 0 && r.From.Minute() == 0 && r.To.Sub(r.From) > 22*time.Hour
}

// englishTime returns the time of the report, with its end where it is beyond an hour.
func (r Report) englishTime() string {
	switch {
	case r.day():
		return r.From.Format("2 Jan 2006")
	case r.To.Sub(r.From) > time.Hour:
		return r.From.Format("2 Jan 2006, 15:04") + " to " + r.To.Format("15:04")
	}
	return r.From.Format("2 Jan 2006, 15:04")
}

// frenchTime is englishTime in French.
func (r Report) frenchTime() string {
	switch {
	case r.day():
		return r.From.Format("02/01/2006")
	case r.To.Sub(r.From) > time.Hour:
		return r.From.Format("02/01/2006") + " de " + frenchHour(r.From) + " à " + frenchHour(r.To)
	}
	return r.From.Format("02/01/2006") + " à " + frenchHour(r.From)
}

// frenchHour returns an hour such as "14 h" or "14 h 05", with no-break spaces.
func frenchHour(t time.Time) string {
	if t.Minute() == 0 {
		return fmt.Sprintf("%d\u00a0h", t.Hour())
	}
	return fmt.Sprintf("%d\u00a0h\u00a0%02d", t.Hour(), t.Minute())
}

// number returns a count with its unit, which French and English form alike.
func number(n uint64, unit, separator string) string {
	if n == 0 && separator != "," || n == 1 {
		return fmt.Sprintf("%d %s", n, unit)
	}
	return grouped(n, separator) + " " + unit + "s"
}

// grouped returns a number with its thousands apart.
func grouped(n uint64, separator string) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + separator + s[i:]
	}
	return s
}

// times formats a growth with two or three digits.
func times(growth float64) string {
	if growth < 9.95 {
		return fmt.Sprintf("%.1f", growth)
	}
	return fmt.Sprintf("%.0f", growth)
}
