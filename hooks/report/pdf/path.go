package pdf

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/signintech/gopdf"
)

// line is one part of a path, from a move to the next.
type line struct{ points []gopdf.Point }

// readPath reads the commands kb/road uses: M, m, L, l, H, h, V, v, Z, z. Anything else ends the path where it stands.
func readPath(d string) []line {
	var lines []line
	var here gopdf.Point
	for d != "" {
		command := d[0]
		rest := d[1:]
		end := strings.IndexFunc(rest, unicode.IsLetter)
		if end < 0 {
			end = len(rest)
		}
		numbers := readNumbers(rest[:end])
		d = rest[end:]
		for first := true; first || len(numbers) > 0; first = false {
			need := map[byte]int{'M': 2, 'm': 2, 'L': 2, 'l': 2, 'H': 1, 'h': 1, 'V': 1, 'v': 1, 'Z': 0, 'z': 0}
			n, known := need[command]
			if !known || len(numbers) < n || n == 0 && len(lines) == 0 {
				return lines
			}
			here = step(command, here, numbers, &lines)
			if numbers = numbers[n:]; n == 0 {
				numbers = nil
			}
			if command == 'M' { // more pairs after a move are lines
				command = 'L'
			} else if command == 'm' {
				command = 'l'
			}
		}
	}
	return lines
}

func step(command byte, here gopdf.Point, n []float64, lines *[]line) gopdf.Point {
	switch command {
	case 'M', 'L':
		here = gopdf.Point{X: n[0], Y: n[1]}
	case 'm', 'l':
		here = gopdf.Point{X: here.X + n[0], Y: here.Y + n[1]}
	case 'H':
		here.X = n[0]
	case 'h':
		here.X += n[0]
	case 'V':
		here.Y = n[0]
	case 'v':
		here.Y += n[0]
	case 'Z', 'z':
		return (*lines)[len(*lines)-1].points[0]
	}
	if command == 'M' || command == 'm' || len(*lines) == 0 {
		*lines = append(*lines, line{})
	}
	last := &(*lines)[len(*lines)-1]
	last.points = append(last.points, here)
	return here
}

// readNumbers reads numbers apart by spaces, commas or a sign.
func readNumbers(s string) []float64 {
	s = strings.NewReplacer("-", " -", ",", " ").Replace(s)
	var out []float64
	for _, word := range strings.Fields(s) {
		if f, err := strconv.ParseFloat(word, 64); err == nil {
			out = append(out, f)
		}
	}
	return out
}
