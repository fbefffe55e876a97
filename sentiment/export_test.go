package sentiment

// ReadEnglish and ReadFrench read the tables that the first New of a language
// reads.
func ReadEnglish() { readImage(&english) }
func ReadFrench()  { readImage(&french) }
