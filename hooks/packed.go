package hooks

import (
	"bytes"
	"context"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// packed is an NDJSON answer of one or more pages in the best coding the device takes: a zstd frame per page, one gzip stream, or plain.
type packed struct {
	w      http.ResponseWriter
	coding string
	gz     *gzip.Writer
	buf    bytes.Buffer // what gz writes
	begun  bool
	whole  bool // the answer is one page: its length is known
}

// tooSmall is the size under which packing costs more than it saves.
const tooSmall = 512

func newPacked(w http.ResponseWriter, r *http.Request) *packed {
	p := &packed{w: w}
	accepted := r.Header.Get("Accept-Encoding")
	for _, coding := range []string{"zstd", "gzip"} {
		if strings.Contains(accepted, coding) {
			p.coding = coding
			break
		}
	}
	return p
}

// frames packs pages into zstd frames. One for all: it bounds how many work at once by itself.
var frames, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(runtime.GOMAXPROCS(0)), zstd.WithWindowSize(1<<20)) // constants: no error

var gzips = sync.Pool{New: func() any { z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed); return z }} // a valid level

// pack codes a page; last closes the answer. What it returns is good until the next call.
func (p *packed) pack(page []byte, last bool) ([]byte, error) {
	if !p.begun && p.gz == nil {
		p.whole = last
		if last && len(page) < tooSmall {
			p.coding = ""
		}
	}
	switch p.coding {
	case "zstd":
		return frames.EncodeAll(page, make([]byte, 0, len(page)/4+64)), nil
	case "gzip":
		if p.gz == nil {
			p.gz = gzips.Get().(*gzip.Writer)
			p.gz.Reset(&p.buf)
		}
		p.buf.Reset()
		if _, err := p.gz.Write(page); err != nil {
			return nil, err
		}
		if !last {
			err := p.gz.Flush() // before the bytes are taken
			return p.buf.Bytes(), err
		}
		err := p.gz.Close()
		gzips.Put(p.gz)
		return p.buf.Bytes(), err
	}
	return bytes.Clone(page), nil
}

// send writes a packed page to the device.
func (p *packed) send(page []byte) error {
	control := http.NewResponseController(p.w)
	_ = control.SetWriteDeadline(time.Now().Add(writeWithin)) // where that is not possible, there is nothing to bound
	if !p.begun {
		h := p.w.Header()
		h.Set("Content-Type", "application/x-ndjson")
		h.Set("Cache-Control", "no-store")
		h.Add("Vary", "Accept-Encoding")
		if p.coding != "" {
			h.Set("Content-Encoding", p.coding)
		}
		if p.whole {
			h.Set("Content-Length", strconv.Itoa(len(page)))
		}
		p.begun = true
	}
	if _, err := p.w.Write(page); err != nil || p.whole {
		return err
	}
	return control.Flush()
}

// queue bounds how many pieces of heavy work are done at once; the others wait their turn, or until their device has gone away.
type queue chan struct{}

func newQueue() queue { return make(queue, runtime.GOMAXPROCS(0)+2) }

func (q queue) do(ctx context.Context, work func() error) error {
	select {
	case q <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-q }()
	return work()
}
