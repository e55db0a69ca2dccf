package fieldsync

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// Cursor says where a device stands in the server's order. Base is the number up to which it has everything. In the middle of a pull of
// several pages, Target is the number the pull goes to, and Step and Last where the next page begins.
type Cursor struct {
	Epoch  string
	Base   int64
	Target int64  // 0: between two pulls
	Step   string // the step the last page ended in, see plan
	Last   int64  // the last key or number sent in that step
}

// String encodes the cursor as devices carry it: opaque to them, short, safe in a query.
func (c Cursor) String() string {
	s := c.Epoch + "." + strconv.FormatInt(c.Base, 36)
	if c.Target > 0 {
		s += "." + strconv.FormatInt(c.Target, 36) + "." + strconv.FormatInt(c.Last, 36) + "." + base64.RawURLEncoding.EncodeToString([]byte(c.Step))
	}
	return s
}

// ParseCursor decodes a cursor; ok is false for anything String did not write.
func ParseCursor(s string) (c Cursor, ok bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 2 && len(parts) != 5 || parts[0] == "" {
		return c, false
	}
	c.Epoch = parts[0]
	if c.Base, ok = number36(parts[1]); !ok {
		return c, false
	}
	if len(parts) == 5 {
		step, err := base64.RawURLEncoding.DecodeString(parts[4])
		if err != nil {
			return c, false
		}
		c.Step = string(step)
		if c.Target, ok = number36(parts[2]); !ok || c.Target < c.Base {
			return c, false
		}
		if c.Last, ok = number36(parts[3]); !ok {
			return c, false
		}
	}
	return c, c.String() == s // one spelling only
}

func number36(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 36, 64)
	return n, err == nil && n >= 0
}
