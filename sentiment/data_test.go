package sentiment

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLexiconsAreClean reads the data files as a reviewer would: no entry
// twice, no form with two valences of different sign, and no entry that a text
// cannot reach.
func TestLexiconsAreClean(t *testing.T) {
	for i, l := range embedded {
		name := Language(i).String()
		t.Run(name, func(t *testing.T) {
			files := lexiconsOf(t, Language(i))
			table := buildTable(t, l, files)
			checkDuplicates(t, files.words)
			checkDuplicates(t, files.emotions)
			checkGrammar(t, files.grammar)
			checkSigns(t, l, files.words)
			s := new(scratch)
			for e, err := range entriesOf(files.words) {
				if err != nil {
					t.Fatal(err)
				}
				var spans []Span
				s.analyze(table, e.text, &spans, nil)
				if s.units[0].n != len(s.tokens) || s.units[0].slot == nil || s.units[0].listed != e.valence {
					t.Errorf("line %d: %q cannot be reached with %v: %v", e.line, e.text, e.valence, spans)
				}
			}
			for e := range feelingsOf(files.emotions) {
				s.sentence(table, e.text, 0)
				if _, _, felt := table.phrase(s, 0); felt == nil || int(felt.size) != len(s.buf) {
					t.Errorf("line %d: %q expresses nothing", e.line, e.text)
				}
			}
		})
	}
}

// checkDuplicates reports entries that stand twice in a file, folded.
func checkDuplicates(t *testing.T, file string) {
	t.Helper()
	seen := map[string]int{}
	s := new(scratch)
	blank := &table{slots: make([]slot, 1), grammar: new(grammar)}
	for n, line := range lines(file) {
		entry, _, _ := strings.Cut(line, "\t")
		key := strings.ToLower(entry)
		if s.sentence(blank, entry, 0); len(s.tokens) > 0 && !isEmoticon(entry) {
			key = string(s.buf)
		}
		if first, twice := seen[key]; twice {
			t.Errorf("line %d: %q stands in line %d too", n, entry, first)
		}
		seen[key] = n
	}
}

// checkGrammar reports a file of words of grammar that cannot be read, and words
// that have two roles, or stand twice in a list.
func checkGrammar(t *testing.T, file string) {
	t.Helper()
	g, err := readGrammar(file)
	if err != nil {
		t.Fatal(err)
	}
	var words strings.Builder
	for _, w := range g.words {
		fmt.Fprintln(&words, w.text)
	}
	checkDuplicates(t, words.String())
	checkDuplicates(t, strings.Join(g.elisions, "\n"))
}

func TestErrorsOfGrammar(t *testing.T) {
	for file, want := range map[string]string{
		"not\t0\tnegates":      `sentiment: lexicon: line 1: "not": "negates" is not an action`,
		"not\t0\tnegate\tfar":  `sentiment: lexicon: line 1: "not": strconv.ParseUint: parsing "far": invalid syntax`,
		"# not\n\nnot\tnegate": `sentiment: lexicon: line 3: "not": want entry, valence and class, parted by tabs`,
	} {
		if _, err := readGrammar(file); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", file, err, want)
		}
	}
}

