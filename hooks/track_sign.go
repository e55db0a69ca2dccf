package hooks

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"unicode/utf8"

	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
	"lutong/hooks/job"
	"lutong/hooks/media"
	"lutong/hooks/report"
	"lutong/hooks/rules"
)

// Bounds of what a stranger's phone may send.
const (
	maxSignBody  = 768 << 10
	maxPNG       = 400 << 10
	maxStrokes   = 200 << 10
	maxSignWords = 200 // characters of a name, a role, a reason
)

// trackSheet shows a customer what they would sign on their own phone, as the canonical text that the signature is bound to (U6).
func trackSheet(s *server, r *request) error {
	h := r.Response.Header()
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Cache-Control", "no-store")
	var text string
	err := s.sync.View(r.Request.Context(), func(rd fieldsync.Reader) error {
		d, _, err := s.signable(rd, r.Request.PathValue("token"))
		if err != nil {
			return err
		}
		text, err = sheetText(rd, d, job.Canonical(job.Sheet{Lang: r.readsIn(), UTCOffset: r.utcOffset(s)}))
		return err
	})
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, map[string]string{"text": text, "hash": hashOf(text)})
}

// signable finds the job behind a link that may be signed through it: links for the report only, after the work, and once.
func (s *server) signable(rd fieldsync.Reader, token string) (d, link *fieldsync.Doc, err error) {
	if d, link, err = s.customerJob(rd, token); err != nil {
		return nil, nil, err
	}
	if link.Fields.String("what") != "report" {
		return nil, nil, fault.New(fault.Forbidden, "sign_not_here")
	}
	if !afterRestore(d) {
		return nil, nil, fault.New(fault.Conflict, "sign_too_early")
	}
	standing, err := standingSignature(rd, d)
	if err == nil && standing != nil { // who and when, for whoever comes second: the report behind the same link tells it too
		err = fault.New(fault.Conflict, "already_signed").With("signer", standing.Fields.String("signer")).With("at", standing.Fields.String("correctedAt"))
	}
	return d, link, err
}

// standingSignature is of somebody who signed, where what they signed still reads the same; nil if there is none.
func standingSignature(rd fieldsync.Reader, d *fieldsync.Doc) (*fieldsync.Doc, error) {
	signatures, err := rd.Children("signatures", "job", d.ID)
	if err != nil {
		return nil, err
	}
	for _, one := range signatures {
		if one.Fields.Bool("refused") {
			continue
		}
		if changed, err := rules.ChangedSince(rd, d, one); err != nil {
			return nil, err
		} else if len(changed) == 0 {
			return one, nil
		}
	}
	return nil, nil
}

