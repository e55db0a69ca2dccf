package pdf

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lutong/hooks/report"
)

func facts(t testing.TB, name string) report.Facts {
	t.Helper()
	raw, err := os.ReadFile("../testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var f report.Facts
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// view is a photo as the picture store serves it, hard to compress: 1600 on its longer side, edges and noise. Each is made once.
func view(t testing.TB, n int) []byte {
	t.Helper()
	views.Lock()
	defer views.Unlock()
	if views.made[n] != nil {
		return views.made[n]
	}
	w, h := 1600, 1200
	if n%3 == 2 {
		w, h = h, w
	}
	random := rand.New(rand.NewPCG(uint64(n), 1))
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	var bits uint64
	for y := range h {
		for x := range w {
			c := uint8(40 + 150*((x/80+y/60+n)%2))
			if x%16 == 0 {
				bits = random.Uint64()
			}
			noise := uint8(bits>>(x%16*4)) & 31
			copy(img.Pix[img.PixOffset(x, y):], []uint8{c + noise, uint8(x*200/w) + noise, uint8(y*200/h) + noise, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 84}); err != nil {
		t.Fatal(err)
	}
	views.made[n] = b.Bytes()
	return b.Bytes()
}

var views = struct {
	sync.Mutex
	made map[int][]byte
}{made: map[int][]byte{}}

func viewsOf(t testing.TB, f report.Facts) map[string][]byte {
	out := map[string][]byte{}
	for i, p := range f.Photos {
		out[p.ID] = view(t, i)
	}
	return out
}

func shrunk(t testing.TB, views map[string][]byte) map[string]Picture {
	t.Helper()
	out := map[string]Picture{}
	for id, raw := range views {
		p, err := Shrink(bytes.NewReader(raw), PhotoBytes/max(1, len(views)))
		if err != nil {
			t.Fatal(err)
		}
		out[id] = p
	}
	return out
}

// fonts returns the embedded fonts. Without them (a checkout that was never built) a PDF cannot be made, which is tested instead.
func fonts(t testing.TB) (Fonts, bool) {
	t.Helper()
	f, ok := Embedded()
	if !ok {
		if _, err := Render(report.Of(facts(t, "full")), f, nil); err == nil {
			t.Error("a report was set without fonts")
		}
		t.Log("the fonts are not here: `make fonts` brings them; of PDF only the refusal was tested")
	}
	return f, ok
}

func render(t testing.TB, r report.Report, f Fonts, pictures map[string]Picture) []byte {
	t.Helper()
	out, err := Render(r, f, pictures)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func cpu() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// The same report gives the same bytes, below a megabyte with six photos that are hard to compress.
func TestSameBytesBelowAMegabyte(t *testing.T) {
	f, ok := fonts(t)
	if !ok {
		return
	}
	full := facts(t, "full")
	photos := viewsOf(t, full)
	small := shrunk(t, photos)
	if !reflect.DeepEqual(small, shrunk(t, photos)) {
		t.Error("the same photos are shrunk to different bytes")
	}
	first := render(t, report.Of(full), f, small)
	for range 6 { // whatever order a map is walked in
		if again := render(t, report.Of(full), f, small); !bytes.Equal(first, again) {
			t.Fatal("the same report again gives different bytes")
		}
	}
	if len(full.Photos) != 6 || len(first) > 1<<20 {
		t.Errorf("%d photos, %d bytes", len(full.Photos), len(first))
	}
	full.Cause += "。"
	if other := render(t, report.Of(full), f, small); bytes.Equal(first, other) {
		t.Error("another report gives the same bytes")
	}
}

// tool finds a program of poppler-utils; `.ci/browser` installs it.
func tool(t testing.TB, name string) (string, bool) {
	path, err := exec.LookPath(name)
	if err != nil {
		t.Logf("%s (poppler-utils) is not here: what it would look at was not tested", name)
	}
	return path, err == nil
}

func textOf(t testing.TB, pdftotext string, pdf []byte) string {
	t.Helper()
	cmd := exec.Command(pdftotext, "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// Everything the model says can be selected, searched and read aloud.
func TestTextCanBeRead(t *testing.T) {
	f, ok := fonts(t)
	pdftotext, has := tool(t, "pdftotext")
	if !ok || !has {
		return
	}
	for _, lang := range []string{"zh-CN", "en"} {
		full := facts(t, "full")
		full.Lang = lang
		for _, r := range []report.Report{report.Of(full), report.Brief(full)} {
			text := squeeze(textOf(t, pdftotext, render(t, r, f, nil)))
			for _, s := range r.Sections {
				want := []string{s.Title}
				for _, row := range s.Rows {
					want = append(want, row.Label, row.Value)
				}
				for _, one := range s.Signatures {
					want = append(want, one.Words, one.Reason, one.Changed)
				}
				for _, w := range append(want, s.Time, s.Covers) {
					if len(s.Rows) > 0 && strings.ContainsAny(w, "（") {
						continue // a cell of two lines is read across its neighbours
					}
					if !strings.Contains(text, squeeze(w)) {
						t.Errorf("%s %s: %q cannot be read", lang, s.Key, w)
					}
				}
				if len(s.Text) > 0 && !strings.Contains(text, squeeze(string([]rune(s.Text)[:10]))) {
					t.Errorf("%s %s: its text cannot be read", lang, s.Key)
				}
			}
			if !strings.Contains(text, r.Number) || !strings.Contains(text, squeeze(r.Customer)) || !strings.Contains(text, "路通Lutong") {
				t.Errorf("%s: number, customer or edge is missing", lang)
			}
		}
	}
}

// A long report: pages are numbered, and each carries number and customer.
func TestPagesCarryTheirNumber(t *testing.T) {
	f, ok := fonts(t)
	pdftotext, has := tool(t, "pdftotext")
	if !ok || !has {
		return
	}
	full := facts(t, "full")
	full.Cause = strings.Repeat("很长的原因，写了很多很多。An unbroken-part-number-"+strings.Repeat("x", 120)+" ends。", 60)
	pages := strings.Split(strings.TrimRight(textOf(t, pdftotext, render(t, report.Of(full), f, nil)), "\f"), "\f")
	if len(pages) < 5 {
		t.Fatalf("only %d pages", len(pages))
	}
	for i, page := range pages {
		if !strings.HasSuffix(squeeze(page), fmt.Sprintf("%d/%d", i+1, len(pages))) || !strings.Contains(page, full.Number) || !strings.Contains(squeeze(page), squeeze(full.Customer)) {
			t.Errorf("page %d of %d:\n%s", i+1, len(pages), page)
		}
	}
}

// Nothing is a report, too: a job nobody has worked on, and words with characters no font has.
func TestOddReports(t *testing.T) {
	f, ok := fonts(t)
	if !ok {
		return
	}
	spare := facts(t, "spare")
	render(t, report.Of(spare), f, nil)
	spare.Title, spare.Cause = "😀\x00\u200b\ufeff𠮷", strings.Repeat("\n \t", 50)+"词"+strings.Repeat("\n", 50)
	spare.Photos = []report.Photo{{ID: "gone", Kind: "after", Caption: strings.Repeat("说明", 300)}}
	render(t, report.Of(spare), f, nil)
}

// A photo without a picture is no empty frame: it says why.
func TestAPhotoThatCannotBeShownSaysSo(t *testing.T) {
	f, ok := fonts(t)
	pdftotext, has := tool(t, "pdftotext")
	if !ok || !has {
		return
	}
	spare := facts(t, "spare")
	spare.Photos = []report.Photo{{ID: "heic", Taken: "heic", Kind: "after", Unshown: "HEIC"}}
	for lang, want := range map[string]string{"zh-CN": "这种格式（HEIC）这里显示不了", "en": "This format (HEIC) cannot be shown here"} {
		spare.Lang = lang
		if text := squeeze(textOf(t, pdftotext, render(t, report.Of(spare), f, nil))); !strings.Contains(text, squeeze(want)) {
			t.Errorf("%s: %s", lang, text)
		}
	}
}

// A page is looked at: nothing stands in the margins, and there is ink on it. LUTONG_LOOK keeps the pictures for people.
func TestPagesAsPictures(t *testing.T) {
	f, ok := fonts(t)
	pdftoppm, has := tool(t, "pdftoppm")
	if !ok || !has {
		return
	}
	dir := t.TempDir()
	if keep := os.Getenv("LUTONG_LOOK"); keep != "" {
		dir = keep
	}
	full := facts(t, "full")
	pictures := shrunk(t, viewsOf(t, full))
	for _, lang := range []string{"zh-CN", "en"} {
		full.Lang = lang
		for name, r := range map[string]report.Report{"report": report.Of(full), "brief": report.Brief(full)} {
			cmd := exec.Command(pdftoppm, "-r", "80", "-png", "-", filepath.Join(dir, name+"-"+lang))
			cmd.Stdin = bytes.NewReader(render(t, r, f, pictures))
			if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 { // poppler complains in words about a file it mends
				t.Fatalf("%v %s", err, out)
			}
		}
	}
	pages, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil || len(pages) < 6 {
		t.Fatal(pages, err)
	}
	slices.Sort(pages)
	for _, page := range pages {
		file, err := os.Open(page)
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := image.Decode(file)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		lookAt(t, filepath.Base(page), img)
	}
}

// lookAt measures how much of the text's area is inked, and that the margins are empty.
func lookAt(t *testing.T, page string, img image.Image) {
	t.Helper()
	b := img.Bounds()
	unit := float64(b.Dx()) / pageWidth
	inked, all := 0, 0
	for y := range b.Dy() {
		for x := range b.Dx() {
			r, g, bl, _ := img.At(x, y).RGBA()
			dark := r+g+bl < 3*0xe000
			px, py := float64(x)/unit, float64(y)/unit
			switch {
			case px < left-3 || px > right+3 || py < 30 || py > pageHeight-22:
				if dark {
					t.Fatalf("%s: something stands in the margin at %.0f, %.0f", page, px, py)
				}
			default:
				all++
				if dark {
					inked++
				}
			}
		}
	}
	if share := float64(inked) / float64(all); share < 0.004 || share > 0.6 {
		t.Errorf("%s: %.3f of the page is inked", page, share)
	}
}

// F11: a report with six photos as PDF, from the photos as they are stored for the screen: at most 1 s of CPU.
func BenchmarkReportPDF(b *testing.B) {
	f, ok := fonts(b)
	if !ok {
		return
	}
	full := facts(b, "full")
	photos := viewsOf(b, full)
	size := 0
	start := cpu()
	for b.Loop() {
		size = len(render(b, report.Of(full), f, shrunk(b, photos)))
	}
	b.ReportMetric(float64((cpu()-start).Milliseconds())/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(size)/1024, "KiB")
	b.ReportMetric(float64(len(full.Photos)), "photos")
}
