package blackbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	photos      = flag.Int("photos", 32, "how many photos go up over the bad line")
	photoBytes  = flag.Int("photobytes", 600_000, "size of one photo")
	photoDeaths = flag.Int("photokills", 3, "how often the server is killed meanwhile")
)

const (
	piece = 512 << 10              // what a tablet sends at a time
	pause = 300 * time.Millisecond // before it asks again after a line broke
)

// U1, U2, U3 on the real binary: photos of four tablets over lines that break at any byte, answers that get lost, and a server that is
// killed in the middle of pieces and of storing. All are stored, each with its hash, and hardly a byte is sent twice. The full size:
//
//	go test ./hooks/blackbox -run Photos -photos 1000 -photobytes 3000000 -photokills 10 -timeout 60m
func TestPhotosArriveWhateverHappens(t *testing.T) {
	s := newServer(t)
	tablets := make([]*device, 4)
	for i := range tablets {
		tablets[i] = newDevice(t, s, "a.chen", 50+i)
	}
	tablets[0].pullAll()
	job := jobOf(t, tablets[0])
	base := noise(t, *photoBytes)
	queues := make([][]shot, len(tablets))
	for i := range *photos {
		d := tablets[i%len(tablets)]
		file := numbered(base, uint64(i))
		sum := sha256.Sum256(file)
		p := shot{d.newID(), hex.EncodeToString(sum[:]), uint64(i)}
		d.do("photos", p.id, "create", map[string]any{"job": job, "sha256": p.sha, "bytes": len(file), "mime": "image/jpeg", "kind": "before", "takenAt": now()})
		queues[i%len(tablets)] = append(queues[i%len(tablets)], p)
	}
	for _, d := range tablets {
		d.pushAll()
		d.line.up.Store(0)
	}

	deaths, finished, pieces := make(chan trouble), make(chan struct{}, *photos), &atomic.Int64{}
	var wg sync.WaitGroup
	defer func() {
		s.end()
		wg.Wait()
	}()
	began := time.Now()
	for i, d := range tablets {
		wg.Go(func() {
			for _, p := range queues[i] {
				if !d.upload(numbered(base, p.n), p, deaths, pieces) {
					return
				}
				finished <- struct{}{}
			}
		})
	}
	rnd := rand.New(rand.NewPCG(*seed, 99))
	killed := 0
	for arrived := 0; arrived < *photos; {
		var offer chan trouble
		if killed < *photoDeaths && arrived >= (killed+1)*(*photos)/(*photoDeaths+2) {
			offer = deaths
		}
		tr, dead := death(s, rnd)
		select {
		case <-finished:
			arrived++
		case offer <- tr:
			<-dead
			killed++
			s.restart()
		}
	}
	took := time.Since(began)
	wg.Wait()
	size := int64(len(numbered(base, 0))) * int64(*photos)
	sent := int64(0)
	for _, d := range tablets {
		sent += d.line.up.Load()
	}

	tablets[0].pullAll()
	for i, d := range tablets {
		for _, p := range queues[i] {
			var record struct{ State, SHA256 string }
			if err := json.Unmarshal(tablets[0].docs["photos/"+p.id], &record); err != nil || record.State != "stored" || record.SHA256 != p.sha {
				t.Errorf("seed %d: the record of %s says %+v, %v", *seed, p.id, record, err)
			}
			got, err := d.call("GET", "/photos/"+p.id+"/original", nil)
			if sum := sha256.Sum256(got); err != nil || hex.EncodeToString(sum[:]) != p.sha {
				t.Errorf("seed %d: %s came back as %d bytes, %v", *seed, p.id, len(got), err)
			}
		}
	}
	ratio := float64(sent) / float64(size)
	t.Logf("%d photos of %.2f MB, %d pieces asked for, %d kills, %.0f s: %.1f MB on the line, %.3f x their size",
		*photos, float64(size)/float64(*photos)/1e6, pieces.Load(), killed, took.Seconds(), float64(sent)/1e6, ratio)
	if killed != *photoDeaths {
		t.Errorf("killed %d times, not %d", killed, *photoDeaths)
	}
	allowed := 1.15 * float64(size)
	if *photos < 1000 { // in a small run what four tablets had on the line at a kill weighs more
		allowed += float64(*photoDeaths * len(tablets) * piece)
	}
	if float64(sent) > allowed {
		t.Errorf("seed %d: %.3f x the bytes of the photos were sent", *seed, ratio)
	}
}

// shot is one photo of the test.
type shot struct {
	id, sha string
	n       uint64
}

