package hooks

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"net/http/httptest"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"lutong/hooks/apptest"
	"lutong/hooks/demo"
	"lutong/hooks/fieldsync"
	"lutong/hooks/report"
	"lutong/hooks/report/pdf"
	"lutong/hooks/rules"
)

const signingLine = `[{"points":[{"x":10,"y":20},{"x":60,"y":30},{"x":90,"y":12}]}]`

// refusal is a body that is right in itself, for a text.
func refusal(text string) string {
	return string(fieldsync.JSONOf(map[string]any{"refused": true, "reason": "要等领导", "signer": "张经理", "signed": text, "signedHash": hashOf(text)}))
}

func scribble(t testing.TB) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 200, 80))
	for x := range 200 {
		img.SetNRGBA(x, 40+x%7, color.NRGBA{0, 0, 80, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// repaired takes the hero's job to where there is something to report, with n photos whose bytes are here.
func repaired(t testing.TB, s *apptest.Server, n int) {
	t.Helper()
	job := demo.Hero()
	now := time.Now()
	err := of(s.App).sync.Update(t.Context(), of(s.App).sync.System(), func(w *fieldsync.Writing) error {
		d, err := w.Get("jobs", job)
		if err != nil {
			return err
		}
		f := d.Fields.Clone()
		f.Set("cause", "防火墙的一条新策略拦住了 CAPWAP 端口。")
		f.Set("causeSide", "customer")
		f.Set("workaround", "三台 AP 先改胖模式。")
		f.Set("fix", "放行端口，撤销胖模式。")
		f.Set("pressure", map[string]string{"who": "绝密的压力"})
		f.Set("notes", "机房密码在抽屉里")
		if _, err := w.Put("jobs", job, f); err != nil {
			return err
		}
		for i, kind := range []string{"departed", "arrived", "restored", "causeFound", "fixed"} {
			at := fieldsync.Stamp(now.Add(time.Duration(i-10) * time.Minute))
			if _, err := w.Put("events", fieldsync.IDOf("repaired", kind), fieldsOf(map[string]any{"job": job, "kind": kind, "at": at, "correctedAt": at, "receivedAt": at})); err != nil {
				return err
			}
		}
		for i := range n {
			sum := keepPhoto(t, s, i)
			kind := []string{"before", "after"}[i%2]
			if _, err := w.Put("photos", fieldsync.IDOf("repaired", "photo", string(rune('a'+i))), fieldsOf(map[string]any{
				"job": job, "kind": kind, "sha256": sum, "bytes": 1, "mime": "image/jpeg", "caption": "第 " + string(rune('1'+i/2)) + " 处", "state": "stored", "takenAt": fieldsync.Stamp(now)})); err != nil {
				return err
			}
		}
		_, err = w.Put("photos", fieldsync.IDOf("repaired", "label"), fieldsOf(map[string]any{"job": job, "kind": "label", "sha256": strings.Repeat("ab", 32), "bytes": 1, "caption": "SN 12345", "state": "stored"}))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// keepPhoto stores the bytes of a photo as big as a screen shows it.
func keepPhoto(t testing.TB, s *apptest.Server, n int) (sha string) {
	t.Helper()
	random := rand.New(rand.NewPCG(uint64(n), 7))
	img := image.NewNRGBA(image.Rect(0, 0, 1600, 1200))
	for y := range 1200 {
		bits := random.Uint64()
		for x := range 1600 {
			c := uint8(40+120*((x/90+y/70+n)%2)) + uint8(bits>>(x%60))&15
			copy(img.Pix[img.PixOffset(x, y):], []uint8{c, uint8(x / 8), uint8(y / 6), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 88}); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b.Bytes())
	sha = hex.EncodeToString(sum[:])
	if _, err := of(s.App).pictures.Blobs().Put(t.Context(), &b, sha); err != nil {
		t.Fatal(err)
	}
	return sha
}

func told(t testing.TB, w *httptest.ResponseRecorder) report.Report {
	t.Helper()
	var r report.Report
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || w.Code != 200 {
		t.Fatalf("%d %v %s", w.Code, err, short(w.Body.String(), 300))
	}
	return r
}

// One model for the customer's link, for the office and for sales, in the language asked for, with nothing internal in it.
func TestReportIsOneModel(t *testing.T) {
	s := serve(t)
	repaired(t, s, 2)
	token := linkFor(t, s, demo.Hero(), "report", time.Hour) // one of another kind says besides that it takes no signature
	var answer struct{ Report report.Report }
	w := s.Do(guest, "GET", "/api/track/"+token+"?lang=en&utcOffset=540", nil)
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || answer.Report.Title != "Service report" || !strings.Contains(answer.Report.Zone, "+09:00") {
		t.Fatalf("%v %+v", err, answer.Report)
	}
	office := told(t, s.Do(hero, "GET", "/api/report/"+demo.Hero()+"?lang=en&utcOffset=540", nil))
	ours, theirs := fieldsync.JSONOf(office), fieldsync.JSONOf(answer.Report)
	if i := len(answer.Report.Sections) - 1; answer.Report.Sections[i].Key != report.Rating || !strings.HasSuffix(answer.Report.Sections[i].Link, "/t/"+token) {
		t.Error("the customer is not asked to rate")
	} else if answer.Report.Sections = answer.Report.Sections[:i]; !bytes.Equal(ours, fieldsync.JSONOf(answer.Report)) {
		t.Errorf("customer and office read different reports:\n%s\n%s", theirs, ours)
	}
	brief := told(t, s.Do(sales, "GET", "/api/report/"+demo.Hero()+"?brief=1", nil))
	if !brief.Brief || brief.Title != "服务简报" || len(brief.Sections) < 3 {
		t.Errorf("%+v", brief)
	}
	for name, text := range map[string]string{"link": w.Body.String(), "office": string(ours), "brief": string(fieldsync.JSONOf(brief))} {
		for _, secret := range []string{"绝密", "机房密码", "SN 12345", "pressure"} {
			if strings.Contains(text, secret) {
				t.Errorf("the %s shows %q", name, secret)
			}
		}
	}
}

// A link shows the photos of its report and no others, never the original.
// The demo organisation is an example of the work as it should be: what was signed there still stands.
func TestDemoSignaturesStand(t *testing.T) {
	s := serve(t)
	seen := 0
	var ids []string
	if err := s.App.DB().NewQuery("SELECT id FROM syncDocs WHERE collection = 'signatures'").Column(&ids); err != nil {
		t.Fatal(err)
	}
	err := of(s.App).sync.View(t.Context(), func(rd fieldsync.Reader) error {
		for _, id := range ids {
			signature, err := rd.Get("signatures", id)
			if err != nil {
				return err
			}
			d, err := rd.Get("jobs", signature.Fields.String("job"))
			if err != nil {
				return err
			}
			changes, err := rules.ChangedSince(rd, d, signature)
			if err != nil {
				return err
			}
			seen++
			if len(changes) > 0 {
				t.Errorf("%s: %+v", d.Fields.String("title"), changes)
			}
		}
		return nil
	})
	if err != nil || seen < 20 {
		t.Fatal(seen, err)
	}
}

func TestPhotosOfALink(t *testing.T) {
	s := serve(t)
	repaired(t, s, 2)
	token := shareLink(t, s, demo.Hero(), time.Hour)
	at := "/api/track/" + token + "/photos/"
	shown := fieldsync.IDOf("repaired", "photo", "a")
	for path, want := range map[string]string{
		shown + "/view": "200", shown + "/thumb": "200", shown + "/original": "404 not_found", fieldsync.IDOf("repaired", "label") + "/view": "404 not_found", "nobody/view": "404 not_found",
	} {
		w := s.Do(guest, "GET", at+path, nil)
		if got := strings.TrimSpace(strings.Join([]string{map[bool]string{true: "200", false: "404"}[w.Code == 200], apptest.Code(w)}, " ")); got != want {
			t.Errorf("%s: %d %s", path, w.Code, apptest.Code(w))
		}
	}
}

// The PDF of a link, of the office and of sales: readable, and the same bytes each time.
func TestReportAsPDF(t *testing.T) {
	s := serve(t)
	repaired(t, s, 2)
	token := shareLink(t, s, demo.Hero(), time.Hour)
	paths := map[string]string{"/api/track/" + token + "/report.pdf": guest, "/api/report/" + demo.Hero() + ".pdf": dispatcher, "/api/report/" + demo.Hero() + ".pdf?brief=1": sales}
	if _, ok := pdf.Embedded(); !ok {
		for path, who := range paths {
			if w := s.Do(who, "GET", path, nil, "Accept-Language", "en"); w.Code != 503 || apptest.Code(w) != "pdf_not_built" || !strings.Contains(w.Body.String(), "make build") {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
		return
	}
	for path, who := range paths {
		w := s.Do(who, "GET", path, nil)
		if w.Code != 200 || w.Header().Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(w.Body.Bytes(), []byte("%PDF-1")) || w.Body.Len() > 1<<20 {
			t.Fatalf("%s: %d, %d bytes", path, w.Code, w.Body.Len())
		}
		first := bytes.Clone(w.Body.Bytes())
		if again := s.Do(who, "GET", path, nil); !bytes.Equal(first, again.Body.Bytes()) {
			t.Errorf("%s: asked twice, different bytes", path)
		}
		if again := s.Do(who, "GET", path, nil, "If-None-Match", w.Header().Get("ETag")); again.Code != 304 || again.Body.Len() != 0 {
			t.Errorf("%s: known, and sent again: %d", path, again.Code)
		}
		if pdftotext, err := exec.LookPath("pdftotext"); err == nil {
			cmd := exec.Command(pdftotext, "-", "-")
			cmd.Stdin = bytes.NewReader(first)
			if text, err := cmd.Output(); err != nil || !bytes.Contains(text, []byte("防火墙的一条新策略拦住了 CAPWAP 端口。")) || bytes.Contains(text, []byte("机房密码")) {
				t.Errorf("%s: %v %s", path, err, text)
			}
		}
	}
}

// Fifty customers open their report at once: two are being set, and whoever waits holds no fonts, which are twenty megabytes.
func TestWaitingForAReportHoldsNoFonts(t *testing.T) {
	if !pdf.Built() {
		t.Log("a binary without fonts has none to hold")
		return
	}
	s := serve(t)
	repaired(t, s, 2)
	printer := of(s.App).printer
	if !printer.TryAcquire(printAtOnce) {
		t.Fatal("somebody prints")
	}
	defer printer.Release(printAtOnce)
	ask := func(given context.Context) {
		r := httptest.NewRequestWithContext(given, "GET", "/api/report/"+demo.Hero()+".pdf", nil)
		r.Header.Set("Authorization", s.Token(dispatcher))
		s.Send(r)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond) // it waits, and nobody prints
	defer cancel()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	ask(ctx)
	runtime.ReadMemStats(&after)
	if ctx.Err() == nil {
		t.Fatal("it did not wait for its turn")
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 10<<20 {
		t.Errorf("waiting took %d MB", used>>20)
	}
}

type sheetAnswer struct{ Text, Hash string }

// signBody is what the page sends for a sheet it was shown.
func signBody(t testing.TB, sheet sheetAnswer, change map[string]any) string {
	body := map[string]any{"signer": "张经理", "role": "IT 部", "strokes": json.RawMessage(signingLine), "png": scribble(t), "signed": sheet.Text, "signedHash": sheet.Hash}
	for k, v := range change {
		body[k] = v
	}
	return string(fieldsync.JSONOf(body))
}

func shownSheet(t testing.TB, s *apptest.Server, token string) (sheet sheetAnswer) {
	t.Helper()
	w := s.Do(guest, "GET", "/api/track/"+token+"/sheet?lang=zh-CN&utcOffset=480", nil)
	if err := json.Unmarshal(w.Body.Bytes(), &sheet); err != nil || w.Code != 200 || hashOf(sheet.Text) != sheet.Hash {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return sheet
}

// U6: a customer refuses on their own phone, signs later, once, and what they signed is what stood there.
func TestSigningThroughALink(t *testing.T) {
	s := serve(t)
	repaired(t, s, 0)
	token := linkFor(t, s, demo.Hero(), "report", time.Hour)
	sign := "/api/track/" + token + "/signature"
	sheet := shownSheet(t, s, token)
	for name, c := range map[string]struct {
		change map[string]any
		want   string
	}{
		"no name":            {map[string]any{"signer": " "}, "required"},
		"a long name":        {map[string]any{"signer": strings.Repeat("张", 201)}, "bad_value"},
		"a name of lines":    {map[string]any{"signer": "张\n经理"}, "bad_value"},
		"a name of nothing":  {map[string]any{"signer": " \u200b\u202e"}, "required"},
		"another hash":       {map[string]any{"signedHash": hashOf("x")}, "bad_value"},
		"no strokes":         {map[string]any{"strokes": []int{}}, "bad_value"},
		"too many strokes":   {map[string]any{"strokes": strings.Repeat("x", maxStrokes)}, "bad_value"},
		"a hidden depth":     {map[string]any{"strokes": json.RawMessage(strings.Replace(signingLine, "{", `{"x":`+strings.Repeat("[", 500)+strings.Repeat("]", 500)+",", 1))}, "bad_value"},
		"no picture":         {map[string]any{"png": ""}, "bad_value"},
		"not a picture":      {map[string]any{"png": base64.StdEncoding.EncodeToString([]byte("GIF89a"))}, "bad_value"},
		"half a picture":     {map[string]any{"png": base64.StdEncoding.EncodeToString([]byte("\x89PNG\r\n\x1a\n....."))}, "truncated"},
		"another text":       {map[string]any{"signed": "x", "signedHash": hashOf("x")}, "sheet_changed"},
		"no reason":          {map[string]any{"refused": true}, "required"},
		"too large a body":   {map[string]any{"png": base64.StdEncoding.EncodeToString(make([]byte, maxSignBody))}, "too_large"},
		"numbers for a name": {map[string]any{"signer": 5}, "invalid"},
	} {
		if w := s.Do(guest, "POST", sign, signBody(t, sheet, c.change)); w.Code < 400 || apptest.Code(w) != c.want {
			t.Errorf("%s: %d %s, want %s", name, w.Code, w.Body, c.want)
		}
	}
	if w := s.Do(guest, "POST", sign, refusal(sheet.Text)); w.Code != 204 {
		t.Fatal("refusing:", w.Code, w.Body)
	}
	if status := lookup(t, s, "jobs", demo.Hero()).GetString("status"); status != "fixed" {
		t.Error("a refusal moved the job to", status)
	}
	old := sheet
	pushAs(t, s, hero, fieldsync.Mutation{N: 1, Collection: "jobs", ID: demo.Hero(), Op: "update", Was: set(map[string]any{"fix": "放行端口，撤销胖模式。"}), Set: set(map[string]any{"fix": "放行了两个端口。"})})
	if w := s.Do(guest, "POST", sign, signBody(t, old, nil)); w.Code != 409 || apptest.Code(w) != "sheet_changed" {
		t.Fatal("an old text was signed:", w.Code, w.Body)
	}
	sheet = shownSheet(t, s, token)
	if w := s.Do(guest, "POST", sign, signBody(t, sheet, nil)); w.Code != 204 {
		t.Fatal("signing:", w.Code, w.Body)
	}
	if w := s.Do(guest, "POST", sign, signBody(t, sheet, nil)); w.Code != 204 {
		t.Error("the same signature again, because its answer was lost:", w.Code, w.Body)
	}
	other := json.RawMessage(strings.Replace(signingLine, "60", "61", 1))
	for _, again := range []string{signBody(t, sheet, map[string]any{"strokes": other}), signBody(t, sheet, map[string]any{"signer": "李主任"}), refusal(sheet.Text)} {
		w := s.Do(guest, "POST", sign, again)
		if w.Code != 409 || apptest.Code(w) != "already_signed" {
			t.Error("signed twice:", w.Code, w.Body)
		}
		var told struct {
			Data struct {
				Signer string
				At     time.Time
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &told); err != nil || told.Data.Signer != "张经理" || told.Data.At.IsZero() {
			t.Error("who comes second is not told who signed, and when:", w.Body)
		}
	}
	if job := lookup(t, s, "jobs", demo.Hero()); job.GetString("status") != "signed" {
		t.Error("the job stands at", job.GetString("status"))
	}
	signatures, err := s.App.FindRecordsByFilter("signatures", "job = {:job} && refused = false", "", 0, 0, map[string]any{"job": demo.Hero()})
	if err != nil || len(signatures) != 1 {
		t.Fatal(signatures, err)
	}
	one := signatures[0]
	if one.GetString("via") != "link" || one.GetString("by") != "" || one.GetString("signed") != sheet.Text || one.GetString("signedHash") != hashOf(sheet.Text) {
		t.Errorf("%+v", one.FieldsData())
	}
	if w := s.Do(dispatcher, "GET", "/photos/"+one.GetString("photo")+"/view", nil); w.Code != 200 {
		t.Error("the picture of the signature:", w.Code, w.Body)
	}
	r := told(t, s.Do(dispatcher, "GET", "/api/report/"+demo.Hero(), nil))
	for _, section := range r.Sections {
		if section.Key == report.Signed && (len(section.Signatures) != 2 || !strings.Contains(section.Signatures[1].Words, "自己的手机") || section.Signatures[1].Ink == nil) {
			t.Errorf("%+v", section)
		}
	}
	// signed, then changed: it may be signed anew
	pushAs(t, s, hero, fieldsync.Mutation{N: 2, Collection: "jobs", ID: demo.Hero(), Op: "update", Was: set(map[string]any{"fix": "放行了两个端口。"}), Set: set(map[string]any{"fix": "放行了两个端口，并记入台账。"})})
	r = told(t, s.Do(dispatcher, "GET", "/api/report/"+demo.Hero(), nil))
	for _, section := range r.Sections {
		if section.Key == report.Signed && (!strings.HasPrefix(section.Signatures[1].Changed, "签字之后改过：处理结果（小A，")) {
			t.Errorf("%q", section.Signatures[1].Changed)
		}
	}
	if w := s.Do(guest, "POST", sign, signBody(t, shownSheet(t, s, token), nil)); w.Code != 204 {
		t.Error("signing what was changed:", w.Code, w.Body)
	}
}

func processor() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// F11: the page of a report with six photos, at most 100 ms of the server's time; as PDF, at most 1 s of CPU and a megabyte.
func BenchmarkReport(b *testing.B) {
	s := serve(b)
	repaired(b, s, 6)
	for name, path := range map[string]string{"page": "", "pdf": ".pdf"} {
		b.Run(name, func(b *testing.B) {
			s.Do(hero, "GET", "/api/report/"+demo.Hero()+path, nil) // the pictures' smaller versions are made once
			size, before := 0, processor()
			for b.Loop() {
				w := s.Do(hero, "GET", "/api/report/"+demo.Hero()+path, nil)
				if w.Code != 200 {
					b.Fatal(w.Code, w.Body)
				}
				size = w.Body.Len()
			}
			b.ReportMetric(float64((processor()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(size)/1024, "KiB")
		})
	}
}
