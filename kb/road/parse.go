// Package road is the picture language of the project: a fault is a road that is open, closed or being repaired. It reads the few
// lines of a `road` block and draws them as an SVG that has its words inside for those who cannot see it.
//
//	AP -- AC                                       an open road
//	AP -- CAPWAP 隧道 -- AC                         the same, with a name on the road
//	AP -- CAPWAP 隧道 --x AC : 防火墙策略把路封了    closed by a barrier, and why
//	AP --~ AC : 双工不匹配                          slow, under repair
//
// A line is one road. A line that starts where the one before it ended continues the journey, any other line is a new row.
// The package is pure, knows no markdown, and never fails on input: bad lines come back as a Problem with its line number.
package road

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// State of a road.
type State int

const (
	Open State = iota
	Blocked
	Slow
)

// Road is one line of a picture.
type Road struct {
	From, To string
	Name     string // what the road is called, "" for none
	State    State
	Why      string // the sentence after the colon, "" for none
}

// Problem says what is wrong with which line (1 is the first). Code picks the sentence, What is the part of the line it is about.
type Problem struct {
	Line int
	Code string
	What string
}

func (p *Problem) Error() string {
	return fmt.Sprintf("road line %d: %s %q", p.Line, p.Code, p.What)
}

// Limits keep a picture a picture.
const (
	maxRoads = 12
	maxNode  = 40
	maxWhy   = 200
)

var states = map[string]State{"--": Open, "--x": Blocked, "--X": Blocked, "--~": Slow, "--～": Slow}

// Parse reads the lines of a block. Empty lines and lines beginning with # are skipped.
func Parse(text string) ([]Road, error) {
	var roads []Road
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if len(roads) == maxRoads {
			return nil, &Problem{i + 1, "tooMany", fmt.Sprint(maxRoads)}
		}
		r, p := parseLine(line)
		if p != nil {
			p.Line = i + 1
			return nil, p
		}
		roads = append(roads, r)
	}
	if len(roads) == 0 {
		return nil, &Problem{1, "empty", ""}
	}
	return roads, nil
}

func parseLine(line string) (Road, *Problem) {
	var r Road
	line, r.Why = cutWhy(line)
	if utf8.RuneCountInString(r.Why) > maxWhy {
		return r, &Problem{Code: "tooLong", What: short(r.Why)}
	}
	var parts, joints []string
	var part []string
	for _, w := range strings.Fields(line) {
		if _, ok := states[w]; ok {
			parts, joints, part = append(parts, strings.Join(part, " ")), append(joints, w), nil
			continue
		}
		if strings.HasPrefix(w, "--") {
			return r, &Problem{Code: "joint", What: short(w)}
		}
		part = append(part, w)
	}
	parts = append(parts, strings.Join(part, " "))
	for _, p := range parts {
		if p == "" {
			return r, &Problem{Code: "node", What: short(line)}
		}
		if utf8.RuneCountInString(p) > maxNode {
			return r, &Problem{Code: "tooLong", What: short(p)}
		}
	}
	switch {
	case len(parts) == 2:
		r.From, r.To = parts[0], parts[1]
	case len(parts) == 3 && states[joints[0]] == Open: // the name stands before the barrier
		r.From, r.Name, r.To = parts[0], parts[1], parts[2]
	default:
		return r, &Problem{Code: "shape", What: short(line)}
	}
	r.State = states[joints[len(joints)-1]]
	return r, nil
}

// cutWhy takes the sentence off the end: after " : " or after a full-width colon. A colon without spaces stays (10.0.0.1:5246).
func cutWhy(line string) (string, string) {
	at, width := strings.Index(line, " : "), 3
	if wide := strings.Index(line, "："); wide >= 0 && (at < 0 || wide < at) {
		at, width = wide, len("：")
	}
	if at < 0 {
		return line, ""
	}
	return strings.TrimSpace(line[:at]), strings.TrimSpace(line[at+width:])
}

func short(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
