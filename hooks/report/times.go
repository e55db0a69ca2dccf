package report

import (
	"fmt"
	"strconv"
	"time"
)

// clock writes the times of one report: in its language, at its offset, without repeating the day of the report.
type clock struct {
	lang   string
	offset int
	day    string // the day most times are on
}

func (c clock) local(at string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, at)
	return t.UTC().Add(time.Duration(c.offset) * time.Minute), err == nil
}

// date is 2026年11月21日 or 21 November 2026; "" for none.
func (c clock) date(at string) string {
	t, ok := c.local(at)
	if !ok {
		return ""
	}
	if c.lang == "en" {
		return t.Format("2 January 2006")
	}
	return t.Format("2006年1月2日")
}

// moment is 16:10, with the day in front when it is another one.
func (c clock) moment(at string) string {
	t, ok := c.local(at)
	if !ok {
		return ""
	}
	if t.Format(time.DateOnly) == c.day {
		return t.Format("15:04")
	}
	return c.full(at)
}

// full is 11月21日 16:10.
func (c clock) full(at string) string {
	t, ok := c.local(at)
	if !ok {
		return ""
	}
	if c.lang == "en" {
		return t.Format("2 Jan 15:04")
	}
	return t.Format("1月2日 15:04")
}

// span is the time between two moments in words; "" if there is none, or if it runs backwards.
func (c clock) span(from, to string) string {
	a, okA := c.local(from)
	b, okB := c.local(to)
	if !okA || !okB || b.Before(a) {
		return ""
	}
	minutes := int(b.Sub(a).Round(time.Minute).Minutes())
	n := strconv.Itoa
	switch {
	case minutes <= 1:
		return spanNow.in(c.lang)
	case minutes < 60:
		return spanMinutes.fill(c.lang, "n", n(minutes))
	case minutes < 48*60 && minutes%60 == 0:
		return spanHours.fill(c.lang, "n", n(minutes/60))
	case minutes < 48*60:
		return spanHoursMins.fill(c.lang, "h", n(minutes/60), "m", n(minutes%60))
	case minutes/60%24 == 0:
		return spanDays.fill(c.lang, "n", n(minutes/1440))
	}
	return spanDaysHours.fill(c.lang, "d", n(minutes/1440), "h", n(minutes/60%24))
}

// zone names the clock on the wall: Beijing time by its name, others as local time with their distance from UTC.
func (c clock) zone() string {
	if c.offset == 8*60 {
		return zoneBeijing.in(c.lang)
	}
	sign, m := "+", c.offset
	if m < 0 {
		sign, m = "-", -m
	}
	return zoneOther.fill(c.lang, "utc", fmt.Sprintf("UTC%s%02d:%02d", sign, m/60, m%60))
}
