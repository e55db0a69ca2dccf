package kb

import (
	"strings"
	"testing"
)

func TestStory(t *testing.T) {
	for _, c := range []struct {
		name, body, sentence string
		roads                int
	}{
		{"as the shipped ones are", "\n## 一句话\n\n路封了；我们抢通了。\n\n## 画给他看\n\n```road\nAP -- 公路 --x AC : 封了\nAP -- AC\n```\n\n## 怎么讲\n\n1. 先认人\n", "路封了；我们抢通了。", 2},
		{"two lines are one sentence", "The road\r\nis closed.\r\n\r\nMore.", "The road is closed.", 0},
		{"the first picture counts", "```road\nA -- B\n```\n```road\nC -- D\nD -- E\n```", "", 1},
		{"a picture that cannot be read", "词。\n```road\nA --> B\n```", "词。", 0},
		{"code is no picture and no sentence", "```\nshow ap\n```\n然后。", "然后。", 0},
		{"a list first says nothing to a customer", "- 别这么说\n\n正文", "", 0},
		{"an unfinished fence", "词。\n```road\nA -- B", "词。", 0},
		{"nothing", "", "", 0},
	} {
		if sentence, roads := Story(c.body); sentence != c.sentence || len(roads) != c.roads {
			t.Errorf("%s: %q, %d roads", c.name, sentence, len(roads))
		}
	}
}

// Every shipped story can be told to a customer.
func TestShippedStoriesCanBeTold(t *testing.T) {
	articles, _, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	stories := 0
	for _, a := range articles {
		if a.Kind != "story" {
			continue
		}
		stories++
		if sentence, roads := Story(a.Body); len(roads) == 0 || sentence == "" || strings.Contains(sentence, "#") {
			t.Errorf("%s (%s): %q, %d roads", a.Slug, a.Lang, sentence, len(roads))
		}
	}
	if stories < 10 {
		t.Errorf("only %d stories", stories)
	}
}
