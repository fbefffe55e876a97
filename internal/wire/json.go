package wire

import (
	"encoding"
	"encoding/json"
	"fmt"
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

// UnmarshalJSON reads what MarshalJSON wrote; op is the prefix of the error
// texts.
func UnmarshalJSON(op string, data []byte, a encoding.BinaryUnmarshaler) error {
	if string(data) == "null" {
		return nil // by the convention of encoding/json
	}
	var b []byte
	if err := json.Unmarshal(data, &b); err != nil {
		return fmt.Errorf("%s: %w: %v", op, ErrCorrupt, err)
	}
	return a.UnmarshalBinary(b)
}
