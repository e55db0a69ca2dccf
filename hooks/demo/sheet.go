package demo

// sheet is one job of the demo's own, told in its own words; timeline.go makes the events from it.
type sheet struct {
	key      string
	site     string // key of the site
	kind     string
	phase    string
	priority string
	status   string // what its events must fold into
	who      string // letters of the assignees

	// When it was reported. History: that many days before today, at HH:MM. Under way: ago minutes before now.
	days int
	at   string
	ago  int
	// plan is when the visit was planned, in minutes after it was reported; 0 for none.
	plan int

	title, description, impact string
	pressure                   *pressure
	assets                     []string // keys within the site

	workaround, cause, side, prevented, fix, prevention string
	story, article, understood                          string
	notes                                               string

	// Minutes: on the road, from arriving to restored, from restored to fixed (for other work than faults: from arriving to done).
	travel, restore, repair int
	words                   []string // on the road, to the customer
	waiting                 string   // what it waits for, now
	parts                   []part   // used, or needed
	twist                   string   // declined, reopened, waited, cancelAfterArrival, arrivedAfterCancel
	followUp                string   // key of the job whose workaround this one undoes
	rating                  *rating
}

// pressure is the card filled before any diagnosis: whose neck is on the block.
type pressure struct {
	who, beforeWhom, business, mustWorkFirst string
	deadline                                 int // minutes after it was reported
}

// part is one line of what a job used or needs.
type part struct {
	name, sku     string
	quantity      float64
	unit          string
	needed        bool
	asset         string // key within the site: where it went; its serial number is that of the new one
	serialIn, out string
}

type rating struct {
	solved                              string
	attitude, clarity, expected, waited float64
	comment                             string
}

// sheets are all jobs of the demo organisation. A function, so that nobody can change what others read.
func sheets() []sheet {
	var all []sheet
	for _, part := range [][]sheet{live(), wireless(), wired(), edge(), power(), works()} {
		all = append(all, part...)
	}
	return all
}
