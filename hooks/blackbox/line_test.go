package blackbox

import (
	"bytes"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// trouble is what happens to one connection. The zero value is a good line.
type trouble struct {
	cutUp, cutDown int64         // the line breaks after so many bytes of that direction, if counted from 1; 0: it does not
	late           time.Duration // nothing passes before this
	hole           bool          // nothing arrives, and nobody says so: the caller hears nothing until the line breaks
	deaf           bool          // half open: the request arrives whole, the answer is lost
	twice          bool          // the whole request is sent again on a connection of its own
	asked          func()        // called once when the first bytes of the request went on to the server
	broken         func()        // called when the line breaks by cutUp or cutDown, before either end learns of it
}

// line stands between one device and the server: one request per connection, so that a connection's trouble is a request's.
type line struct {
	s        *server
	l        net.Listener
	mu       sync.Mutex
	next     trouble
	up, down atomic.Int64 // bytes that were passed on
	wg       sync.WaitGroup
}

// patience is how long a hole keeps a caller waiting.
const patience = 100 * time.Millisecond

func newLine(t *testing.T, s *server) *line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln := &line{s: s, l: l}
	go ln.accept()
	t.Cleanup(func() {
		l.Close()
		ln.wg.Wait()
	})
	return ln
}

// expect sets the trouble of the next connection.
func (ln *line) expect(tr trouble) {
	ln.mu.Lock()
	defer ln.mu.Unlock()
	ln.next = tr
}

func (ln *line) accept() {
	for {
		near, err := ln.l.Accept()
		if err != nil {
			return // closed
		}
		ln.mu.Lock()
		tr := ln.next
		ln.next = trouble{}
		ln.mu.Unlock()
		ln.wg.Go(func() { ln.carry(near, tr) })
	}
}

// carry passes one connection on until either end, or the trouble, breaks it.
func (ln *line) carry(near net.Conn, tr trouble) {
	defer near.Close()
	if tr.late > 0 {
		<-time.After(tr.late)
	}
	if tr.hole {
		<-time.After(patience)
		return
	}
	ln.s.mu.Lock()
	addr := ln.s.addr
	ln.s.mu.Unlock()
	far, err := net.Dial("tcp", addr)
	if err != nil {
		return // the server is down: the caller's connection breaks
	}
	defer far.Close()
	var request bytes.Buffer
	over := make(chan struct{}, 2)
	ln.wg.Go(func() {
		first := true
		pass(near, func(p []byte) error {
			ln.up.Add(int64(len(p)))
			request.Write(p)
			_, err := far.Write(p)
			if first && tr.asked != nil {
				tr.asked()
			}
			first = false
			return err
		}, tr.cutUp, tr.broken)
		over <- struct{}{}
	})
	ln.wg.Go(func() {
		pass(far, func(p []byte) error {
			if tr.deaf {
				return nil
			}
			ln.down.Add(int64(len(p)))
			_, err := near.Write(p)
			return err
		}, tr.cutDown, tr.broken)
		over <- struct{}{}
	})
	<-over
	near.Close()
	far.Close()
	<-over
	if tr.twice {
		ln.again(addr, request.Bytes())
	}
}

// pass copies from one end until it closes, the other fails, or n bytes went on (the line breaks before byte n; n = 1 lets nothing through).
func pass(from net.Conn, to func([]byte) error, n int64, broken func()) {
	buf := make([]byte, 16<<10)
	for passed := int64(1); ; {
		got, err := from.Read(buf)
		p := buf[:got]
		cut := n > 0 && got > 0 && passed+int64(got) > n
		if cut {
			p = p[:n-passed]
		}
		if len(p) > 0 && to(p) != nil {
			return
		}
		passed += int64(len(p))
		if cut && broken != nil {
			broken()
		}
		if cut || err != nil {
			return
		}
	}
}

// again sends a request that was already sent, and listens to nothing it says.
func (ln *line) again(addr string, request []byte) {
	far, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	defer far.Close()
	if _, err := far.Write(request); err == nil {
		_, _ = io.Copy(io.Discard, far) // it closes when it has answered
	}
}
