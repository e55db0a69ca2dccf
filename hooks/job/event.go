package job

import (
	"cmp"
	"encoding/json"
	"slices"
)

// Event is one entry of a job's timeline, as far as the fold needs it. Times are RFC 3339 UTC with milliseconds, so that
// comparing them as text compares them in time; "" means none.
type Event struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	Text   string `json:"text,omitempty"`
	ETA    string `json:"eta,omitempty"`
	Shared bool   `json:"shared,omitempty"` // the customer sees it
	By     string `json:"by,omitempty"`
	// CorrectedAt is when it happened, with the error of the device's clock taken out.
	CorrectedAt string `json:"correctedAt"`
	// Data is whatever the event's kind carries: a decoded JSON value or raw JSON. For waiting: {"for":"parts|customer|access|carrier"}.
	Data any `json:"data,omitempty"`
}

// EventFromDoc reads an event out of a synced document. Missing or odd fields become zero values: the fold copes with any of them.
func EventFromDoc(doc map[string]any) Event {
	shared, _ := doc["shared"].(bool)
	return Event{
		ID: text(doc, "id"), Kind: text(doc, "kind"), Text: text(doc, "text"), ETA: text(doc, "eta"), Shared: shared,
		By: text(doc, "by"), CorrectedAt: text(doc, "correctedAt"), Data: doc["data"],
	}
}

// WaitingFor are the reasons a job may stand still.
var WaitingFor = []string{"parts", "customer", "access", "carrier"}

// waitingFor reads the reason out of a waiting event; "" if it names none that is known.
func (e Event) waitingFor() string {
	data := e.Data
	switch raw := data.(type) {
	case json.RawMessage:
		data = decoded(raw)
	case []byte:
		data = decoded(raw)
	case map[string]string:
		data = map[string]any{"for": raw["for"]}
	}
	fields, _ := data.(map[string]any)
	if reason, _ := fields["for"].(string); slices.Contains(WaitingFor, reason) {
		return reason
	}
	return ""
}

func decoded(raw []byte) any {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	return v
}

// inOrder returns the events by corrected time, then id, each id once. Ids and times are ASCII, so this order is the same in Go
// and in JavaScript. An id names one event: of two entries with the same id the earlier counts.
func inOrder(events []Event) []Event {
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.CorrectedAt, b.CorrectedAt), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Kind, b.Kind))
	})
	seen := make(map[string]bool, len(sorted))
	return slices.DeleteFunc(sorted, func(e Event) bool {
		was := seen[e.ID]
		seen[e.ID] = true
		return was
	})
}

func text(doc map[string]any, field string) string {
	s, _ := doc[field].(string)
	return s
}
