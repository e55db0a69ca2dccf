package site

import (
	"slices"
	"strings"

	"lutong/kb"
	"lutong/kb/road"
)

// Choice says which articles a pack holds; empty lists mean the usual.
type Choice struct {
	Langs    []string
	Kinds    []string // usual: all but training, which is for our own people
	Levels   []string // usual: operator, leader, and articles without a level
	Tags     []string // any of them
	Articles []string // by name: those and no others, whatever their kind and level
}

// Select takes what belongs into a pack. Only what is published does, and what was written for engineers only if it is asked for. unknown are
// names that no published article has.
func Select(all []kb.Article, c Choice) (list []kb.Article, unknown []string) {
	for _, a := range all {
		if a.Confidence == "validated" && c.takes(a) {
			list = append(list, a)
		}
	}
	for _, slug := range c.Articles {
		if !slices.ContainsFunc(list, func(a kb.Article) bool { return a.Slug == slug }) {
			unknown = append(unknown, slug)
		}
	}
	return list, unknown
}

func (c Choice) takes(a kb.Article) bool {
	if len(c.Langs) > 0 && !slices.Contains(c.Langs, a.Lang) {
		return false
	}
	if len(c.Articles) > 0 {
		return slices.Contains(c.Articles, a.Slug)
	}
	if len(c.Kinds) > 0 && !slices.Contains(c.Kinds, a.Kind) || len(c.Kinds) == 0 && a.Kind == "training" {
		return false
	}
	if len(c.Levels) > 0 && !slices.Contains(c.Levels, a.Level) || len(c.Levels) == 0 && a.Level == "engineer" {
		return false
	}
	return len(c.Tags) == 0 || slices.ContainsFunc(c.Tags, func(t string) bool { return slices.Contains(a.Tags, t) })
}

// forCustomer leaves of an article what a customer reads. Of a story that is its sentence and its picture: the rest teaches us how to tell it.
func forCustomer(a kb.Article) kb.Article {
	a.Owner, a.HTML, a.ReviewBy = "", "", ""
	if a.Kind != "story" {
		return a
	}
	a.Summary, a.Symptoms = "", nil
	whole := strings.ReplaceAll(a.Body, "\r\n", "\n")
	sentence, roads := kb.Story(whole)
	a.Body = sentence + "\n"
	for _, b := range kb.RoadBlocks(whole) {
		if found, err := road.Parse(b.Text); err == nil && slices.Equal(found, roads) {
			a.Body += "\n```road\n" + b.Text + "```\n"
			break
		}
	}
	return a
}
