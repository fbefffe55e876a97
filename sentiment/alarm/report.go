package alarm

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/customerkpi/kpi"
)

// A Report is the verdict on a bucket that ended. Cause is nil unless there is an
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
	if string(data) == "null" {
		return nil
	}
	var j reportJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return fmt.Errorf("alarm: report: %w: %v", kpi.ErrCorrupt, err)
	}
	v, err := j.verdict()
	if err == nil {
		*r = Report{Verdict: v, Cause: j.Cause}
	}
	return err
}

// GobEncode returns the JSON of r, as that of a [Verdict].
func (r Report) GobEncode() ([]byte, error) { return r.MarshalJSON() }

// GobDecode reads what GobEncode wrote, with the error of UnmarshalJSON.
func (r *Report) GobDecode(data []byte) error { return r.UnmarshalJSON(data) }

// English returns a sentence like
//
//	13 Oct 2025, 14:00: 82 mentions where 0 to 31 were expected, 6.6 times the
//	usual; of these, news went from 8% to 35%, the term "refund" from 1% to 40%.
//
// Without a cause it ends where the growth does.
func (r Report) English() string {
	low, high := r.Range()
	s := fmt.Sprintf("%s: %s where %d to %d were expected, %s times the usual",
		r.From.Format("2 Jan 2006, 15:04"), number(r.Count, "mention"), low, high, r.times())
	causes := r.causes("%s", "the term %q", "the author %s", func(g Growth) string {
		return fmt.Sprintf("from %.0f%% to %.0f%%", 100*g.Before, 100*g.Share)
	})
	switch {
	case r.Cause == nil:
		return s + "."
	case causes == nil:
		return s + "; no source, term or author stands out."
	}
	causes[0] = strings.Replace(causes[0], " from ", " went from ", 1)
	return s + "; of these, " + strings.Join(causes, ", ") + "."
}

// French returns the sentence in French, as
//
//	13/10/2025 à 14:00 : 82 mentions pour 0 à 31 attendues, 6,6 fois l'habitude ;
//	news y passe de 8 % à 35 %, le terme « remboursement » de 1 % à 40 %.
func (r Report) French() string {
	low, high := r.Range()
	s := fmt.Sprintf("%s : %s pour %d à %d attendues, %s fois l'habitude",
		r.From.Format("02/01/2006 à 15:04"), number(r.Count, "mention"), low, high, strings.Replace(r.times(), ".", ",", 1))
	causes := r.causes("%s", "le terme « %s »", "l'auteur %s", func(g Growth) string {
		return fmt.Sprintf("de %.0f %% à %.0f %%", 100*g.Before, 100*g.Share)
	})
	switch {
	case r.Cause == nil:
		return s + "."
	case causes == nil:
		return s + " ; aucune source, aucun terme, aucun auteur ne se détache."
	}
	causes[0] = strings.Replace(causes[0], " de ", " y passe de ", 1)
	return s + " ; " + strings.Join(causes, ", ") + "."
}

// causes returns the clearest source, the two clearest terms and the clearest
// author, each named by its format and followed by its change.
func (r Report) causes(source, term, author string, change func(Growth) string) (texts []string) {
	if r.Cause == nil {
		return nil
	}
	name := func(format string, all []Growth, most int) {
		for _, g := range all[:min(len(all), most)] {
			texts = append(texts, fmt.Sprintf(format, g.Name)+" "+change(g))
		}
	}
	name(source, r.Cause.Sources, 1)
	name(term, r.Cause.Terms, 2)
	name(author, r.Cause.Authors, 1)
	return texts
}

// number returns a count with its unit, which French and English form alike.
func number(n uint64, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// times formats the growth with two or three digits.
func (r Report) times() string {
	growth, err := r.Growth()
	switch {
	case err != nil:
		return "?"
	case growth < 9.95:
		return fmt.Sprintf("%.1f", growth)
	}
	return fmt.Sprintf("%.0f", growth)
}
