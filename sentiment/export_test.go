package sentiment

// BuildEnglish builds the table that the first New of English builds.
func BuildEnglish() error {
	_, err := newTable(&english, true)
	return err
}
