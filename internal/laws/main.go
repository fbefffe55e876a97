package laws

import (
	"os"
	"testing"

	"github.com/shopspring/decimal"
)

// Main runs the tests of a package. With KPI_HOSTILE set, decimal's globals
// first get the values that do most harm to code that reads them; every test
// has to pass with and without.
func Main(m *testing.M) {
	if os.Getenv("KPI_HOSTILE") != "" {
		decimal.DivisionPrecision = 1
		decimal.PowPrecisionNegativeExponent = 1
		decimal.TrimTrailingZeros = false
		decimal.UseScientificNotation = true
		decimal.MarshalJSONWithoutQuotes = true
		decimal.MaxDecodeExponent = 0
	}
	os.Exit(m.Run())
}
