package pb

import (
	fs "lutong/hooks/fieldsync"
)

// cache keeps what a transaction has read or written of records and their scopes. The writer is alone and a reader has a snapshot, so that
// nobody changes them meanwhile; a savepoint that is undone forgets what was written inside.
type cache struct {
	docs    map[fs.Target]*fs.Doc // nil: known not to be there
	scopes  map[int64][]string
	least   map[string]int64 // collection -> the key of its newest record
	written []func()         // each forgets one thing
	depth   int              // of savepoints
}

func newCache() cache {
	return cache{docs: map[fs.Target]*fs.Doc{}, scopes: map[int64][]string{}, least: map[string]int64{}}
}

func (c *cache) mark() int { return len(c.written) }

func (c *cache) forget(mark int) {
	for _, f := range c.written[mark:] {
		f()
	}
	c.written = c.written[:mark]
}

// wrote notes, inside a savepoint, how to forget something again.
func (c *cache) wrote(forget func()) {
	if c.depth > 0 {
		c.written = append(c.written, forget)
	}
}

func (c *cache) keepDoc(d *fs.Doc) {
	name := fs.Target{Collection: d.Collection, ID: d.ID}
	c.docs[name] = d
	c.wrote(func() { delete(c.docs, name) })
}

func (c *cache) moved(key int64) {
	delete(c.scopes, key)
	c.wrote(func() { delete(c.scopes, key) })
}
