package sentiment

import (
	"encoding/binary"
	"flag"
	"fmt"
	"iter"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the images of the lexicons")

// lexicons are the data files of a language: emoticons and emoji are those of
// every language.
type lexicons struct {
	words, emotions, grammar string
	image                    string // the file's name
}

func lexiconsOf(t testing.TB, l Language) lexicons {
	read := func(name string) string {
		data, err := os.ReadFile("lexicon/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	code := map[Language]string{English: "en", French: "fr"}[l]
	return lexicons{
		words:    read(code) + read("signs"),
		emotions: read(code+"_emotions") + read("signs_emotions"),
		grammar:  read(code + "_grammar"),
		image:    "lexicon/" + code + ".table",
	}
}

// TestImagesAreOfTheLexicons builds the table of each language from its files and
// compares it with the embedded one, slot by slot.
func TestImagesAreOfTheLexicons(t *testing.T) {
	images := [...]string{English: englishImage, French: frenchImage}
	for i, language := range embedded {
		l := Language(i)
		t.Run(l.String(), func(t *testing.T) {
			files := lexiconsOf(t, l)
			built := buildTable(t, language, files)
			image := built.appendImage(nil)
			if *update {
				if err := os.WriteFile(files.image, image, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if string(image) != images[i] {
				t.Fatalf("%s is not of the lexicons: run go generate ./sentiment", files.image)
			}
			read := readImage(images[i], language.grammar())
			if len(read.slots) != len(built.slots) || read.used != built.used || read.starts != built.starts || !cmp.Equal(read.marks, built.marks) {
				t.Errorf("read %d of %d slots, built %d of %d", read.used, len(read.slots), built.used, len(built.slots))
			}
			for _, want := range built.slots {
				if want.hash == 0 {
					continue
				}
				key := built.keys[want.key : want.key+uint32(want.size)]
				got := find(read, want.hash, key)
				if got == nil {
					t.Fatalf("%q is not read", key)
				}
				if want.key = got.key; *got != want {
					t.Errorf("%q: read %+v, built %+v", key, *got, want)
				}
			}
		})
	}
}

// buildTable builds the table of a language from its files.
func buildTable(t testing.TB, l *language, files lexicons) *table {
	t.Helper()
	built, err := newTable(l)
	if err != nil {
		t.Fatal(err)
	}
	b := builder{table: built, language: l}
	if err := b.addWords(entriesOf(files.words)); err != nil {
		t.Fatal(err)
	}
	if err := b.addEmotions(files.emotions); err != nil {
		t.Fatal(err)
	}
	return built
}

// A feeling is a line of a lexicon of emotions.
type feeling struct {
	entry
	marks string
}

// feelingsOf reads a lexicon of emotions: entry, class, marks such as
// "joy:1 admiration:0.5", and irregular forms.
func feelingsOf(file string) iter.Seq[feeling] {
	return func(yield func(feeling) bool) {
		for n, line := range lines(file) {
			text, rest, _ := strings.Cut(line, "\t")
			class, rest, _ := strings.Cut(rest, "\t")
			marks, extra, _ := strings.Cut(rest, "\t")
			if !yield(feeling{entry{line: n, text: text, class: class, extra: extra}, marks}) {
				return
			}
		}
	}
}

// addEmotions puts a lexicon of emotions into the table, by the rule of addWords.
func (b *builder) addEmotions(file string) error {
	indexes := map[string]uint16{}
	for f := range feelingsOf(file) {
		index, ok := indexes[f.marks]
		if !ok {
			scores, err := parseMarks(f.marks)
			if err != nil {
				return f.fail(err)
			}
			index = uint16(len(b.marks))
			b.marks = append(b.marks, scores)
			indexes[f.marks] = index
		}
		err := b.addForms(f.entry, func(s *slot, own bool) {
			if own && s.flags&felt == 0 || s.emotion == 0 {
				s.emotion = index
				if own {
					s.flags |= felt
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// parseMarks reads "joy:1 admiration:0.5".
func parseMarks(text string) (scores EmotionScores, err error) {
	for mark := range strings.FieldsSeq(text) {
		name, number, _ := strings.Cut(mark, ":")
		e, err := ParseEmotion(name)
		if err != nil {
			return scores, err
		}
		strength, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return scores, err
		}
		// In thousandths, as an image holds it.
		if !(0 < strength && strength <= 1) || math.Round(strength*1000)/1000 != strength {
			return scores, &kpi.RangeError{Op: "sentiment", Name: "strength", Value: strength, Min: 0, Max: 1}
		}
		scores[e] = strength
	}
	if scores == (EmotionScores{}) {
		return scores, fmt.Errorf("no mark of an emotion")
	}
	return scores, nil
}

// appendImage appends the image of t, see readImage.
func (t *table) appendImage(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(len(t.marks)))
	b = binary.LittleEndian.AppendUint32(b, uint32(t.used))
	var starts [256 / 8]byte
	for c, is := range t.starts {
		if is {
			starts[c/8] |= 1 << (c % 8)
		}
	}
	b = append(b, starts[:]...)
	for _, scores := range t.marks {
		for _, strength := range scores {
			b = binary.LittleEndian.AppendUint16(b, uint16(math.Round(strength*1000)))
		}
	}
	var keys []byte
	for _, s := range t.slots {
		if s.hash == 0 {
			continue
		}
		b = binary.LittleEndian.AppendUint16(b, uint16(s.valence))
		b = binary.LittleEndian.AppendUint16(b, s.emotion)
		b = append(b, s.size, s.role, s.flags)
		keys = append(keys, t.keys[s.key:s.key+uint32(s.size)]...)
	}
	return append(b, keys...)
}
