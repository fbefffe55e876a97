package laws

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"reflect"
)

// holders returns what programs keep a state in: itself, a struct and a map, each
// by value and by pointer. Field and key are named so that [states] finds them.
func holders(a reflect.Value) map[string]reflect.Value {
	fields := reflect.StructOf([]reflect.StructField{
		{Name: "Value", Type: a.Type().Elem()},
		{Name: "Pointer", Type: a.Type()},
	})
	record := reflect.New(fields).Elem()
	record.FieldByName("Value").Set(a.Elem())
	record.FieldByName("Pointer").Set(a)
	values := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), a.Type().Elem()))
	values.SetMapIndex(reflect.ValueOf("key"), a.Elem())
	pointers := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), a.Type()))
	pointers.SetMapIndex(reflect.ValueOf("key"), a)
	return map[string]reflect.Value{
		"a pointer":         a,
		"a value":           a.Elem(),
		"a struct":          record,
		"a map of values":   values,
		"a map of pointers": pointers,
	}
}

// codecs write a value and read it back into a new one of its type.
var codecs = map[string]func(reflect.Value) (reflect.Value, error){
	"gob": func(v reflect.Value) (reflect.Value, error) {
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).EncodeValue(v); err != nil {
			return reflect.Value{}, err
		}
		back := reflect.New(v.Type())
		return back.Elem(), gob.NewDecoder(&b).DecodeValue(back)
	},
	"json": func(v reflect.Value) (reflect.Value, error) {
		b, err := json.Marshal(v.Interface())
		if err != nil {
			return reflect.Value{}, err
		}
		back := reflect.New(v.Type())
		return back.Elem(), json.Unmarshal(b, back.Interface())
	},
}

// states returns the states that a value of holders has.
func states[A any](v reflect.Value) []A {
	pointer := func(v reflect.Value) A {
		if v.Kind() == reflect.Pointer {
			return v.Interface().(A)
		}
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		return p.Interface().(A)
	}
	switch {
	case v.Kind() == reflect.Map:
		return []A{pointer(v.MapIndex(reflect.ValueOf("key")))}
	case v.Kind() == reflect.Struct && v.Type().Name() == "":
		return []A{pointer(v.Field(0)), pointer(v.Field(1))}
	default:
		return []A{pointer(v)}
	}
}
