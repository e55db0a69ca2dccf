package hooks

import (
	"context"
	"net/http"
	"time"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
	"lutong/hooks/media"
)

// photo shows a picture to who may see its record (U4, P4).
func photo(s *server, r *request) error {
	size, ok := media.ParseSize(r.Request.PathValue("size"))
	if !ok {
		return fault.New(fault.NotFound, "not_found")
	}
	return s.showPicture(r, "photos", size)
}

// figure shows an image of an article to who may see the article. There is no original: what others see was made here, upright and without
// what a camera writes into its files (U5).
func figure(s *server, r *request) error {
	size, ok := media.ParseSize(r.Request.PathValue("size"))
	if !ok || size == media.Original {
		return fault.New(fault.NotFound, "not_found")
	}
	return s.showPicture(r, "figures", size)
}

func (s *server) showPicture(r *request, collection string, size media.Size) error {
	doc, err := s.visible(r.Request.Context(), r.actor, collection, r.Request.PathValue("id"))
	if err != nil {
		return err
	}
	if doc.Fields.String("state") != "stored" {
		return fault.New(fault.NotFound, "photo_waiting")
	}
	pic, err := s.pictures.Open(r.Request.Context(), doc.Fields.String("sha256"), size)
	if err != nil {
		return err
	}
	defer pic.Close()
	h := r.Response.Header()
	h.Set("Content-Type", pic.Mime)
	h.Set("ETag", pic.ETag)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("Content-Disposition", "inline")
	http.ServeContent(r.Response, r.Request, "", time.Time{}, pic)
	return nil
}

// visible finds a record the actor may see; what may not be seen is not there.
func (s *server) visible(ctx context.Context, a access.Actor, collection, id string) (*fieldsync.Doc, error) {
	var doc *fieldsync.Doc
	err := s.sync.View(ctx, func(rd fieldsync.Reader) error {
		d, err := rd.Get(collection, id)
		if err != nil {
			return err
		}
		if d == nil || d.Deleted {
			return fault.New(fault.NotFound, "not_found")
		}
		ok, err := rd.Visible(a.User, d.Key)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.NotFound, "not_found")
		}
		doc = d
		return nil
	})
	return doc, err
}
