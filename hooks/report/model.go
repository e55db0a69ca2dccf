package report

import "lutong/kb/road"

// Report is the model that every rendering shows. All words are in Lang.
type Report struct {
	Lang     string    `json:"lang"`
	Brief    bool      `json:"brief"`
	Title    string    `json:"title"`   // 服务报告
	Subject  string    `json:"subject"` // the job's title
	Number   string    `json:"number"`
	Customer string    `json:"customer"`
	Head     []Row     `json:"head"`    // who, where, when
	Figures  []Row     `json:"figures"` // the few numbers that matter, large
	Sections []Section `json:"sections"`
	Zone     string    `json:"zone"` // what the times are in
	Made     string    `json:"made"` // RFC 3339: the last moment the report tells of; it stands for "created" in a PDF
}

// Key names a section; the set is closed, renderers may style by it.
type Key string

const (
	Reported   Key = "reported"
	Journey    Key = "journey"
	Restored   Key = "restored"
	Cause      Key = "cause"
	Story      Key = "story"
	Fixed      Key = "fixed"
	Prevention Key = "prevention"
	Parts      Key = "parts"
	Measured   Key = "measured"
	Photos     Key = "photos"
	Signed     Key = "signed"
	Rating     Key = "rating"
)

// Section is a heading and what stands under it, in this order: time, text, note, rows, road, pictures, signatures, what they cover.
type Section struct {
	Key        Key       `json:"key"`
	Title      string    `json:"title"`
	Time       string    `json:"time,omitempty"`
	Text       string    `json:"text,omitempty"` // paragraphs, line breaks kept
	Note       string    `json:"note,omitempty"` // one quieter line
	Rows       []Row     `json:"rows,omitempty"`
	Road       *Picture  `json:"road,omitempty"`
	Pairs      []Pair    `json:"pairs,omitempty"`
	Signatures []Signing `json:"signatures,omitempty"`
	Covers     string    `json:"covers,omitempty"` // what the signatures are for, below them
	Link       string    `json:"link,omitempty"`   // an address, for paper also as a QR code
}

// Row is a line of a table.
type Row struct {
	Label string `json:"label"`
	Value string `json:"value"`
	Note  string `json:"note,omitempty"` // may be of several lines
	Off   bool   `json:"off,omitempty"`  // outside its range, which Note says in words
}

// Picture is the road picture: HTML for pages, roads for paper, and the same in words for both.
type Picture struct {
	HTML  string      `json:"html"` // SVG with class names only, every text escaped
	Roads []road.Road `json:"-"`
	Lines []string    `json:"lines"` // one sentence per road
}

// Pair stands in one row: before and after, or a single photo.
type Pair struct {
	Left  *Shot `json:"left"`
	Right *Shot `json:"right,omitempty"`
}

// Shot is one photo with what to say about it.
type Shot struct {
	ID      string `json:"id"`
	Hash    string `json:"-"`
	Label   string `json:"label"` // 处理前
	Caption string `json:"caption,omitempty"`
	Time    string `json:"time,omitempty"`
	Note    string `json:"note,omitempty"` // in place of the picture: why it cannot be shown
}

// Signing is a signature, or a refusal, as it is shown.
type Signing struct {
	ID      string   `json:"id"`
	Words   string   `json:"words"` // 张主任（科室主任）于 … 签字确认
	Refused bool     `json:"refused"`
	Reason  string   `json:"reason,omitempty"`
	Changed string   `json:"changed,omitempty"` // "签字之后改过：…", or ""
	Ink     *Strokes `json:"ink,omitempty"`
}
