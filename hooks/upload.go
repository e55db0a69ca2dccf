package hooks

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
	"lutong/hooks/media"
)

type actorKey struct{}

// uploader lets tus ask what the server can do without a sign-in; everything else needs a device.
func uploader(s *server, r *request) error {
	if r.Request.Method == http.MethodOptions {
		return nil
	}
	return onDevice(s, r)
}

// uploads hands a request to tus. Who asks travels in the context, for mayUpload.
func uploads(s *server, r *request) error {
	ctx := context.WithValue(r.Request.Context(), actorKey{}, r.actor)
	s.uploads.ServeHTTP(r.Response, r.Request.WithContext(ctx))
	return nil
}

// pictured are the collections whose records wait for bytes. Ids are drawn or derived from hashes: one names one record in all of them.
var pictured = []string{"photos", "figures"}

// waitingFor finds the record that an upload is for, and in which collection.
func waitingFor(r fieldsync.Reader, c media.Claim) (*fieldsync.Doc, error) {
	for _, collection := range pictured {
		d, err := r.Get(collection, c.Photo)
		if err != nil || d != nil && !d.Deleted && d.Fields.String("sha256") == c.SHA256 {
			return d, err
		}
	}
	return nil, nil
}

// mayUpload: the photo is registered by this user, with this hash and size (U3). Whether they may add to the job was decided when the record
// came; evidence whose job was given to somebody else meanwhile still arrives. The image of an article may come from any trainer: two who
// paste the same one have one record.
func (s *server) mayUpload(ctx context.Context, _ http.Header, c media.Claim) error {
	actor, _ := ctx.Value(actorKey{}).(access.Actor)
	var d *fieldsync.Doc
	err := s.sync.View(ctx, func(rd fieldsync.Reader) error {
		for _, collection := range pictured {
			one, err := rd.Get(collection, c.Photo)
			if err != nil {
				return err
			}
			if one != nil && !one.Deleted && (d == nil || one.Fields.String("sha256") == c.SHA256) {
				d = one
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if d == nil || actor.User == "" || d.Fields.String("by") != actor.User && !(d.Collection == "figures" && actor.Role == access.Trainer) {
		return fault.New(fault.NotFound, "photo_unknown") // another's photo is not there for this user
	}
	if d.Fields.String("sha256") != c.SHA256 || int64(d.Fields.Number("bytes")) != c.Bytes {
		return fault.New(fault.Invalid, "wrong_hash")
	}
	return nil
}

// stored is the only writer of `stored`: the bytes are durable, have the hash and decode. What cannot be an image of an article is told on
// its record, and to whoever sent it.
func (s *server) stored(ctx context.Context, c media.Claim, info media.Info) error {
	why, err := s.unfit(ctx, c, info)
	if err != nil {
		return err
	}
	if why != nil {
		if err := s.unusable(ctx, c, why); err != nil {
			return err
		}
		return why
	}
	return s.setPhoto(ctx, c, map[string]any{"state": "stored", "problem": info.Note, "mime": info.Mime, "width": info.Width, "height": info.Height})
}

// unfit says why a picture that is good as evidence is none for an article: nobody could see it, or its bytes carry more than the image.
func (s *server) unfit(ctx context.Context, c media.Claim, info media.Info) (why *fault.Error, err error) {
	if info.Note != "no_preview" && !info.Metadata {
		return nil, nil
	}
	err = s.sync.View(ctx, func(rd fieldsync.Reader) error {
		d, err := waitingFor(rd, c)
		switch {
		case err != nil || d == nil || d.Collection != "figures":
		case info.Metadata:
			why = fault.New(fault.Invalid, "figure_metadata")
		default:
			why = fault.New(fault.Invalid, "figure_format")
		}
		return err
	})
	return why, err
}

// unusable tells on the record why the bytes were not kept; bytes that arrived broken, or found the job full, may be sent again.
func (s *server) unusable(ctx context.Context, c media.Claim, why *fault.Error) error {
	state := "refused"
	switch why.Code {
	case "wrong_hash", "truncated", "job_full", "article_full":
		state = "waiting"
	}
	return s.setPhoto(ctx, c, map[string]any{"state": state, "problem": why.Code})
}

func (s *server) setPhoto(ctx context.Context, c media.Claim, values map[string]any) error {
	return s.sync.Update(ctx, s.sync.System(), func(w *fieldsync.Writing) error {
		d, err := waitingFor(w, c)
		if err != nil {
			return err
		}
		if d == nil || d.Fields.String("state") == "stored" {
			return nil // withdrawn meanwhile, or told twice
		}
		f := d.Fields.Clone()
		for name, v := range values {
			f.Set(name, v)
		}
		if maps.EqualFunc(f, d.Fields, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
			return nil // a device that asks again is no news
		}
		_, err = w.Put(d.Collection, c.Photo, f)
		return err
	})
}

// photoWanted says whether a record still needs the bytes.
func (s *server) photoWanted(sha string) (bool, error) {
	var found struct {
		One int `db:"one"`
	}
	err := s.app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM photos WHERE sha256 = {:sha}) OR " +
		"EXISTS (SELECT 1 FROM figures WHERE sha256 = {:sha} AND state != 'refused') AS one").Bind(map[string]any{"sha": sha}).One(&found)
	return found.One == 1, err
}
