package fieldsync

import (
	"sync"
	"time"
)

// news knows for each user the number of the last commit that touched what they see, so that a pull with nothing new costs next to
// nothing. It lives in memory and trusts nothing it has not seen: numbers given out before this run or by another process (an import while the
// server runs) count as news for everyone.
type news struct {
	mu     sync.Mutex
	known  int64            // the last number this run has heard of
	all    int64            // up to here anything may concern anybody
	last   map[string]int64 // user -> number
	checks map[string]knownCheck
}

type knownCheck struct {
	Check
	at   int64 // counts while nothing newer touches the user
	when time.Time
}

func (n *news) open(head int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.known, n.all, n.last, n.checks = head, head, map[string]int64{}, map[string]knownCheck{}
}

// heard takes in a commit of the numbers first to last that touched the users; a nil list means anybody.
func (n *news) heard(first, last int64, users []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if first != n.known+1 { // another process wrote meanwhile, or two commits are told in the other order
		n.all = max(n.all, first-1, n.known)
	}
	n.known = max(n.known, last)
	if users == nil {
		n.all = max(n.all, last)
	}
	if n.last == nil {
		return // not open: nobody pulls
	}
	for _, u := range users {
		n.last[u] = max(n.last[u], last)
	}
}

func (n *news) since(user string) int64 { return max(n.all, n.last[user]) }

// quiet reports whether surely nothing happened for the user after base, the sequence standing at head.
func (s *Server) quiet(user string, base, head int64) bool {
	s.news.mu.Lock()
	defer s.news.mu.Unlock()
	return head == s.news.known && base >= s.news.since(user)
}

// A device's holdings are summed up at the end of a pull whenever that is cheap: few records, or the sum is still known. Larger ones are
// summed up once in a while.
const (
	cheapCheck = 2000
	checkEvery = 10 * time.Minute
)

// check sums up what the user sees at head; nil if it is not worth it now and nobody asked.
func (s *Server) check(r Reader, user string, head int64, now time.Time, asked bool) (*Check, error) {
	s.news.mu.Lock()
	c, known := s.news.checks[user]
	fresh := known && head == s.news.known && c.at >= s.news.since(user)
	s.news.mu.Unlock()
	if fresh {
		return &c.Check, nil
	}
	if known && !asked && c.Count > cheapCheck && now.Sub(c.when) < checkEvery {
		return nil, nil
	}
	sum, err := r.Check(user)
	if err != nil {
		return nil, err
	}
	s.news.mu.Lock()
	s.news.checks[user] = knownCheck{sum, head, now}
	s.news.mu.Unlock()
	return &sum, nil
}
