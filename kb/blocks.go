package kb

import "strings"

// Block is a piece of a body: Line is the number of its first line in the body, from 0.
type Block struct {
	Line int
	Text string
}

// RoadBlocks are the insides of the fenced road pictures.
func RoadBlocks(body string) (blocks []Block) {
	for _, m := range roadForm.FindAllStringSubmatchIndex(body, -1) {
		blocks = append(blocks, Block{strings.Count(body[:m[2]], "\n"), body[m[2]:m[3]]})
	}
	return blocks
}

// LinkBlocks are the slugs that [[links]] name.
func LinkBlocks(body string) (blocks []Block) {
	for _, m := range linkForm.FindAllStringSubmatchIndex(body, -1) {
		blocks = append(blocks, Block{strings.Count(body[:m[0]], "\n"), body[m[2]:m[3]]})
	}
	return blocks
}
