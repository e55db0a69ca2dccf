package hooks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"

	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
	"lutong/hooks/media"
	"lutong/hooks/report"
	"lutong/hooks/report/pdf"
)

// printAtOnce bounds how many reports are set at the same time: each takes most of a processor for half a second.
const printAtOnce = 2

// printed answers with a report as PDF. The same report has the same bytes, so its tag is known before it is set.
func (s *server) printed(r *request, told report.Report) error {
	if !pdf.Built() {
		return fault.New(fault.Unavailable, "pdf_not_built")
	}
	told = told.AtMost(pdf.MaxPhotos)
	h := r.Response.Header()
	h.Set("ETag", tagOf(told))
	h.Set("Cache-Control", "private, no-cache")
	if r.Request.Header.Get("If-None-Match") == h.Get("ETag") {
		return r.NoContent(http.StatusNotModified)
	}
	ctx := r.Request.Context()
	if err := s.printer.Acquire(ctx, 1); err != nil {
		return err
	}
	defer s.printer.Release(1)
	fonts, ok := pdf.Embedded() // not before its turn: who waits holds nothing
	if !ok {
		return fault.New(fault.Unavailable, "pdf_not_built")
	}
	pictures, err := s.printable(ctx, told)
	if err != nil {
		return err
	}
	out, err := pdf.Render(told, fonts, pictures)
	if err != nil {
		return err
	}
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `inline; filename="`+fileName(told)+`"`)
	h.Set("Content-Length", strconv.Itoa(len(out)))
	_, err = r.Response.Write(out)
	return err
}

// tagOf names the bytes of a report's PDF: the model, the photos in it, and how we set it.
func tagOf(told report.Report) string {
	sum := sha256.New()
	sum.Write(fieldsync.JSONOf(told))
	for _, shot := range told.Shots() {
		io.WriteString(sum, shot.Hash)
	}
	io.WriteString(sum, pdf.Recipe)
	return `"` + hex.EncodeToString(sum.Sum(nil)[:12]) + `"`
}

// printable fetches the photos of a report, each made small enough for all of them to fit. One that cannot be shown leaves its caption.
func (s *server) printable(ctx context.Context, told report.Report) (map[string]pdf.Picture, error) {
	all := told.Shots()
	pictures := map[string]pdf.Picture{}
	for _, shot := range all {
		pic, err := s.pictures.Open(ctx, shot.Hash, media.View)
		if fault.As(err) != nil {
			continue // a format without preview
		}
		if err != nil {
			return nil, err
		}
		small, err := pdf.Shrink(pic, pdf.PhotoBytes/len(all))
		pic.Close()
		if err != nil {
			return nil, err
		}
		pictures[shot.ID] = small
	}
	return pictures, nil
}

// fileName is the number and what it is, in letters every system takes.
func fileName(told report.Report) string {
	name := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			return c
		}
		return -1
	}, told.Number)
	if told.Brief {
		name += "-brief"
	}
	if name == "" {
		name = "report"
	}
	return name + ".pdf"
}
