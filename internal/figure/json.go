package figure

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
)

// A number is a figure of any type.
type number interface{ Float64() float64 }

// A Form writes and reads the JSON of a result: its fields, and "value" with its main
// figure, which is null where the figure is undefined.
//
//	{"promoters":5,"passives":3,"detractors":2,"value":30}
type Form struct {
	Marshal   func() ([]byte, error)
	Unmarshal func(data []byte) error
}

// FormOf returns the form of a result. fields points to what is in its JSON: to the result
// as a type without methods, such as MarshalJSON, which would call themselves. Of what is
// read, check says what is wrong, nothing where it is "".
func FormOf[R any, F number](op string, result *R, fields any, main func(R) (F, error), check ...func(R) string) Form {
	return Form{
		func() ([]byte, error) { return marshal(fields, valueOf(main(*result))) },
		func(data []byte) error {
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
		},
	}
}

func marshal(fields any, main *float64) ([]byte, error) {
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	value, err := json.Marshal(main)
	if err != nil {
		return nil, err
	}
	text = append(text[:len(text)-1], `,"value":`...) // a result has fields
	return append(append(text, value...), '}'), nil
}

func readJSON(data []byte, into any) (wrong string) {
	if err := json.Unmarshal(data, into); err != nil {
		return err.Error()
	}
	return ""
}

// checkValue refuses a value that is not that of the result. It need not be there.
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