// death kills the server in the middle of the request that meets it: while a piece arrives, or while what arrived is checked and stored.
func death(s *server, rnd *rand.Rand) (tr trouble, dead chan struct{}) {
	dead = make(chan struct{})
	kill := sync.OnceFunc(func() {
		s.kill()
		close(dead)
	})
	tr = trouble{broken: kill}
	if rnd.IntN(2) == 0 {
		tr.cutUp = 1 + rnd.Int64N(piece)
	} else {
		after := time.Duration(rnd.Int64N(int64(300 * time.Millisecond)))
		tr.asked = func() { time.AfterFunc(after, kill) }
	}
	return tr, dead
}

// rough is what happens to a request of an upload.
func rough(rnd *rand.Rand) trouble {
	switch rnd.IntN(12) {
	case 0, 1, 2:
		return trouble{cutUp: 1 + rnd.Int64N(piece)}
	case 3:
		return trouble{cutDown: 1 + rnd.Int64N(300)}
	case 4:
		return trouble{deaf: true}
	}
	return trouble{}
}

// upload sends one photo as the tablet does: begin, ask how far it is after anything went wrong, go on there. False: the test is over.
func (d *device) upload(file []byte, p shot, deaths chan trouble, pieces *atomic.Int64) bool {
	at, offset := "", -1
	for offset < len(file) {
		if d.line.s.address() == "" {
			return false
		}
		tr := rough(d.rnd)
		if at != "" && offset >= 0 {
			select {
			case tr = <-deaths:
			default:
			}
		}
		if at != "" && offset < 0 { // a tablet waits before it asks again (photoQueue.ts: one to two seconds)
			tr.late = pause
		}
		d.line.expect(tr)
		var res *http.Response
		var err error
		switch {
		case at == "":
			b64 := base64.StdEncoding.EncodeToString
			res, err = d.tus("POST", "/uploads", nil, "Upload-Length", strconv.Itoa(len(file)), "Upload-Metadata", "photo "+b64([]byte(p.id))+",sha256 "+b64([]byte(p.sha)))
			if err == nil && res.StatusCode == http.StatusCreated {
				at, offset = res.Header.Get("Location"), 0
			}
		case offset < 0:
			res, err = d.tus("HEAD", at, nil)
			if err == nil && res.StatusCode == http.StatusOK {
				offset, err = strconv.Atoi(res.Header.Get("Upload-Offset"))
			}
		default:
			pieces.Add(1)
			res, err = d.tus("PATCH", at, file[offset:min(offset+piece, len(file))], "Upload-Offset", strconv.Itoa(offset), "Content-Type", "application/offset+octet-stream")
			if err == nil && res.StatusCode == http.StatusNoContent {
				offset, err = strconv.Atoi(res.Header.Get("Upload-Offset"))
			} else {
				offset = -1
			}
		}
		if tr.broken != nil {
			tr.broken()
		}
		if err == nil && res.StatusCode >= 400 && res.StatusCode < 500 && res.StatusCode != http.StatusConflict && res.StatusCode != http.StatusLocked {
			d.t.Errorf("seed %d: %s %s: %d", *seed, res.Request.Method, p.id, res.StatusCode)
			d.line.s.end()
			return false
		}
	}
	return true
}

func (d *device) tus(method, path string, body []byte, headers ...string) (*http.Response, error) {
	r, err := http.NewRequest(method, "http://"+d.line.l.Addr().String()+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	r.Header.Set("Authorization", d.token)
	r.Header.Set("X-Device", d.id)
	r.Header.Set("Tus-Resumable", "1.0.0")
	res, err := d.http.Do(r)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(io.Discard, res.Body)
	res.Body.Close()
	return res, err
}

// jobOf is a job that the device's user works on.
func jobOf(t *testing.T, d *device) string {
	t.Helper()
	keys := make([]string, 0, len(d.docs))
	for key := range d.docs {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		var job struct {
			Assignees []string
			Status    string
		}
		id, ok := strings.CutPrefix(key, "jobs/")
		if ok && json.Unmarshal(d.docs[key], &job) == nil && slices.Contains(job.Assignees, d.user) && job.Status != "closed" && job.Status != "cancelled" {
			return id
		}
	}
	t.Fatal("no job of ", d.who.Name)
	return ""
}

// noise is a grey JPEG of about so many bytes, which nothing can make smaller.
func noise(t *testing.T, size int) []byte {
	t.Helper()
	rnd := rand.New(rand.NewPCG(*seed, 77))
	for side := 400; ; side += side / 8 {
		img := image.NewGray(image.Rect(0, 0, side, side))
		for i := range img.Pix {
			img.Pix[i] = byte(rnd.Uint32())
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
			t.Fatal(err)
		}
		if b.Len() >= size {
			return b.Bytes()
		}
	}
}

// numbered is another photo: the same picture with a number in a comment, so other bytes and another hash.
func numbered(photo []byte, n uint64) []byte {
	comment := binary.BigEndian.AppendUint64([]byte{0xff, 0xfe, 0, 10}, n)
	return slices.Concat(photo[:2], comment, photo[2:])
}
