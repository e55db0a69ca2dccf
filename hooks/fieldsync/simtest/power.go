package simtest

import (
	"context"
	"errors"

	fs "lutong/hooks/fieldsync"
)

// errKilled is what a caller sees of a server that died: nothing was answered.
var errKilled = errors.New("the server was killed")

// moment says when in a transaction the server dies.
type moment uint8

const (
	survives     moment = iota
	midway              // at a write: the transaction is rolled back
	beforeCommit        // all is written, nothing committed
	afterCommit         // committed, not answered
)

// power is a store whose process can be killed: P2, P6, L1. Once killed, a transaction can do nothing more.
type power struct {
	fs.Store
	plan    func() (moment, int) // asked at each transaction: when it dies, and at which of its writes
	broken  func() int           // asked at each snapshot: after how many entries reading dies; 0 for never
	writes  int                  // seen so far
	commits int
	died    bool // at least once
}

func (p *power) Update(ctx context.Context, fn func(fs.Tx) error) error {
	when, at := p.plan()
	err := p.Store.Update(ctx, func(tx fs.Tx) error {
		t := &dying{Tx: tx, power: p, left: -1}
		if when == midway {
			t.left = at
		}
		if err := fn(t); err != nil {
			return err
		}
		if when == beforeCommit || t.dead {
			return errKilled
		}
		return nil
	})
	if err != nil {
		p.died = p.died || errors.Is(err, errKilled)
		return err
	}
	p.commits++
	if when == afterCommit {
		p.died = true
		return errKilled
	}
	return nil
}

func (p *power) View(ctx context.Context, fn func(fs.Reader) error) error {
	return p.Store.View(ctx, func(r fs.Reader) error {
		if n := p.broken(); n > 0 {
			return fn(&fading{Reader: r, left: n})
		}
		return fn(r)
	})
}

// fading is a snapshot whose reader dies after some entries.
type fading struct {
	fs.Reader
	left int
}

func (f *fading) until(fn func(fs.Entry) (bool, error)) func(fs.Entry) (bool, error) {
	return func(e fs.Entry) (bool, error) {
		if f.left--; f.left < 0 {
			return false, errKilled
		}
		return fn(e)
	}
}

func (f *fading) ScanScope(scope string, after, leftSince int64, fn func(fs.Entry) (bool, error)) error {
	return f.Reader.ScanScope(scope, after, leftSince, f.until(fn))
}

func (f *fading) ScanChanges(scope string, after, upTo int64, fn func(fs.Entry) (bool, error)) error {
	return f.Reader.ScanChanges(scope, after, upTo, f.until(fn))
}
