package sentiment

// Letters that look like ASCII letters and are in use as such: full-width ones
// of keyboards of East Asia, and those of mathematics and signs that stand for a
// font. A block has the letters from A on, then those from a on, in fonts of 52.
var lookalikes = [...]struct {
	first, last rune
	from        byte
}{
	{0xFF21, 0xFF3A, 'A'},   // full width
	{0xFF41, 0xFF5A, 'a'},   // full width
	{0x24B6, 0x24CF, 'A'},   // circled
	{0x24D0, 0x24E9, 'a'},   // circled
	{0x1D400, 0x1D6A3, 'A'}, // mathematical: bold, italic, script, double-struck, sans-serif, monospace
	{0x1F130, 0x1F149, 'A'}, // squared
	{0x1F150, 0x1F169, 'A'}, // circled, negative
	{0x1F170, 0x1F189, 'A'}, // squared, negative
}

// lookalike returns the ASCII letter that r stands for, or 0.
func lookalike(r rune) byte {
	if r < 0x24B6 || r > 0x1F189 { // among the others are most emoji
		return 0
	}
	for _, block := range lookalikes {
		if block.first <= r && r <= block.last {
			i := byte((r - block.first) % 52)
			if i >= 26 {
				return 'a' + i - 26
			}
			return block.from + i
		}
	}
	return 0
}