// checkSigns reports forms that two entries give valences of different sign. A
// form that is an entry itself keeps its own valence.
func checkSigns(t *testing.T, l *language, words string) {
	t.Helper()
	type origin struct {
		entry
		own bool
	}
	forms := map[string]origin{}
	for e, err := range entriesOf(words) {
		if err != nil {
			t.Fatal(err)
		}
		own := true
		err = l.inflect(e, func(form string) {
			if o, ok := forms[form]; ok && !o.own && !own && o.valence*e.valence < 0 {
				t.Errorf("line %d: %q is a form of %q (%v) and of %q (%v)", e.line, form, e.text, e.valence, o.text, o.valence)
			}
			if o, ok := forms[form]; !ok || own && !o.own {
				forms[form] = origin{e, own}
			}
			own = false
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestEnglishForms compares the rules of inflection with grammar books' forms.
func TestEnglishForms(t *testing.T) {
	for _, c := range []struct{ entry, class, extra, want string }{
		{"love", "v", "", "love loves loving loved"},
		{"stop", "v", "", "stop stops stopping stopped"},
		{"cry", "v", "cried", "cry cried cries crying"},
		{"enjoy", "v", "", "enjoy enjoys enjoying enjoyed"},
		{"fix", "v", "", "fix fixes fixing fixed"},
		{"lie", "v", "", "lie lies lying lied"},
		{"steal", "v", "stole stolen", "steal stole stolen steals stealing"},
		{"disagree", "v", "", "disagree disagrees disagreeing disagreed"},
		{"regret", "v", "", "regret regrets regretting regretted"},
		{"suffer", "v", "", "suffer suffers suffering suffered"},
		{"prefer", "v", "", "prefer prefers preferring preferred"},
		{"benefit", "v", "", "benefit benefits benefiting benefited"},
		{"appreciate", "v", "", "appreciate appreciates appreciating appreciated"},
		{"let down", "v", "", "let down lets down letting down letted down"},
		{"bully", "n", "", "bully bullies"},
		{"mess", "n", "", "mess messes"},
		{"nice", "a", "", "nice nicer nicest nicely"},
		{"happy", "a", "", "happy happier happiest happily"},
		{"sad", "a", "", "sad sadder saddest sadly"},
		{"terrible", "a", "", "terrible terribly"},
		{"tragic", "a", "", "tragic tragically"},
		{"lovely", "a", "", "lovely lovelier loveliest"},
		{"dull", "a", "", "dull duller dullest dully"},
		{"good", "x", "", "good"},
	} {
		var got []string
		if err := embedded[English].inflect(entry{text: c.entry, class: c.class, extra: c.extra}, func(form string) { got = append(got, form) }); err != nil {
			t.Fatal(err)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s (%s): %q, want %q", c.entry, c.class, got, c.want)
		}
	}
}

// TestFold compares the tables of letters with the canonical decompositions of
// a few letters of each block, as the Unicode character database has them.
func TestFold(t *testing.T) {
	for letter, want := range map[rune]string{
		'À': "a", 'Ç': "c", 'é': "e", 'ï': "i", 'ñ': "n", 'Ö': "o", 'ÿ': "y", 'œ': "oe", 'Æ': "ae", 'ß': "ss",
		'ā': "a", 'Č': "c", 'ę': "e", 'ğ': "g", 'İ': "i", 'ł': "l", 'ő': "o", 'Ř': "r", 'ş': "s", 'ţ': "t", 'ů': "u", 'Ż': "z",
		'ǎ': "a", 'ș': "s", 'Ț': "t", 'ơ': "o", 'ư': "u", 'ạ': "a", 'ế': "e", 'ỳ': "y", 'Ḍ': "d", 'ẞ': "ss", 'ж': "ж", 'Ж': "ж", 'Ω': "ω",
	} {
		first, second := fold(letter)
		got := string(first)
		if second != 0 {
			got += string(second)
		}
		if got != want {
			t.Errorf("%c folds to %q, want %q", letter, got, want)
		}
	}
	if len(latin1) != 0x180-0xC0 || len(latinB) != 0x234-0x1CD || len(latinMore) != 0x100 {
		t.Errorf("tables of %d, %d, %d letters", len(latin1), len(latinB), len(latinMore))
	}
}

// TestDataFilesAreTidy checks that the files are UTF-8 with one entry a line
// and end in a line feed, as reviewers and git expect.
func TestDataFilesAreTidy(t *testing.T) {
	files, err := filepath.Glob("lexicon/*.txt")
	if err != nil || len(files) < 2 {
		t.Fatalf("%v: %v", files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if strings.ToValidUTF8(text, "") != text || strings.Contains(text, "\r") || !strings.HasSuffix(text, "\n") || strings.Contains(text, "\t\n") {
			t.Errorf("%s is not tidy", name)
		}
	}
}
