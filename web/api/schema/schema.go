// Package schema derives JSON schemas from the Go types that interfaces give
// out, so that a document of an interface cannot say something else than its
// code does. The OpenAPI document and the MCP tools are made with it.
package schema

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/google/jsonschema-go/jsonschema"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
	"trolyluat/assistant/review"
	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// leaves are the types with a form of their own.
func leaves() map[reflect.Type]*jsonschema.Schema {
	return map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[corpus.Date](): {Type: "string", Pattern: `^(\d{4}-\d{2}-\d{2})?$`,
			Description: "Ngày dạng 2024-01-31; rỗng là không rõ hoặc không giới hạn."},
		reflect.TypeFor[json.RawMessage](): {}, // of any form
		reflect.TypeFor[review.Parts]():    {Type: "array", Items: &jsonschema.Schema{Type: "object", Description: "a finding without parts"}},
		reflect.TypeFor[corpus.Kind]():     enum(corpus.Kinds()),
		reflect.TypeFor[corpus.Status](): enum([]corpus.Status{corpus.StatusInForce, corpus.StatusPartly, corpus.StatusExpired, corpus.StatusPending,
			corpus.StatusSuspended, corpus.StatusStoodIn, corpus.StatusUnknown}),
		reflect.TypeFor[assistant.Role]():  enum(assistant.Roles()),
		reflect.TypeFor[history.Verdict](): enum(history.Verdicts()),
		reflect.TypeFor[retrieval.Mode]():  enum([]retrieval.Mode{retrieval.Hybrid, retrieval.Lexical, retrieval.Vector}),
	}
}

func enum[T ~string](values []T) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}

// For is the schema of T, whole. Lists are never null: see [NoNulls].
func For[T any]() (*jsonschema.Schema, error) {
	s, err := jsonschema.ForType(reflect.TypeFor[T](), &jsonschema.ForOptions{TypeSchemas: leaves()})
	if err != nil {
		return nil, fmt.Errorf("schema: %v: %w", reflect.TypeFor[T](), err)
	}
	tidy(s)
	return s, nil
}

// Set is the schemas of structs by name; where one holds another, it refers to
// it as prefix + name.
func Set(prefix string, types map[string]reflect.Type) (map[string]*jsonschema.Schema, error) {
	out := map[string]*jsonschema.Schema{}
	for name, t := range types {
		known := leaves()
		for other, o := range types {
			if o != t && !embeds(t, o) {
				known[o] = &jsonschema.Schema{Ref: prefix + other}
			}
		}
		s, err := jsonschema.ForType(t, &jsonschema.ForOptions{TypeSchemas: known})
		if err != nil {
			return nil, fmt.Errorf("schema: %v: %w", t, err)
		}
		tidy(s)
		out[name] = s
	}
	return out, nil
}

// embeds says whether a struct has another as an anonymous field, whose fields
// are then its own.
func embeds(t, other reflect.Type) bool {
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous && f.Type == other {
			return true
		}
	}
	return false
}

// tidy takes null out: an absent pointer is left out of the JSON, an absent list
// is written as an empty one.
func tidy(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if len(s.Types) == 2 && s.Types[0] == "null" {
		s.Type, s.Types = s.Types[1], nil
	}
	if s.Ref != "" {
		s.Type, s.Types = "", nil
	}
	for name, p := range s.Properties {
		if len(p.Types) == 2 && p.Types[1] != "array" && slices.Contains(s.Required, name) {
			continue // a pointer that is always written
		}
		tidy(p)
	}
	tidy(s.Items)
	if s.AdditionalProperties != nil && s.AdditionalProperties.Not == nil {
		tidy(s.AdditionalProperties)
	}
}

// NoNulls makes the absent lists of what v points to empty ones, as the schemas
// promise.
func NoNulls(v any) {
	noNulls(reflect.ValueOf(v))
}

func noNulls(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			noNulls(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				noNulls(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 { // bytes, json.RawMessage
			return
		}
		if v.IsNil() && v.CanSet() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		for i := range v.Len() {
			noNulls(v.Index(i))
		}
	}
}
