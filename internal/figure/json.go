package figure

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
)

// A number is a figure of any type.
type number interface{ Float64() float64 }

// JSON writes a result: its fields, and "value" with its main figure, which is null
// where the figure is undefined.
//
//	{"promoters":5,"passives":3,"detractors":2,"value":30}
//
// The fields are the result as a type without methods, which would be this one again.
func JSON[F number](fields any, main func() (F, error)) ([]byte, error) {
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	value, err := json.Marshal(valueOf(main()))
	if err != nil {
		return nil, err
	}
	text = append(text[:len(text)-1], `,"value":`...) // a result has fields
	return append(append(text, value...), '}'), nil
}

// FromJSON reads what JSON wrote. fields points into the result, which stays as it was
// where there is an error. A value need not be there, but has to be that of the result;
// check says what else is wrong, nothing where it is "".
func FromJSON[R any, F number](op string, data []byte, result *R, fields any, main func(R) (F, error), check ...func(R) string) error {
	if string(data) == "null" {
		return nil // by the convention of encoding/json
	}
	before := *result
	*result = *new(R)
	wrong := readJSON(data, fields)
	for _, check := range check {
		if wrong == "" {
			wrong = check(*result)
		}
	}
	if wrong == "" {
		wrong = checkValue(data, valueOf(main(*result)))
	}
	if wrong != "" {
		*result = before
		return fmt.Errorf("%s: %w: %s", op, kpi.ErrCorrupt, wrong)
	}
	return nil
}

func readJSON(data []byte, into any) (wrong string) {
	if err := json.Unmarshal(data, into); err != nil {
		return err.Error()
	}
	return ""
}

func checkValue(data []byte, want *float64) (wrong string) {
	var j struct {
		Value *float64 `json:"value"`
	}
	if wrong = readJSON(data, &j); wrong == "" && j.Value != nil && (want == nil || *want != *j.Value) {
		wrong = fmt.Sprintf("value %v of another result", *j.Value)
	}
	return wrong
}

// valueOf returns a figure as a number, nil where it is undefined or beyond float64.
func valueOf[F number](figure F, err error) *float64 {
	if err != nil {
		return nil
	}
	if value := figure.Float64(); !math.IsInf(value, 0) {
		return &value
	}
	return nil
}
