package report

import (
	"encoding/json"
	"math"
	"strings"
	"unicode"
)

// Strokes are the lines of a signature in a box of their own: from 0,0 to Width,Height.
type Strokes struct {
	Width  float64        `json:"width"`
	Height float64        `json:"height"`
	Lines  [][][2]float64 `json:"lines"`
}

// Bounds of what is drawn: a signature is some hundred points, and a picture of a million would be an attack.
const (
	maxPoints = 20_000
	maxCoord  = 100_000
)

// HasInk says whether there is a signature in signature_pad's toData() that can be drawn.
func HasInk(raw json.RawMessage) bool { return inkOf(raw) != nil }

// inkOf reads signature_pad's toData(); nil if nothing can be drawn from it. Coordinates keep one decimal.
func inkOf(raw json.RawMessage) *Strokes {
	var groups []struct {
		Points []struct{ X, Y float64 }
	}
	if json.Unmarshal(raw, &groups) != nil {
		return nil
	}
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	count := 0
	for _, g := range groups {
		for _, p := range g.Points {
			if count++; count > maxPoints || math.Abs(p.X) > maxCoord || math.Abs(p.Y) > maxCoord {
				return nil
			}
			minX, maxX, minY, maxY = min(minX, p.X), max(maxX, p.X), min(minY, p.Y), max(maxY, p.Y)
		}
	}
	if count == 0 {
		return nil
	}
	const margin = 4 // half a pen's width and some air
	s := &Strokes{Width: tenth(maxX - minX + 2*margin), Height: tenth(maxY - minY + 2*margin)}
	for _, g := range groups {
		var line [][2]float64
		for _, p := range g.Points {
			line = append(line, [2]float64{tenth(p.X - minX + margin), tenth(p.Y - minY + margin)})
		}
		if len(line) > 0 {
			s.Lines = append(s.Lines, line)
		}
	}
	return s
}

func tenth(f float64) float64 { return math.Round(f*10) / 10 }

// Legible says whether there is anything to see in a name: spaces, marks of direction and joiners alone would be nobody.
func Legible(name string) bool {
	return strings.ContainsFunc(name, func(c rune) bool { return unicode.In(c, unicode.L, unicode.N, unicode.P, unicode.S) })
}
