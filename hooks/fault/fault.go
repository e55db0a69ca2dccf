// Package fault holds the errors a person or a tablet is told about: a kind (which becomes the HTTP status), a stable code (which
// programs may rely on) and a sentence in Chinese and English (which a tired engineer can act on). Every other error is internal:
// it is logged once where the answer is written, and its text is never shown.
//
// It is a leaf: it imports nothing of ours.
package fault

import (
	"errors"
	"fmt"
)

// Kind is the sort of a fault; the closed set maps to HTTP statuses in one table (Status).
type Kind uint8

const (
	Invalid      Kind = iota + 1 // 400 the request cannot be understood or breaks a rule
	Unauthorized                 // 401 sign in (again)
	Forbidden                    // 403 not yours
	NotFound                     // 404
	WrongMethod                  // 405
	Conflict                     // 409
	Gone                         // 410
	TooLarge                     // 413
	Upgrade                      // 426 the app is too old for this
	SlowDown                     // 429
	Unavailable                  // 503 come back later
)

var statuses = map[Kind]int{Invalid: 400, Unauthorized: 401, Forbidden: 403, NotFound: 404, WrongMethod: 405, Conflict: 409, Gone: 410, TooLarge: 413, Upgrade: 426, SlowDown: 429, Unavailable: 503}

// Error is a fault. Compare codes with Is or Code, not texts.
type Error struct {
	Kind   Kind
	Code   string         // stable, snake_case; documented in messages.go
	Detail string         // which field, which limit; shown after the sentence
	Data   map[string]any // more for programs; sent beside the code
	Retry  int            // seconds after which trying again makes sense; 0 = not said
}

// New makes a fault of that kind and code.
func New(kind Kind, code string) *Error { return &Error{Kind: kind, Code: code} }

// Detailf adds what exactly was wrong.
func (e *Error) Detailf(format string, args ...any) *Error {
	c := *e
	c.Detail = fmt.Sprintf(format, args...)
	return &c
}

// With adds a value for programs beside the code.
func (e *Error) With(key string, value any) *Error {
	c := *e
	c.Data = map[string]any{key: value}
	for k, v := range e.Data {
		c.Data[k] = v
	}
	return &c
}

func (e *Error) Error() string { return e.Message("en") }

// Status is the HTTP status of the fault's kind.
func (e *Error) Status() int { return statuses[e.Kind] }

// Message is the sentence for a person, in "zh-CN" (or any zh) or English.
func (e *Error) Message(lang string) string {
	m, ok := messages[e.Code]
	if !ok {
		m = [2]string{"无法完成：" + e.Code, "This could not be done: " + e.Code}
	}
	text := m[1]
	if len(lang) >= 2 && lang[:2] == "zh" {
		text = m[0]
		if e.Detail != "" {
			return text + "（" + e.Detail + "）"
		}
		return text
	}
	if e.Detail != "" {
		return text + " (" + e.Detail + ")"
	}
	return text
}

// Is lets errors.Is(err, fault.New(k, code)) compare by code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// As returns the fault inside err, or nil if err is internal.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Code is the code of the fault inside err, or "".
func Code(err error) string {
	if e := As(err); e != nil {
		return e.Code
	}
	return ""
}
