package job

import "slices"

// Statuses is the closed set of what a job's status may be: the steps in order, then cancelled.
var Statuses = []string{"new", "assigned", "accepted", "enRoute", "onSite", "restored", "fixed", "signed", "closed", "cancelled"}

// Stamps are the names of the moments the fold keeps.
var Stamps = []string{"reported", "responded", "departed", "arrived", "restored", "causeFound", "fixed", "signed", "closed"}

// Flags are what the fold asks a dispatcher to look at.
const (
	CancelAfterArrival   = "cancelAfterArrival"   // cancelled, but somebody had been there: the job stays
	CancelAfterClose     = "cancelAfterClose"     // cancelled, but it had been closed: the job stays closed
	ArrivedAfterCancel   = "arrivedAfterCancel"   // somebody arrived at a job that had been cancelled: a trip for nothing
	DeclinedAfterArrival = "declinedAfterArrival" // declined, although somebody had been there
)

// State is what a job's events add up to.
type State struct {
	Status     string            `json:"status"`
	Waiting    string            `json:"waiting"` // "", or one of WaitingFor: a mark beside the status
	Stamps     map[string]string `json:"stamps"`
	Flags      []string          `json:"flags"` // sorted
	LastShared string            `json:"lastShared"`
	ETA        string            `json:"eta"`
}

// steps maps a kind of event to the status it reaches; closed is the last step.
var steps = map[string]int{
	"reported": 0, "assigned": 1, "accepted": 2, "departed": 3, "arrived": 4, "restored": 5, "fixed": 6, "signed": 7, "closed": closed,
}

const closed = 8

// Fold says where a job stands. It is total (any set of events has a status) and does not depend on the order of its argument:
// events count by corrected time, then id, and each id once. It reads in rounds; `reopened` begins a new one.
//
//   - status: the furthest step of the round; `declined` takes it back to new; `cancelled` ends the job until it is reopened, unless
//     somebody had arrived (in any round: then there is work to account for) or it was closed already; both are flagged.
//   - waiting: the reason of the last `waiting` that no `resumed` follows; an ended job waits for nothing.
//   - stamps: the first event of the kind in the round. reported is the first of all rounds, so that times are counted from the
//     customer's first call; responded is our first shared word from then on.
//   - eta: the last one given while it still means something: arriving, leaving or any later step ends it.
//   - lastShared: the last event of all that the customer could see.
func Fold(events []Event) State {
	f := fold{stamps: map[string]string{}}
	sorted := inOrder(events)
	for _, e := range sorted {
		f.add(e)
	}
	s := State{Status: Statuses[f.step], Waiting: f.waiting, Stamps: f.stamps, Flags: f.flags, LastShared: f.lastShared, ETA: f.eta}
	if f.cancelled {
		s.Status = "cancelled"
	}
	if Ended(s.Status) {
		s.Waiting, s.ETA = "", ""
	}
	if reported := firstOf(sorted, func(e Event) bool { return e.Kind == "reported" && e.CorrectedAt != "" }); reported != "" {
		s.Stamps["reported"] = reported
		if responded := firstOf(sorted, func(e Event) bool { return e.Shared && !byCustomer(e) && e.CorrectedAt >= reported }); responded != "" {
			s.Stamps["responded"] = responded
		}
	}
	slices.Sort(s.Flags)
	s.Flags = append([]string{}, slices.Compact(s.Flags)...) // [] in JSON, never null
	return s
}

// Ended says whether nothing more is expected to happen to a job of that status.
func Ended(status string) bool { return status == "closed" || status == "cancelled" }

type fold struct {
	step      int
	cancelled bool
	everThere bool // somebody arrived, in any round
	waiting   string
	eta       string
	stamps    map[string]string
	flags     []string

	lastShared string
}

func (f *fold) add(e Event) {
	if e.Shared {
		f.lastShared = e.CorrectedAt
	}
	if e.Kind == "reopened" {
		f.step, f.cancelled, f.waiting, f.eta, f.stamps, f.flags = 0, false, "", "", map[string]string{}, nil
	}
	f.travel(e)
	switch e.Kind {
	case "declined":
		f.step = 0
		if f.everThere && !f.cancelled {
			f.flags = append(f.flags, DeclinedAfterArrival)
		}
	case "cancelled":
		f.cancel()
	case "waiting":
		if reason := e.waitingFor(); reason != "" {
			f.waiting = reason
		}
	case "resumed":
		f.waiting = ""
	case "arrived":
		f.everThere = true
		if f.cancelled {
			f.flags = append(f.flags, ArrivedAfterCancel)
		}
	}
	f.step = max(f.step, steps[e.Kind])
	f.stamp(e)
}

func (f *fold) cancel() {
	switch {
	case f.cancelled: // once is enough
	case f.step == closed:
		f.flags = append(f.flags, CancelAfterClose)
	case f.everThere:
		f.flags = append(f.flags, CancelAfterArrival)
	default:
		f.cancelled = true
	}
}

// travel keeps the ETA: what ends a journey ends what was said about it, and may say something new (back tomorrow at nine).
func (f *fold) travel(e Event) {
	switch e.Kind {
	case "declined", "arrived", "restored", "fixed", "signed", "left", "closed", "cancelled":
		f.eta = ""
	}
	if e.ETA != "" {
		f.eta = e.ETA
	}
}

func (f *fold) stamp(e Event) {
	switch e.Kind {
	case "departed", "arrived", "restored", "causeFound", "fixed", "signed", "closed":
		if f.stamps[e.Kind] == "" && e.CorrectedAt != "" {
			f.stamps[e.Kind] = e.CorrectedAt
		}
	}
}

// byCustomer: the customer's own words, and name, are no response to the customer.
func byCustomer(e Event) bool { return e.Kind == "reported" || e.Kind == "rated" || e.Kind == "signed" }

func firstOf(sorted []Event, is func(Event) bool) string {
	if i := slices.IndexFunc(sorted, is); i >= 0 {
		return sorted[i].CorrectedAt
	}
	return ""
}
