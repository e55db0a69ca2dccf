package fault

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// Every code has a sentence in both languages, written with that language's punctuation.
func TestMessages(t *testing.T) {
	halfWidth := regexp.MustCompile(`[\p{Han}][,;:!?()]`)
	for code, m := range messages {
		if m[0] == "" || m[1] == "" || !regexp.MustCompile(`\p{Han}`).MatchString(m[0]) || regexp.MustCompile(`\p{Han}`).MatchString(m[1]) {
			t.Errorf("%s: %q", code, m)
		}
		if halfWidth.MatchString(m[0]) {
			t.Errorf("%s: half-width punctuation in %q", code, m[0])
		}
		if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(code) {
			t.Errorf("%s is not a code", code)
		}
	}
}

func TestError(t *testing.T) {
	e := New(Conflict, "both_changed").Detailf("field %s", "notes").With("field", "notes")
	wrapped := fmt.Errorf("push: %w", e)
	if Code(wrapped) != "both_changed" || As(wrapped).Status() != 409 || !errors.Is(wrapped, New(Conflict, "both_changed")) || errors.Is(wrapped, New(Conflict, "deleted")) {
		t.Errorf("%v", wrapped)
	}
	if zh := e.Message("zh-CN"); !strings.HasSuffix(zh, "（field notes）") {
		t.Error(zh)
	}
	if en := e.Message("en-GB"); !strings.HasSuffix(en, "(field notes)") {
		t.Error(en)
	}
	if Code(errors.New("x")) != "" || As(nil) != nil {
		t.Error("an internal error has a code")
	}
	if len(e.Data) != 1 || len(New(Conflict, "x").Data) != 0 {
		t.Error("With changed more than its own fault")
	}
	for kind := Invalid; kind <= Unavailable; kind++ {
		if New(kind, "x").Status() < 400 {
			t.Errorf("kind %d has no status", kind)
		}
	}
}
