package api

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"

	"go.yaml.in/yaml/v3"

	"trolyluat/assistant"
	"trolyluat/assistant/cases"
	"trolyluat/assistant/cases/basis"
	"trolyluat/assistant/cases/digest"
	"trolyluat/assistant/cases/draft"
	"trolyluat/assistant/history"
	"trolyluat/assistant/lookup"
	"trolyluat/assistant/redact"
	"trolyluat/web/api/schema"
)

// openapi.yaml holds the operations and, for the schemas, what the Go types do
// not tell: descriptions. The schemas themselves come from the types.
//
//go:embed openapi.yaml
var openapiBase []byte

// components are the types that the document names.
func components() map[string]reflect.Type {
	return map[string]reflect.Type{
		"Problem": reflect.TypeFor[Problem](), "Health": reflect.TypeFor[Health](),
		"SearchRequest": reflect.TypeFor[lookup.SearchRequest](), "SearchResult": reflect.TypeFor[lookup.SearchResult](), "Hit": reflect.TypeFor[lookup.Hit](),
		"CheckRequest": reflect.TypeFor[CheckRequest](), "CitationReport": reflect.TypeFor[lookup.CitationReport](),
		"CheckedRef": reflect.TypeFor[lookup.CheckedRef](), "CheckedSentence": reflect.TypeFor[lookup.CheckedSentence](),
		"DocumentPage": reflect.TypeFor[lookup.DocumentPage](), "DocumentRow": reflect.TypeFor[lookup.DocumentRow](),
		"DocumentView": reflect.TypeFor[lookup.DocumentView](), "OutlineItem": reflect.TypeFor[lookup.OutlineItem](),
		"Provision": reflect.TypeFor[lookup.Provision](), "Changes": reflect.TypeFor[lookup.Changes](), "Change": reflect.TypeFor[lookup.Change](),
		"Piece": reflect.TypeFor[lookup.Piece](), "Relations": reflect.TypeFor[lookup.Relations](), "Relation": reflect.TypeFor[lookup.Relation](),
		"AskRequest": reflect.TypeFor[AskRequest](), "AskResponse": reflect.TypeFor[AskResponse](), "StreamEvent": reflect.TypeFor[StreamEvent](),
		"Answer": reflect.TypeFor[assistant.Answer](), "Citation": reflect.TypeFor[assistant.Citation](), "Check": reflect.TypeFor[assistant.Check](),
		"Understanding": reflect.TypeFor[assistant.Understanding](), "Exchange": reflect.TypeFor[assistant.Exchange](),
		"Owner": reflect.TypeFor[Owner](), "ConversationPage": reflect.TypeFor[history.Page](), "Conversation": reflect.TypeFor[history.Conversation](),
		"ConversationView": reflect.TypeFor[ConversationView](), "Turn": reflect.TypeFor[history.Turn](), "Feedback": reflect.TypeFor[history.Feedback](),
		"RenameRequest": reflect.TypeFor[RenameRequest](), "FeedbackRequest": reflect.TypeFor[FeedbackRequest](), "Deleted": reflect.TypeFor[Deleted](),
		"SimilarRequest": reflect.TypeFor[lookup.SimilarRequest](), "SimilarCases": reflect.TypeFor[cases.Alike](), "OutcomeGroup": reflect.TypeFor[cases.Group](),
		"JudgedCase": reflect.TypeFor[cases.Judged](), "SimilarPrecedent": reflect.TypeFor[cases.Precedent](),
		"BasisRequest": reflect.TypeFor[lookup.BasisRequest](), "LegalBasis": reflect.TypeFor[basis.Suggestion](), "BasisProvision": reflect.TypeFor[basis.Provision](), "LikeJudgment": reflect.TypeFor[basis.LikeJudgment](), "Courts": reflect.TypeFor[basis.Courts](),
		"JudgmentRequest": reflect.TypeFor[lookup.JudgmentRequest](), "DigestResult": reflect.TypeFor[lookup.DigestResult](), "Digest": reflect.TypeFor[digest.Digest](),
		"JudgmentCheck": reflect.TypeFor[lookup.JudgmentCheck](), "JudgmentFinding": reflect.TypeFor[draft.Finding](),
		"RedactRequest": reflect.TypeFor[lookup.RedactRequest](), "Redaction": reflect.TypeFor[lookup.Redaction](), "Mention": reflect.TypeFor[redact.Mention](),
		"Model": reflect.TypeFor[ModelCard](), "ModelList": reflect.TypeFor[ModelList](),
		"Completion": reflect.TypeFor[Completion](), "CompletionChunk": reflect.TypeFor[CompletionChunk](), "OpenAIError": reflect.TypeFor[OpenAIError](),
	}
}

// document makes the OpenAPI document.
func document(version string) ([]byte, error) {
	var doc map[string]any
	if err := yaml.Unmarshal(openapiBase, &doc); err != nil {
		return nil, fmt.Errorf("api: openapi.yaml: %w", err)
	}
	if version != "" {
		doc["info"].(map[string]any)["version"] = version
	}
	schemas, err := schema.Set("#/components/schemas/", components())
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	all := doc["components"].(map[string]any)
	words, _ := all["schemas"].(map[string]any)
	out := map[string]any{}
	for name, s := range schemas {
		data, err := json.Marshal(s)
		if err != nil {
			return nil, fmt.Errorf("api: schema %s: %w", name, err)
		}
		var plain map[string]any
		if err := json.Unmarshal(data, &plain); err != nil {
			return nil, fmt.Errorf("api: schema %s: %w", name, err)
		}
		if over, ok := words[name].(map[string]any); ok {
			if err := overlay(plain, over); err != nil {
				return nil, fmt.Errorf("api: openapi.yaml: schema %s: %w", name, err)
			}
			delete(words, name)
		}
		out[name] = plain
	}
	for name, s := range words { // those that no Go type has
		out[name] = s
	}
	all["schemas"] = out
	data, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		return nil, fmt.Errorf("api: encode openapi document: %w", err)
	}
	return data, nil
}

// overlay puts descriptions on a schema. A property that the type does not have
// is an error.
func overlay(schema, over map[string]any) error {
	for key, value := range over {
		if key != "properties" {
			schema[key] = value
			continue
		}
		properties, _ := schema["properties"].(map[string]any)
		for name, words := range value.(map[string]any) {
			p, ok := properties[name].(map[string]any)
			if !ok {
				if open, any := properties[name].(bool); !any || !open { // true: of any form
					return fmt.Errorf("no property %s", name)
				}
				p = map[string]any{}
				properties[name] = p
			}
			if text, ok := words.(string); ok {
				words = map[string]any{"description": text}
			}
			if err := overlay(p, words.(map[string]any)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Server) serveOpenAPI(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(s.openapi) // the caller may have gone away
	return nil
}