// sheetText writes a job's sheet as it is now, in the language and at the offset of a text that was shown.
func sheetText(rd fieldsync.Reader, d *fieldsync.Doc, shown string) (string, error) {
	sheet, err := rules.Sheet(rd, d, shown)
	return job.Canonical(sheet), err
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

type signing struct {
	Signer     string          `json:"signer"`
	Role       string          `json:"role"`
	Refused    bool            `json:"refused"`
	Reason     string          `json:"reason"`
	Strokes    json.RawMessage `json:"strokes"`
	PNG        []byte          `json:"png"`    // base64 in JSON
	Signed     string          `json:"signed"` // the text that was shown
	SignedHash string          `json:"signedHash"`
}

// check holds a signing against what a person can have sent from our page.
func (in *signing) check() error {
	wrong := func(field string) error {
		return fault.New(fault.Invalid, "bad_value").Detailf("%s", field).With("field", field)
	}
	for name, text := range map[string]*string{"signer": &in.Signer, "role": &in.Role, "reason": &in.Reason} {
		if *text = strings.TrimSpace(*text); utf8.RuneCountInString(*text) > maxSignWords || strings.ContainsAny(*text, "\n\r") {
			return wrong(name)
		}
	}
	switch {
	case in.Signed == "" || hashOf(in.Signed) != in.SignedHash:
		return wrong("signedHash")
	case in.Refused && in.Reason == "":
		return fault.New(fault.Invalid, "required").Detailf("reason").With("field", "reason")
	case in.Refused:
		in.Strokes, in.PNG = json.RawMessage(`[]`), nil
		return nil
	case !report.Legible(in.Signer):
		return fault.New(fault.Invalid, "required").Detailf("signer").With("field", "signer")
	case len(in.Strokes) > maxStrokes || fieldsync.TooDeep(in.Strokes) || !report.HasInk(in.Strokes):
		return wrong("strokes")
	case len(in.PNG) == 0 || len(in.PNG) > maxPNG || !bytes.HasPrefix(in.PNG, []byte("\x89PNG\r\n\x1a\n")):
		return wrong("png")
	}
	in.Reason = ""
	return nil
}

// trackSign takes a signature, or a refusal, from the customer's own phone. The text they saw must be what stands on the sheet now.
func trackSign(s *server, r *request) error {
	var in signing
	if err := body(r.Request, maxSignBody, &in); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	ctx, token := r.Request.Context(), r.Request.PathValue("token")
	kept := false
	err := s.sync.View(ctx, func(rd fieldsync.Reader) (err error) { // before anything is stored
		if kept, err = s.hasKept(rd, token, in); err == nil && !kept {
			_, _, err = s.signingOf(rd, token, in)
		}
		return err
	})
	if err != nil {
		return err
	}
	if kept {
		return r.NoContent(http.StatusNoContent)
	}
	picture, err := s.keepPNG(ctx, in.PNG)
	if err != nil {
		return err
	}
	err = s.sync.Update(ctx, s.sync.System(), func(w *fieldsync.Writing) error {
		d, link, err := s.signingOf(w, token, in)
		if err != nil {
			return err
		}
		return in.write(w, d.ID, link.ID, picture)
	})
	if err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}

// hasKept: this very signature stands already. Its answer was lost on the way, and the phone sends it again.
func (s *server) hasKept(rd fieldsync.Reader, token string, in signing) (bool, error) {
	d, _, err := s.customerJob(rd, token)
	if err != nil || in.Refused {
		return false, err
	}
	one, err := standingSignature(rd, d)
	if err != nil || one == nil {
		return false, err
	}
	has := one.Fields
	return has.String("via") == rules.ViaLink && has.String("signer") == in.Signer && has.String("signedHash") == in.SignedHash &&
		bytes.Equal(has["strokes"], fieldsync.JSONOf(in.Strokes)), nil
}

// signingOf finds the job if the text that was shown still stands.
func (s *server) signingOf(rd fieldsync.Reader, token string, in signing) (d, link *fieldsync.Doc, err error) {
	if d, link, err = s.signable(rd, token); err != nil {
		return nil, nil, err
	}
	now, err := sheetText(rd, d, in.Signed)
	if err == nil && now != in.Signed {
		err = fault.New(fault.Conflict, "sheet_changed")
	}
	return d, link, err
}

// keepPNG stores the picture of a signature like any photo: checked by content, durable before the record that names it is written.
func (s *server) keepPNG(ctx context.Context, png []byte) (*media.Info, error) {
	if len(png) == 0 {
		return nil, nil
	}
	f, err := os.CreateTemp("", "lutong-signature-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name()) // moved away if all went well
	_, err = f.Write(png)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(png)
	info, err := s.pictures.Receive(ctx, f.Name(), media.Claim{Photo: fieldsync.IDOf("signature"), SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(png))})
	return &info, err
}

// write puts down the picture, the signature and the event, as the tablet does; no user is behind them, and `via` says so.
func (in signing) write(w *fieldsync.Writing, jobID, link string, picture *media.Info) error {
	now := fieldsync.Stamp(w.Now)
	id := fieldsync.IDOf("signature", link, now)
	photo := ""
	if picture != nil {
		photo = fieldsync.IDOf("signature picture", link, now)
		if _, err := w.Put("photos", photo, fieldsOf(map[string]any{
			"job": jobID, "kind": "signature", "sha256": picture.SHA256, "bytes": picture.Bytes, "mime": picture.Mime, "width": picture.Width, "height": picture.Height,
			"takenAt": now, "state": "stored",
		})); err != nil {
			return err
		}
	}
	if _, err := w.Put("signatures", id, fieldsOf(map[string]any{
		"job": jobID, "signer": in.Signer, "role": in.Role, "refused": in.Refused, "reason": in.Reason, "strokes": in.Strokes, "photo": photo,
		"signed": in.Signed, "signedHash": in.SignedHash, "via": rules.ViaLink, "at": now, "correctedAt": now, "receivedAt": now,
	})); err != nil {
		return err
	}
	event := map[string]any{"job": jobID, "kind": "signed", "text": in.Signer, "shared": true, "at": now, "correctedAt": now, "receivedAt": now}
	data := map[string]any{"signature": id, "via": rules.ViaLink}
	if in.Refused { // a refusal is a note: it does not move the status
		event["kind"], event["text"], event["shared"], data["refused"] = "note", in.Reason, false, true
	}
	event["data"] = data
	_, err := w.Put("events", fieldsync.IDOf("signed", id), fieldsOf(event))
	return err
}

func fieldsOf(values map[string]any) fieldsync.Fields {
	f := fieldsync.Fields{}
	for name, v := range values {
		f.Set(name, v)
	}
	return f
}
