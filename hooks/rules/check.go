package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"regexp"
	"slices"

	"lutong/hooks/fault"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/job"
	"lutong/hooks/report"
)

// What fields say together, or what one says beyond its kind.

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

// checkPhoto: a photo that announces what no bytes can be would wait for them for ever.
func checkPhoto(_ fs.Reader, f fs.Fields) error {
	if !sha256Hex.MatchString(f.String("sha256")) {
		return fault.New(fault.Invalid, "bad_value").Detailf("sha256").With("field", "sha256")
	}
	if n := f.Number("bytes"); n < 1 || n != float64(int64(n)) {
		return fault.New(fault.Invalid, "bad_value").Detailf("bytes").With("field", "bytes")
	}
	if n := f.Number("bytes"); n > float64(fs.DefaultLimits.PhotoBytes) {
		return fault.New(fault.TooLarge, "too_large").Detailf("bytes").With("field", "bytes")
	}
	return nil
}

// checkSignature: what a report shows as signed has somebody who signed, ink, and the very text they were shown (U6). A refusal has neither.
func checkSignature(_ fs.Reader, f fs.Fields) error {
	if f.Bool("refused") {
		return nil
	}
	wrong := func(field string) error {
		return fault.New(fault.Invalid, "bad_value").Detailf("%s", field).With("field", field)
	}
	signed := f.String("signed")
	sum := sha256.Sum256([]byte(signed))
	_, _, sheet := job.SignedAs(signed)
	switch {
	case !report.Legible(f.String("signer")):
		return fault.New(fault.Invalid, "required").Detailf("signer").With("field", "signer")
	case !report.HasInk(f["strokes"]):
		return wrong("strokes")
	case !sheet:
		return wrong("signed")
	case f.String("signedHash") != hex.EncodeToString(sum[:]):
		return wrong("signedHash")
	}
	return nil
}

// checkEvent: a job counts as signed by a signature that is there, not by somebody saying so.
func checkEvent(r fs.Reader, f fs.Fields) error {
	if f.String("kind") != "signed" {
		return nil
	}
	all, err := r.Children("signatures", "job", f.String("job"))
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(d *fs.Doc) bool { return !d.Fields.Bool("refused") }) {
		return fault.New(fault.Conflict, "no_signature")
	}
	return nil
}

// mostParts is more of one thing than any van holds.
const mostParts = 100_000

// checkPart: a quantity is something one can count or measure off; in thousandths, so that Go and JavaScript write it alike (a customer
// signs it).
func checkPart(_ fs.Reader, f fs.Fields) error {
	if n := f.Number("quantity"); n <= 0 || n > mostParts || math.Round(n*1000)/1000 != n {
		return fault.New(fault.Invalid, "bad_value").Detailf("quantity").With("field", "quantity")
	}
	return nil
}

// checkLink: one token opens one link.
func checkLink(r fs.Reader, f fs.Fields) error {
	same, err := r.Children("shareLinks", "tokenHash", f.String("tokenHash"))
	if err != nil {
		return err
	}
	for _, d := range same {
		if d.ID != f.String("id") {
			return fault.New(fault.Conflict, "id_taken").Detailf("tokenHash")
		}
	}
	return nil
}
