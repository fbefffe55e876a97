package sentiment

import "strings"

// The table of a language is embedded as it was built from the files of
// lexicon: the first text waits for it, and building it takes ten times as long.
// After a change of a file, or of what builds the table, go generate writes it
// anew; a test fails where that was forgotten.
//
//go:generate go test -run TestImagesAreOfTheLexicons -update .

// An image is numbers in little-endian order: 32 bits each for how many marks
// and slots there are, a set of 256 bits of the bytes that emoticons begin with,
// the marks as strengths in thousandths of 16 bits, the slots in the order of
// the table (16 bits each for valence and emotion, 8 for size, role and flags);
// then the keys of the slots.
const (
	imageMarks = 4 + 4 + 256/8 // where the marks begin
	markBytes  = 2 * len(EmotionScores{})
	slotBytes  = 2 + 2 + 1 + 1 + 1
)

// readImage returns the table of a language with its embedded lexicons. That
// the image is whole was tested when it was built.
func readImage(l *language) *table {
	image := l.image
	marks, used := int(uint32At(image, 0)), int(uint32At(image, 4))
	firstSlot := imageMarks + marks*markBytes
	keys := firstSlot + used*slotBytes
	t := &table{
		slots:    make([]slot, slotsFor(used)),
		used:     used,
		keys:     image[keys:],
		roles:    l.roles,
		marks:    make([]EmotionScores, marks),
		elisions: strings.Fields(l.elisions),
	}
	for c := range t.starts {
		t.starts[c] = image[8+c/8]>>(c%8)&1 == 1
	}
	for i := range t.marks {
		for e := range t.marks[i] {
			t.marks[i][e] = float64(uint16At(image, imageMarks+i*markBytes+2*e)) / 1000
		}
	}
	key := 0
	for i := range used {
		from := image[firstSlot+i*slotBytes:][:slotBytes]
		size := int(from[4])
		hash := nonzero(hashOf(offset32, t.keys[key:key+size]))
		*t.free(hash) = slot{
			hash: hash, key: uint32(key), size: from[4],
			valence: int16(uint16At(from, 0)), emotion: uint16At(from, 2), role: from[5], flags: from[6],
		}
		key += size
	}
	return t
}

func uint16At(s string, i int) uint16 { return uint16(s[i]) | uint16(s[i+1])<<8 }

func uint32At(s string, i int) uint32 { return uint32(uint16At(s, i)) | uint32(uint16At(s, i+2))<<16 }
