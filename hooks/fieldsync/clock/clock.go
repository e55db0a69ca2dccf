// Package clock corrects the times a tablet claims (sync.md, M8): tablets' clocks are wrong by minutes or years, the server's is the
// yardstick. Pure; times are arguments.
package clock

import "time"

// A clock that is off by more than this was not read but made up; and nothing was ever done before the epoch.
const century = 100 * 365 * 24 * time.Hour

var epoch = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)

// Corrected moves at, read from a tablet's clock, to the server's time: by the difference between the server's clock when the push
// arrived (received) and the tablet's clock when it sent it (sent). A result in the future is what a clock changed between the two
// readings gives; nothing happened later than it was received, so it is cut there. A zero sent means the tablet did not say: at stands,
// cut in the same way.
func Corrected(at, sent, received time.Time) time.Time {
	if at.IsZero() {
		return received
	}
	t := at
	if off := received.Sub(sent); !sent.IsZero() && off.Abs() < century {
		t = at.Add(off)
	}
	if t.After(received) || t.Before(epoch) {
		return received
	}
	return t
}
