package search

// Fields are the document's terms by field, with repetitions: what any index of it is made from, in bleve here or in a file for tablets
// (kb/segment). A field's name is a stream (a whole, t title, c card) and a kind of token (1, 2, x); "k" holds the exact models and codes.
func (d *Doc) Fields() map[string][]string { return d.fields(d.text()) }
