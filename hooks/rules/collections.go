// Package rules is where the domain meets the sync protocol: the table of synced collections with the merge policy of every
// field (sync.md, M3), who may write what (M10), who sees what (section 6), and what the server derives (M7).
// It is pure: no PocketBase, no HTTP.
package rules

import (
	fs "lutong/hooks/fieldsync"
	"lutong/kb/loop"
	"lutong/kb/markdown"
)

// Phases are the eight phases of a project, in order (product.md, F5).
var Phases = []string{"requirements", "design", "implementation", "trial", "operation", "handover", "support", "upgrade"}

// JobKinds is the service catalogue (product.md, F15).
var JobKinds = []string{"fault", "inspection", "upgrade", "change", "monitoring", "training", "report", "environment", "guarantee", "advice", "installation"}

// EventKinds are the kinds of timeline entries (domain.md).
var EventKinds = []string{
	"reported", "assigned", "accepted", "declined", "departed", "progress", "arrived", "pressureNoted", "restored", "causeFound", "fixed",
	"workaroundUndone", "tested", "explained", "handedOver", "signed", "left", "waiting", "resumed", "briefed", "rated", "cancelled",
	"reopened", "closed", "note",
}

// Roles of users (domain.md).
var Roles = []string{"engineer", "dispatcher", "trainer", "sales", "manager"}

// PartStates: a part that was used, or one the job still waits for.
var PartStates = []string{"used", "needed"}

// ViaLink marks a signature that the customer gave on their own phone, through a link: `by` names nobody then.
const ViaLink = "link"

// kept is the greatest size of what is set aside: whatever came with a push, and any text of a record.
const kept = 4 << 20

