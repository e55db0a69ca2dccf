package loop

import (
	"fmt"
	"testing"
)

// said is a use: at minute m, heard of an hour later.
func said(m int, job, by, kind string) Use {
	at := func(h int) string { return fmt.Sprintf("2026-11-21T%02d:%02d:00.000Z", 8+h, m) }
	return Use{ID: fmt.Sprint(m, job, by), Article: "a", Job: job, By: by, Kind: kind, CorrectedAt: at(0), ReceivedAt: at(1)}
}

func TestCountOf(t *testing.T) {
	const never, before, between = "", "2026-11-21T09:00:30.000Z", "2026-11-21T09:02:30.000Z"
	for name, c := range map[string]struct {
		uses       []Use
		answeredAt string
		want       Count
	}{
		"nothing":                                 {nil, never, Count{}},
		"reading is no use":                       {[]Use{said(1, "j", "A", Read)}, never, Count{}},
		"used twice on one job is one job":        {[]Use{said(1, "j", "A", Used), said(2, "j", "B", Used)}, never, Count{Jobs: 1, LastUsed: said(2, "", "", "").CorrectedAt}},
		"the last word counts":                    {[]Use{said(2, "j", "A", Helped), said(1, "j", "A", NotHelped)}, never, Count{Jobs: 1, Helped: 1, LastUsed: said(2, "", "", "").CorrectedAt}},
		"taken back was never said":               {[]Use{said(1, "j", "A", Used), said(2, "j", "A", Withdrawn)}, never, Count{}},
		"a report is open":                        {[]Use{said(1, "j", "A", Used), said(2, "j", "A", NotHelped)}, never, Count{Jobs: 1, NotHelped: 1, Open: 1, LastUsed: said(2, "", "", "").CorrectedAt}},
		"one was helped and one was not":          {[]Use{said(1, "j", "A", NotHelped), said(2, "j", "B", Helped)}, never, Count{Jobs: 1, Helped: 1, Open: 1, LastUsed: said(2, "", "", "").CorrectedAt}},
		"a version before does not answer it":     {[]Use{said(2, "j", "A", NotHelped)}, before, Count{Jobs: 1, NotHelped: 1, Open: 1, LastUsed: said(2, "", "", "").CorrectedAt}},
		"a version after it arrived does":         {[]Use{said(2, "j", "A", NotHelped)}, between, Count{Jobs: 1, NotHelped: 1, LastUsed: said(2, "", "", "").CorrectedAt}},
		"and so does a trainer who looked":        {[]Use{said(2, "j", "A", NotHelped), said(3, "", "T", Reviewed)}, never, Count{Jobs: 1, NotHelped: 1, LastUsed: said(2, "", "", "").CorrectedAt}},
		"who looked before has not seen it":       {[]Use{said(2, "j", "A", NotHelped), said(1, "", "T", Reviewed)}, never, Count{Jobs: 1, NotHelped: 1, Open: 1, LastUsed: said(2, "", "", "").CorrectedAt}},
		"two jobs, two verdicts, and one without": {[]Use{said(1, "j", "A", Helped), said(2, "k", "A", NotHelped), said(3, "l", "A", Used)}, between, Count{Jobs: 3, Helped: 1, NotHelped: 1, LastUsed: said(3, "", "", "").CorrectedAt}},
	} {
		if got := CountOf(c.uses, c.answeredAt); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
