package fieldsync

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// Cursor says where a device stands in the server's order. Run is the run of the server that wrote it. Base is the number up to which the
// device has everything. In the middle of a pull of several pages, Target is the number the pull goes to, and Step, Rank and Last where the
// next page begins. Apart is the scope that comes in segments and is left out of pulls, until the device has all parts: from then on the pull
// brings what changed in it since the number Taken (0: all of it).
type Cursor struct {
	Run    string
	Base   int64
	Target int64  // 0: between two pulls
	Step   string // the step the last page ended in, see plan
	Rank   int64  // and that step's place among its like
	Last   int64  // the last key or number sent in that step
	Apart  string
	Taken  int64 // leftOut while the scope is left out
	// Seen is how far the sequence stood at the latest page of the pull: pages show records as they are, also as they became after Target. A
	// cursor that has seen what a restored backup does not hold cannot be honoured, whatever its other numbers. 0: no further than Base.
	Seen int64
}

// leftOut is Taken while the device has not told that it has all parts.
const leftOut = -1

// String encodes the cursor as devices carry it: opaque to them, short, safe in a query.
func (c Cursor) String() string {
	s := c.Run + "." + strconv.FormatInt(c.Base, 36)
	if c.Target > 0 {
		for _, n := range []int64{c.Target, c.Seen, c.Rank, c.Last} {
			s += "." + strconv.FormatInt(n, 36)
		}
		s += "." + base64.RawURLEncoding.EncodeToString([]byte(c.Step))
	} else if c.Seen > 0 {
		s += "." + strconv.FormatInt(c.Seen, 36)
	}
	if c.Apart != "" {
		s += ".~" + c.Apart
		if c.Taken != leftOut {
			s += "~" + strconv.FormatInt(c.Taken, 36)
		}
	}
	return s
}

// ParseCursor decodes a cursor; ok is false for anything String did not write.
func ParseCursor(s string) (c Cursor, ok bool) {
	whole, apart, _ := strings.Cut(s, ".~")
	if apart != "" {
		scope, taken, isTaken := strings.Cut(apart, "~")
		if c.Apart, c.Taken = scope, leftOut; isTaken {
			if c.Taken, ok = number36(taken); !ok {
				return c, false
			}
		}
	}
	parts := strings.Split(whole, ".")
	if len(parts) != 2 && len(parts) != 3 && len(parts) != 7 || parts[0] == "" {
		return c, false
	}
	c.Run = parts[0]
	if c.Base, ok = number36(parts[1]); !ok {
		return c, false
	}
	if len(parts) == 3 {
		if c.Seen, ok = number36(parts[2]); !ok || c.Seen <= c.Base {
			return c, false
		}
	}
	if len(parts) == 7 {
		step, err := base64.RawURLEncoding.DecodeString(parts[6])
		if err != nil || len(step) < 2 {
			return c, false
		}
		c.Step = string(step)
		for i, into := range []*int64{&c.Target, &c.Seen, &c.Rank, &c.Last} {
			if *into, ok = number36(parts[2+i]); !ok {
				return c, false
			}
		}
		if c.Target < c.Base {
			return c, false
		}
	}
	return c, c.String() == s // one spelling only
}

func number36(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 36, 64)
	return n, err == nil && n >= 0
}
