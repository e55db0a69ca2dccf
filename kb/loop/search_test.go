package loop

import "testing"

func TestOutcome(t *testing.T) {
	for _, c := range []struct {
		s    Search
		want string
	}{
		{Search{Place: OnTablet}, Miss},
		{Search{Place: OnServer}, Miss},
		{Search{Place: OnTablet, Hits: 3}, NearMiss},
		{Search{Place: OnServer, Hits: 3}, Unknown},
		{Search{Place: OnTablet, Opened: "a"}, Found},
		{Search{Place: OnTablet, Opened: "a", Again: true}, DeadEnd},
		{Search{Place: OnTablet, Hits: 3, Opened: "a"}, Found},
		{Search{Place: OnTablet, Hits: 3, Opened: "a", Again: true}, DeadEnd},
		{Search{Place: OnTablet, Hits: 3, Opened: "a", Again: true, Solved: true}, Found},
	} {
		if got := c.s.Outcome(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.s, got, c.want)
		}
	}
}

func TestNormCountsTheSameThingTogether(t *testing.T) {
	for _, same := range [][]string{
		{"AP 掉线", "掉线AP", "ＡＰ　掉线", "ap, 掉线!", "AP掉線"},
		{"RG-AP720", "rg ap720"},
	} {
		for _, q := range same {
			if Norm(q) != Norm(same[0]) || Norm(q) == "" {
				t.Errorf("%q is %q, %q is %q", q, Norm(q), same[0], Norm(same[0]))
			}
		}
	}
	if Norm("AP 掉线") == Norm("AP 上线") || Norm("?!") != "" {
		t.Error("different questions are one, or signs are a question")
	}
}

func TestSettles(t *testing.T) {
	for _, c := range []struct {
		before, next string
		want         bool
	}{{"cap", "CAPWAP", false}, {"capwap", "cap", false}, {"capwap", "poe", true}, {"ap 掉线", "ap 掉线 ", false}} {
		if got := Settles(c.before, c.next); got != c.want {
			t.Errorf("%q then %q: %v", c.before, c.next, got)
		}
	}
}
