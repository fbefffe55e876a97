package wire

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// MarshalJSON writes the binary encoding of an accumulator as a JSON string in
// base64: a state is opaque, only results have readable JSON.
func MarshalJSON(a encoding.BinaryAppender) ([]byte, error) {
	b, err := a.AppendBinary(nil)
	if err != nil {
		return nil, err
	}
	return json.Marshal(b)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func UnmarshalJSON(data []byte, a encoding.BinaryUnmarshaler) error {
	if string(data) == "null" {
		return nil // by the convention of encoding/json
	}
	// Not into []byte: that takes arrays of numbers and texts with line breaks
	// too, and equal states have equal texts.
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return notText(a, err)
	}
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") {
		return notText(a, "not base64")
	}
	return a.UnmarshalBinary(b)
}

// notText names the type, such as nps.Accumulator: no state has been opened yet.
func notText(a, why any) error {
	return fmt.Errorf("%s: %w: %v", strings.TrimPrefix(fmt.Sprintf("%T", a), "*"), ErrCorrupt, why)
}

// ReadJSON makes into what read makes of J, the JSON form of T that data is. null leaves
// into alone, by the convention of encoding/json, and an error too: it is [ErrCorrupt]
// with the prefix op, and says what is wrong.
func ReadJSON[T, J any](op string, data []byte, into *T, read func(J) (T, error)) error {
	if string(data) == "null" {
		return nil
	}
	var j J
	if err := json.Unmarshal(data, &j); err != nil {
		return fmt.Errorf("%s: %w: %v", op, ErrCorrupt, err)
	}
	state, err := read(j)
	if err != nil {
		return fmt.Errorf("%s: %w: %v", op, ErrCorrupt, err)
	}
	*into = state
	return nil
}