// Collections is the one table of all synced collections, parents before children.
var Collections = []*fs.Collection{
	{Name: "teams", Rank: 1, Fields: []fs.Field{
		{Name: "name", Required: true}, {Name: "region"}, {Name: "silenceMinutes", Kind: fs.Number},
		{Name: "sla", Kind: fs.Map}, // priority -> {respondMinutes, restoreMinutes}
	}},
	{Name: "users", Rank: 2, Fields: []fs.Field{
		{Name: "name", Required: true}, {Name: "role", Kind: fs.Choice, Options: Roles, Server: true}, {Name: "teams", Kind: fs.Refs, To: "teams", Server: true},
		{Name: "lang", Kind: fs.Choice, Options: []string{"zh-CN", "en"}}, {Name: "phone"},
	}},
	{Name: "templates", Rank: 3, Fields: []fs.Field{ // a new version is a new record, so that a run stays what it was
		{Name: "key", Required: true}, {Name: "version", Kind: fs.Number, Required: true},
		{Name: "stage", Kind: fs.Choice, Options: []string{"beforeDeparture", "onArrival", "afterInstall", "leaving", "other"}},
		{Name: "phase", Kind: fs.Choice, Options: Phases}, {Name: "jobKinds", Kind: fs.Words},
		{Name: "title", Kind: fs.JSON},                // {"zh-CN","en"}
		{Name: "items", Kind: fs.JSON, Max: 64 << 10}, // [{id,type,label{zh-CN,en},hint{},unit,min,max,options[],required,when}]
		{Name: "retired", Kind: fs.Bool},
	}},
	{Name: "articles", Rank: 4, Fields: []fs.Field{
		{Name: "slug", Required: true}, {Name: "lang", Kind: fs.Choice, Options: []string{"zh-CN", "en"}, Required: true},
		{Name: "kind", Kind: fs.Choice, Options: []string{"fault", "howto", "story", "emergency", "training"}, Required: true},
		{Name: "level", Kind: fs.Choice, Options: []string{"engineer", "operator", "leader"}}, {Name: "title", Required: true},
		{Name: "summary", Kind: fs.Prose}, {Name: "body", Kind: fs.Prose, Max: markdown.MaxRunes}, // markdown, without front matter
		{Name: "symptoms", Kind: fs.Words}, {Name: "models", Kind: fs.Words}, {Name: "codes", Kind: fs.Words}, {Name: "tags", Kind: fs.Words},
		{Name: "phase", Kind: fs.Choice, Options: Phases},
		{Name: "confidence", Kind: fs.Choice, Options: []string{"draft", "inReview", "validated", "archived"}},
		{Name: "owner", Kind: fs.Ref, To: "users"}, {Name: "reviewBy", Kind: fs.Time},
		{Name: "road"},       // slug of the story that explains it to a customer
		{Name: "replacedBy"}, // slug of the article that took its place: the forwarding note of one that is archived
		{Name: "html", Kind: fs.Prose, Server: true, Max: 4 << 20}, {Name: "version", Kind: fs.Number, Server: true},
	}},
	{Name: "articleVersions", Rank: 5, AppendOnly: true, Fields: []fs.Field{
		{Name: "article", Kind: fs.Ref, To: "articles", Required: true}, {Name: "version", Kind: fs.Number, Server: true}, {Name: "title", Server: true},
		{Name: "body", Kind: fs.Prose, Max: markdown.MaxRunes, Server: true}, {Name: "by", Kind: fs.Ref, To: "users", Server: true}, {Name: "at", Kind: fs.Time, Server: true},
	}},
	{Name: "customers", Rank: 6, Fields: []fs.Field{
		{Name: "name", Required: true}, {Name: "team", Kind: fs.Ref, To: "teams"}, // the branch that looks after it, beside the branches of its sites
		{Name: "industry", Kind: fs.Choice, Options: []string{"education", "finance", "healthCare", "government", "manufacturing", "other"}},
		{Name: "size", Kind: fs.Choice, Options: []string{"small", "medium", "large"}}, {Name: "level"},
		{Name: "sales", Kind: fs.Ref, To: "users"}, {Name: "presales", Kind: fs.Ref, To: "users"}, {Name: "notes", Kind: fs.Prose},
	}},
	{Name: "sites", Rank: 7, Fields: []fs.Field{
		{Name: "customer", Kind: fs.Ref, To: "customers", Required: true}, {Name: "team", Kind: fs.Ref, To: "teams", Required: true}, {Name: "name", Required: true},
		{Name: "address"}, {Name: "accessWindow"}, {Name: "parking"}, {Name: "room"}, {Name: "geo", Kind: fs.JSON}, {Name: "notes", Kind: fs.Prose},
	}},
	{Name: "contacts", Rank: 8, Fields: []fs.Field{
		{Name: "customer", Kind: fs.Ref, To: "customers", Required: true}, {Name: "site", Kind: fs.Ref, To: "sites"}, {Name: "name", Required: true}, {Name: "phone"},
		{Name: "role", Kind: fs.Choice, Options: []string{"contact", "leader", "operator", "buyer"}},
		{Name: "technicalLevel", Kind: fs.Choice, Options: []string{"none", "some", "expert"}}, {Name: "tellHow"},
	}},
	{Name: "assets", Rank: 9, Fields: []fs.Field{
		{Name: "site", Kind: fs.Ref, To: "sites", Required: true}, {Name: "parent", Kind: fs.Ref, To: "assets"}, {Name: "kind"}, {Name: "name"},
		{Name: "vendor"}, {Name: "model"}, {Name: "serial"}, {Name: "firmware"}, {Name: "ip"}, {Name: "place"},
		{Name: "installed", Kind: fs.Time}, {Name: "warrantyEnd", Kind: fs.Time},
		{Name: "state", Kind: fs.Choice, Options: []string{"inService", "spare", "faulty", "retired"}}, {Name: "qr"}, {Name: "notes", Kind: fs.Prose},
	}},
	{Name: "jobs", Rank: 10, Fields: []fs.Field{
		{Name: "number", Server: true}, {Name: "provisional"}, // the official number beside the tablet's own
		{Name: "team", Kind: fs.Ref, To: "teams", Required: true, Owner: fs.Dispatcher},
		{Name: "kind", Kind: fs.Choice, Options: JobKinds, Owner: fs.Dispatcher}, {Name: "phase", Kind: fs.Choice, Options: Phases},
		{Name: "customer", Kind: fs.Ref, To: "customers"}, {Name: "site", Kind: fs.Ref, To: "sites", Owner: fs.Dispatcher}, {Name: "contact", Kind: fs.Ref, To: "contacts"},
		{Name: "assets", Kind: fs.Refs, To: "assets"},
		{Name: "title", Required: true}, {Name: "description", Kind: fs.Prose}, {Name: "notes", Kind: fs.Prose},
		{Name: "priority", Kind: fs.Choice, Options: []string{"low", "normal", "high", "urgent"}, Owner: fs.Dispatcher},
		{Name: "pressure", Kind: fs.Map}, // {who, beforeWhom, business, mustWorkFirst, deadline}
		{Name: "impact", Kind: fs.Prose},
		{Name: "assignees", Kind: fs.Refs, To: "users", Owner: fs.Dispatcher},
		{Name: "plannedStart", Kind: fs.Time, Owner: fs.Dispatcher}, {Name: "plannedEnd", Kind: fs.Time, Owner: fs.Dispatcher},
		{Name: "respondBy", Kind: fs.Time, Owner: fs.Dispatcher}, {Name: "restoreBy", Kind: fs.Time, Owner: fs.Dispatcher},
		{Name: "workaround", Kind: fs.Prose, Owner: fs.Engineer}, {Name: "cause", Kind: fs.Prose, Owner: fs.Engineer},
		{Name: "causeSide", Kind: fs.Choice, Options: []string{"ours", "customer", "carrier", "vendor", "nobody"}, Owner: fs.Engineer},
		{Name: "couldHavePrevented", Kind: fs.Choice, Options: Phases, Owner: fs.Engineer},
		{Name: "fix", Kind: fs.Prose, Owner: fs.Engineer}, {Name: "prevention", Kind: fs.Prose, Owner: fs.Engineer},
		{Name: "story", Kind: fs.Prose, Owner: fs.Engineer}, {Name: "storyArticle", Kind: fs.Ref, To: "articles", Owner: fs.Engineer},
		{Name: "storyUnderstood", Kind: fs.Choice, Options: []string{"yes", "partly", "no"}, Owner: fs.Engineer},
		{Name: "followUpOf", Kind: fs.Ref, To: "jobs"}, // the job whose workaround this one undoes
		{Name: "status", Kind: fs.Choice, Options: []string{"new", "assigned", "accepted", "enRoute", "onSite", "restored", "fixed", "signed", "closed", "cancelled"}, Server: true},
		{Name: "waiting", Server: true}, // "", parts, customer, access, carrier
		{Name: "stamps", Kind: fs.Map, Server: true}, {Name: "flags", Kind: fs.Words, Server: true}, {Name: "lastShared", Kind: fs.Time, Server: true},
		{Name: "eta", Kind: fs.Time, Server: true}, {Name: "createdAt", Kind: fs.Time, Server: true},
	}},
	{Name: "visits", Rank: 11, Fields: []fs.Field{
		{Name: "job", Kind: fs.Ref, To: "jobs", Required: true}, {Name: "engineers", Kind: fs.Refs, To: "users", Owner: fs.Dispatcher},
		{Name: "plannedStart", Kind: fs.Time, Owner: fs.Dispatcher}, {Name: "plannedEnd", Kind: fs.Time, Owner: fs.Dispatcher}, {Name: "notes", Kind: fs.Prose},
	}},
	{Name: "events", Rank: 12, AppendOnly: true, Fields: []fs.Field{
		{Name: "job", Kind: fs.Ref, To: "jobs", Required: true}, {Name: "visit", Kind: fs.Ref, To: "visits"},
		{Name: "kind", Kind: fs.Choice, Options: EventKinds, Required: true}, {Name: "text", Kind: fs.Prose}, {Name: "eta", Kind: fs.Time}, {Name: "place"},
		{Name: "shared", Kind: fs.Bool}, {Name: "data", Kind: fs.JSON}, // waiting: {for}; explained: {understood, side}
		{Name: "by", Kind: fs.Ref, To: "users", Server: true}, {Name: "at", Kind: fs.Time, Server: true},
		{Name: "correctedAt", Kind: fs.Time, Server: true}, {Name: "receivedAt", Kind: fs.Time, Server: true},
	}},
	{Name: "runs", Rank: 13, Fields: []fs.Field{
		{Name: "template", Kind: fs.Ref, To: "templates", Required: true}, {Name: "job", Kind: fs.Ref, To: "jobs", Required: true}, {Name: "visit", Kind: fs.Ref, To: "visits"},
		{Name: "answers", Kind: fs.Map, Max: 256 << 10, Owner: fs.Engineer}, // item id -> {value, note, photos, by, at}
	}},
	{Name: "photos", Rank: 14, AppendOnly: true, Fields: []fs.Field{
		{Name: "job", Kind: fs.Ref, To: "jobs", Required: true}, {Name: "visit", Kind: fs.Ref, To: "visits"}, {Name: "run", Kind: fs.Ref, To: "runs"}, {Name: "item"},
		{Name: "sha256", Required: true}, {Name: "bytes", Kind: fs.Number, Required: true}, {Name: "mime"},
		{Name: "kind", Kind: fs.Choice, Options: []string{"before", "after", "label", "configuration", "damage", "signature", "other"}},
		{Name: "caption", Kind: fs.Prose}, {Name: "takenAt", Kind: fs.Time}, {Name: "place"},
		{Name: "copyOf", Kind: fs.Ref, To: "photos"}, // a copy with arrows, circles and a line of text; the evidence is the other
		{Name: "pairOf", Kind: fs.Ref, To: "photos"}, // the photo before, of this one after
		{Name: "by", Kind: fs.Ref, To: "users", Server: true},
		{Name: "state", Kind: fs.Choice, Options: []string{"waiting", "stored", "refused"}, Server: true}, {Name: "problem", Server: true},
		{Name: "width", Kind: fs.Number, Server: true}, {Name: "height", Kind: fs.Number, Server: true},
	}},
	{Name: "signatures", Rank: 15, AppendOnly: true, Fields: []fs.Field{
		{Name: "job", Kind: fs.Ref, To: "jobs", Required: true}, {Name: "signer"}, {Name: "role"}, {Name: "refused", Kind: fs.Bool}, {Name: "reason"},
		{Name: "strokes", Kind: fs.JSON, Max: 256 << 10}, {Name: "photo", Kind: fs.Ref, To: "photos"},
		{Name: "signed", Kind: fs.Prose, Max: 250_000}, {Name: "signedHash"}, // the canonical text that was shown (it holds several long fields), and its SHA-256
		{Name: "via", Kind: fs.Choice, Options: []string{ViaLink}, Server: true}, // "": on the engineer's tablet, whose user `by` names
		{Name: "by", Kind: fs.Ref, To: "users", Server: true}, {Name: "at", Kind: fs.Time, Server: true},
		{Name: "correctedAt", Kind: fs.Time, Server: true}, {Name: "receivedAt", Kind: fs.Time, Server: true},
	}},
	{Name: "parts", Rank: 16, Fields: []fs.Field{ // what was used on the job, and what it still needs
		{Name: "job", Kind: fs.Ref, To: "jobs", Required: true}, {Name: "name", Required: true, Owner: fs.Engineer}, {Name: "sku", Owner: fs.Engineer},
		{Name: "quantity", Kind: fs.Number, Required: true, Owner: fs.Engineer}, {Name: "unit", Owner: fs.Engineer}, // more than 0, in thousandths at the finest
		{Name: "state", Kind: fs.Choice, Options: PartStates, Required: true, Owner: fs.Engineer},
		{Name: "serialIn", Owner: fs.Engineer}, {Name: "serialOut", Owner: fs.Engineer}, // of what was put in, of what was taken out
		{Name: "asset", Kind: fs.Ref, To: "assets", Owner: fs.Engineer}, // where it went
		{Name: "by", Kind: fs.Ref, To: "users", Server: true}, {Name: "at", Kind: fs.Time, Server: true},
	}},
	{Name: "shareLinks", Rank: 17, Fields: []fs.Field{
		{Name: "job", Kind: fs.Ref, To: "jobs", Required: true}, {Name: "what", Kind: fs.Choice, Options: []string{"journey", "report", "rating"}},
		{Name: "tokenHash", Required: true}, // hex SHA-256 of the token; the token itself is made on the device and never sent
		{Name: "expires", Kind: fs.Time, Required: true}, {Name: "by", Kind: fs.Ref, To: "users", Server: true}, {Name: "opened", Kind: fs.Time, Server: true},
	}},
	{Name: "ratings", Rank: 18, AppendOnly: true, Fields: []fs.Field{
		{Name: "job", Kind: fs.Ref, To: "jobs", Required: true}, {Name: "solved", Kind: fs.Choice, Options: []string{"yes", "partly", "no"}},
		{Name: "attitude", Kind: fs.Number}, {Name: "clarity", Kind: fs.Number}, // 1..5
		{Name: "expectedWait", Kind: fs.Number}, {Name: "feltWait", Kind: fs.Number}, // minutes
		{Name: "comment", Kind: fs.Prose}, {Name: "from"}, {Name: "receivedAt", Kind: fs.Time, Server: true},
	}},
	{Name: "pastJobs", Rank: 19, Fields: []fs.Field{ // what a site remembers of an ended job; the id is the job's
		{Name: "job", Kind: fs.Ref, To: "jobs", Server: true}, {Name: "site", Kind: fs.Ref, To: "sites", Server: true}, {Name: "team", Kind: fs.Ref, To: "teams", Server: true},
		{Name: "number", Server: true}, {Name: "kind", Server: true}, {Name: "title", Server: true}, {Name: "cause", Kind: fs.Prose, Server: true},
		{Name: "fix", Kind: fs.Prose, Server: true}, {Name: "workaround", Kind: fs.Prose, Server: true}, {Name: "story", Kind: fs.Prose, Server: true},
		{Name: "closedAt", Kind: fs.Time, Server: true}, {Name: "minutesToRestore", Kind: fs.Number, Server: true},
	}},
	{Name: "conflicts", Rank: 20, Fields: []fs.Field{
		{Name: "collection", Server: true}, {Name: "record", Server: true}, {Name: "op", Server: true}, {Name: "field", Server: true}, // field "": the whole mutation
		{Name: "base", Kind: fs.JSON, Server: true, Max: kept}, {Name: "theirs", Kind: fs.JSON, Server: true, Max: kept}, {Name: "mine", Kind: fs.JSON, Server: true, Max: kept},
		{Name: "reason", Server: true}, {Name: "lost", Kind: fs.Choice, Options: []string{fs.Mine, fs.Theirs}, Server: true}, // the side that is not in effect
		{Name: "by", Kind: fs.Ref, To: "users", Server: true}, {Name: "device", Server: true}, {Name: "n", Kind: fs.Number, Server: true},
		{Name: "at", Kind: fs.Time, Server: true}, {Name: "correctedAt", Kind: fs.Time, Server: true}, {Name: "receivedAt", Kind: fs.Time, Server: true},
		{Name: "job", Kind: fs.Ref, To: "jobs", Server: true}, {Name: "team", Kind: fs.Ref, To: "teams", Server: true},
		{Name: "resolution", Kind: fs.Choice, Options: []string{fs.Mine, fs.Theirs, fs.Own}}, {Name: "value", Kind: fs.JSON, Max: kept},
		{Name: "resolvedBy", Kind: fs.Ref, To: "users", Server: true}, {Name: "resolvedAt", Kind: fs.Time, Server: true},
	}},
	{Name: "articleUses", Rank: 21, AppendOnly: true, Fields: []fs.Field{ // what an article did on a job, see use.go
		{Name: "article", Required: true}, {Name: "job"}, {Name: "kind", Kind: fs.Choice, Options: loop.Kinds, Required: true}, {Name: "note", Kind: fs.Prose, Max: 4000},
		{Name: "number", Server: true}, {Name: "by", Kind: fs.Ref, To: "users", Server: true}, {Name: "at", Kind: fs.Time, Server: true},
		{Name: "correctedAt", Kind: fs.Time, Server: true}, {Name: "receivedAt", Kind: fs.Time, Server: true},
	}},
	{Name: "articleCounts", Rank: 22, Fields: []fs.Field{ // what everyone may know of that; the id is the article's
		{Name: "jobs", Kind: fs.Number, Server: true}, {Name: "helped", Kind: fs.Number, Server: true}, {Name: "notHelped", Kind: fs.Number, Server: true},
		{Name: "open", Kind: fs.Number, Server: true}, {Name: "lastUsed", Kind: fs.Time, Server: true},
	}},
	{Name: "articleComments", Rank: 24, Fields: []fs.Field{ // what a reviewer says about a line
		{Name: "article", Kind: fs.Ref, To: "articles", Required: true}, {Name: "replyTo", Kind: fs.Ref, To: "articleComments"},
		{Name: "quote", Kind: fs.Prose}, {Name: "line", Kind: fs.Number}, // the line's text and its number (from 1) when it was last found; "": the whole article
		{Name: "text", Kind: fs.Prose, Required: true}, {Name: "resolved", Kind: fs.Bool},
		{Name: "version", Kind: fs.Number, Server: true}, {Name: "by", Kind: fs.Ref, To: "users", Server: true}, {Name: "at", Kind: fs.Time, Server: true},
		{Name: "correctedAt", Kind: fs.Time, Server: true}, {Name: "receivedAt", Kind: fs.Time, Server: true},
	}},
	{Name: "figures", Rank: 26, AppendOnly: true, Fields: []fs.Field{ // images of articles; the text names them by their hash (kb/figure.go)
		{Name: "article", Kind: fs.Ref, To: "articles", Required: true},
		{Name: "sha256", Required: true}, {Name: "bytes", Kind: fs.Number, Required: true}, {Name: "mime"},
		{Name: "width", Kind: fs.Number}, {Name: "height", Kind: fs.Number}, // as the tablet says until the bytes are here: a page keeps room for it
		{Name: "by", Kind: fs.Ref, To: "users", Server: true},
		{Name: "state", Kind: fs.Choice, Options: []string{"waiting", "stored", "refused"}, Server: true}, {Name: "problem", Server: true},
	}},
	{Name: "searchWords", Rank: 27, Fields: []fs.Field{ // what trainers add to the words of the search (kb/search/own.go)
		{Name: "kind", Kind: fs.Choice, Options: []string{"synonym", "function", "term"}, Required: true}, {Name: "words", Kind: fs.Words, Required: true},
		{Name: "note"}, {Name: "by", Kind: fs.Ref, To: "users", Server: true}, {Name: "at", Kind: fs.Time, Server: true},
	}},
}

func init() {
	for _, c := range Collections {
		c.Index()
	}
}

// ByName finds a synced collection, or nil.
func ByName(name string) *fs.Collection {
	for _, c := range Collections {
		if c.Name == name {
			return c
		}
	}
	return nil
}
