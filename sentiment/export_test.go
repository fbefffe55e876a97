package sentiment

// ReadEnglish and ReadFrench read what the first New of a language reads.
func ReadEnglish() { read(englishImage, englishGrammar) }
func ReadFrench()  { read(frenchImage, frenchGrammar) }

func read(image, file string) {
	g, err := readGrammar(file)
	if err != nil {
		panic(err)
	}
	readImage(image, g)
}
