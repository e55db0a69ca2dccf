package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// How a view answers what planning asks (lexicon, query.go).

func (v *view) latinTerms(prefix string, visit func(string)) error {
	v.visitTerms(field(whole, Latin), prefix, visit)
	return nil
}

// visitTerms calls for every term with a prefix, once for each, though several segments have it.
func (v *view) visitTerms(field, prefix string, visit func(string)) {
	var seen map[string]bool
	if len(v.parts) > 1 {
		seen = map[string]bool{}
	}
	for _, p := range v.parts {
		for c := p.Field(field).Terms(prefix); c.Valid(); c.Next() {
			term := string(c.Term())
			if !strings.HasPrefix(term, prefix) {
				break
			}
			if seen == nil || !seen[term] {
				visit(term)
			}
			if seen != nil {
				seen[term] = true
			}
		}
	}
}

// latinNear looks up what one edit or one swap makes of a word. Which characters can stand at a place is asked of the index, so that only
// what begins like one of its words is tried.
func (v *view) latinNear(word string, visit func(string)) error {
	name := field(whole, Latin)
	seen := map[string]bool{word: true}
	try := func(parts ...string) error {
		text := strings.Join(parts, "")
		if seen[text] {
			return nil
		}
		seen[text] = true
		n, err := v.df(name, text)
		if n > 0 {
			visit(text)
		}
		return err
	}
	rs := []rune(word)
	for i := range len(rs) + 1 {
		before, after := string(rs[:i]), string(rs[i:])
		if i < len(rs) {
			if err := try(before, string(rs[i+1:])); err != nil {
				return err
			}
		}
		if i+1 < len(rs) {
			if err := try(before, string(rs[i+1]), string(rs[i]), string(rs[i+2:])); err != nil {
				return err
			}
		}
		next := v.following(name, before)
		for _, c := range next {
			if err := try(before, string(c), after); err != nil {
				return err
			}
			if i < len(rs) {
				if err := try(before, string(c), string(rs[i+1:])); err != nil {
					return err
				}
			}
		}
		if len(next) == 0 { // no word goes on like this one
			break
		}
	}
	return nil
}

// following lists the characters that come after a beginning in the terms of a field, sorted.
func (v *view) following(field, prefix string) []rune {
	var out []rune
	for _, p := range v.parts {
		from := prefix
		for {
			c := p.Field(field).Terms(from)
			if c.Valid() && string(c.Term()) == prefix {
				c.Next()
			}
			if !c.Valid() || !strings.HasPrefix(string(c.Term()), prefix) {
				break
			}
			r, _ := utf8.DecodeRune(c.Term()[len(prefix):])
			out = append(out, r)
			if r == utf8.MaxRune || r == utf8.RuneError {
				break
			}
			from = prefix + string(after(r))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// after is the next character that UTF-8 can write.
func after(r rune) rune {
	if r+1 == 0xd800 {
		return 0xe000
	}
	return r + 1
}

func (v *view) pairs(firsts, seconds []rune) ([]string, error) {
	wanted := make(map[rune]bool, len(seconds))
	for _, r := range seconds {
		wanted[r] = true
	}
	var out []string
	for _, first := range firsts {
		n, err := v.df(field(whole, Unigram), string(first))
		if err != nil {
			return nil, err
		}
		if n == 0 {
			continue
		}
		for _, p := range v.parts {
			for c := p.Field(field(whole, Bigram)).Terms(string(first)); c.Valid(); c.Next() {
				a, n := utf8.DecodeRune(c.Term())
				if a != first {
					break
				}
				if b, _ := utf8.DecodeRune(c.Term()[n:]); wanted[b] {
					out = append(out, string(c.Term()))
				}
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	var failed error
	out = slices.DeleteFunc(out, func(text string) bool { // the last document with it may be gone
		n, err := v.df(field(whole, Bigram), text)
		if err != nil {
			failed = err
		}
		return n == 0
	})
	return out, failed
}
