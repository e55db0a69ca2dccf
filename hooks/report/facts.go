package report

import (
	"encoding/json"

	"lutong/kb/road"
)

// Facts are everything a report may tell. Times are RFC 3339 UTC, "" = none.
type Facts struct {
	Lang      string // zh-CN or en; anything else reads as zh-CN
	UTCOffset int    // minutes east of UTC, for the times to read as they did on the wall

	Number    string // the official number, or the tablet's while there is none
	Kind      string // of the job
	Title     string
	Customer  string
	Site      string
	Engineers []string

	Reported   string // in the customer's words
	Workaround string
	Cause      string
	CauseSide  string
	Fix        string
	Prevention string
	Stamps     map[string]string // from the fold: reported, responded, departed, arrived, restored, causeFound, fixed, signed

	Story string      // the engineer's own plain words, or the library's
	Roads []road.Road // the picture that goes with it

	Parts      []Part // used ones first
	Checks     []Check
	Photos     []Photo // oldest first
	Signatures []Signature
	Rated      bool
	SignsElse  bool   // that page cannot take a signature
	Link       string // the customer's page, if the reader came by it
}

// Part is a part that was used, or one that is still to come. Its serial numbers belong to the customer, who signs them: what was put into
// their network, and what was taken away.
type Part struct {
	Name, SKU           string
	Quantity, Unit      string // a number as text
	SerialIn, SerialOut string
	Needed              bool
}

// Check is one answer of a checklist that is worth showing: a measured number, a choice, or a test that passed.
type Check struct {
	Label    string
	Value    string // a number as text, the words of a choice, or "" for a passed test
	Unit     string
	Min, Max *float64 // the range that is good, of a number
	Number   float64
	Measured bool // Number counts
}

// Photo is a stored picture by its record; Hash names its bytes and is for the renderer only.
type Photo struct {
	ID, Hash string
	Kind     string // before, after, damage
	Caption  string
	At       string
	Unshown  string // the format, as people name it, of one that is kept whole and cannot be shown: "HEIC"
	Taken    string // the record of the photo as it was taken: ID is that of a copy with drawings on it, if there is one
	PairOf   string // Taken of the photo before, of one after
}

// Signature is one signing or refusal.
type Signature struct {
	ID           string
	Signer, Role string
	At           string
	Refused      bool
	Reason       string
	ByLink       bool            // on the customer's own phone
	Strokes      json.RawMessage // signature_pad's toData()
	Changed      []Change        // after it
}

// Change is a field of the signed sheet that reads differently now. By and At are "" where nobody knows.
type Change struct{ Field, By, At string }
