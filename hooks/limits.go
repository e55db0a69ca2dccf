package hooks

import (
	"net/netip"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// budget is how often one caller may do something: burst times at once, then one more after each `every`.
type budget struct {
	name  string
	by    func(*request) string // whom it is counted for; "" is not counted
	burst int
	every time.Duration
}

// The budgets (sync.md, P10). They let every real use through and stop a loop gone wild. Whoever is signed in is never counted by
// address: a whole depot may sit behind one.
var (
	pulls     = &budget{"pull", byDevice, 1000, 200 * time.Millisecond}    // a first sync of a hundred pages, and a poke for each of a busy team's changes
	pushes    = &budget{"push", byDevice, 1000, 200 * time.Millisecond}    // a day offline goes up in a handful; 500 mutations each
	checks    = &budget{"check", byDevice, 200, 2 * time.Second}           // each reads all that the user sees
	pieces    = &budget{"segment", byDevice, 1000, 200 * time.Millisecond} // a library of hundreds of parts, and resumed ranges
	sending   = &budget{"upload", byDevice, 3000, 20 * time.Millisecond}   // a week of photos in pieces, over a depot's fast line
	arrivals  = &budget{"device", byUser, 300, time.Minute}                // devices registered at first contact: rows that stay
	viewing   = &budget{"photo", byUser, 2000, 20 * time.Millisecond}      // a gallery of thumbnails scrolled fast
	searching = &budget{"search", byUser, 200, 250 * time.Millisecond}     // a question at each letter typed
	tellings  = &budget{"searches", byUser, 60, 5 * time.Second}           // a tablet tells once in half a minute what it searched for
	guests    = &budget{"guest", byAddress, 1000, 50 * time.Millisecond}   // whoever is not signed in, at any door of the API: a depot waking up
	signIns   = &budget{"signIn", byAddress, 400, 500 * time.Millisecond}  // a depot's morning; each costs a password hash
	guesses   = &budget{"guess", byAddress, 20, 30 * time.Second}          // wrong passwords for one account from one address
	tracking  = &budget{"track", byAddress, 240, 500 * time.Millisecond}   // customers' pages, looking again on a timer
	ratings   = &budget{"rating", byAddress, 30, 10 * time.Second}         // one per job
	signings  = &budget{"signing", byAddress, 60, 10 * time.Second}        // a customer corrects a name, or tries again without a network
	printing  = &budget{"print", byCaller, 60, 2 * time.Second}            // a report as PDF takes half a second of a processor
	importing = &budget{"rescue", byUser, 20, time.Minute}                 // a shelf of dead tablets; each may be half a gigabyte
	free      = (*budget)(nil)                                             // files from memory
)

// byUser is nobody for who is not signed in: the door has counted them.
func byUser(r *request) string {
	if r.Auth == nil {
		return ""
	}
	return r.Auth.Id
}

// byDevice takes the device's word for which one it is: a refused call counts too. New devices have a budget of their own.
func byDevice(r *request) string {
	if r.Auth == nil {
		return ""
	}
	return r.Auth.Id + "/" + short(r.Request.Header.Get("X-Device"), 15)
}

// byAddress counts an IPv6 household (/64) as one caller.
func byAddress(r *request) string {
	ip, err := netip.ParseAddr(r.RealIP())
	if err != nil {
		return "?"
	}
	if ip = ip.Unmap(); ip.Is6() {
		ip = netip.PrefixFrom(ip, 64).Masked().Addr()
	}
	return ip.String()
}

// byCaller is the user, and for customers with a link the address.
func byCaller(r *request) string {
	if user := byUser(r); user != "" {
		return user
	}
	return byAddress(r)
}

// within counts a call of a route.
func (s *server) within(b *budget, r *request) error {
	if b == free {
		return nil
	}
	who := b.by(r)
	if who == "" {
		return nil
	}
	return s.paces.take(b, who)
}

// door counts every call of the API, ours or PocketBase's, by somebody who is not signed in.
func (s *server) door() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{Id: "lutongDoor", Priority: -890, Func: func(e *core.RequestEvent) error {
		path := e.Request.URL.Path
		if e.Auth == nil && (strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/uploads") || strings.HasPrefix(path, "/photos/")) {
			r := newRequest(e)
			if err := s.paces.take(guests, byAddress(r)); err != nil {
				return s.refuse(r, err)
			}
		}
		return e.Next()
	}}
}

// signIn counts sign-ins by address, and wrong passwords by account and address.
func (s *server) signIn(e *core.RecordAuthWithPasswordRequestEvent) error {
	r := newRequest(e.RequestEvent)
	address := byAddress(r)
	guess := address + " " + strings.ToLower(e.Identity)
	err := s.paces.take(signIns, address)
	if err == nil {
		err = s.paces.check(guesses, guess)
	}
	if err != nil {
		return s.refuse(r, err)
	}
	if err = e.Next(); err != nil {
		_ = s.paces.take(guesses, guess) // counted; whether it was the last one is seen at the next try
	}
	return err
}
