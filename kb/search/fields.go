package search

// Analysis numbers what Fields gives: an index kept elsewhere is of use only to who analyses alike. It is raised with Version when terms
// change (kb/segment's vectors tell), and not for the rest of what Version stands for.
const Analysis = 3

// Fields are the document's terms by field, with repetitions: what any index of it is made from, in bleve here or in a file for tablets
// (kb/segment). A field's name is a stream (a whole, t title, c card) and a kind of token (1, 2, x); "k" holds the exact models and codes.
func (d *Doc) Fields() map[string][]string { return d.fields(d.text()) }
