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

// mayUpload: the photo is registered by this user, with this hash and size (U3). Whether they may add to the job was decided when the record
// came; evidence whose job was given to somebody else meanwhile still arrives.
func (s *server) mayUpload(ctx context.Context, _ http.Header, c media.Claim) error {
	actor, _ := ctx.Value(actorKey{}).(access.Actor)
	var d *fieldsync.Doc
	err := s.sync.View(ctx, func(rd fieldsync.Reader) error {
		var err error
		d, err = rd.Get("photos", c.Photo)
		return err
	})
	if err != nil {
		return err
	}
	if d == nil || d.Deleted || actor.User == "" || d.Fields.String("by") != actor.User {
		return fault.New(fault.NotFound, "photo_unknown") // another's photo is not there for this user
	}
	if d.Fields.String("sha256") != c.SHA256 || int64(d.Fields.Number("bytes")) != c.Bytes {
		return fault.New(fault.Invalid, "wrong_hash")
	}
	return nil
}

// stored is the only writer of `stored`: the bytes are durable, have the hash and decode.
func (s *server) stored(ctx context.Context, c media.Claim, info media.Info) error {
	return s.setPhoto(ctx, c, map[string]any{"state": "stored", "problem": info.Note, "mime": info.Mime, "width": info.Width, "height": info.Height})
}

// unusable tells on the record why the bytes were not kept; bytes that arrived broken, or found the job full, may be sent again.
func (s *server) unusable(ctx context.Context, c media.Claim, why *fault.Error) error {
	state := "refused"
	switch why.Code {
	case "wrong_hash", "truncated", "job_full":
		state = "waiting"
	}
	return s.setPhoto(ctx, c, map[string]any{"state": state, "problem": why.Code})
}

func (s *server) setPhoto(ctx context.Context, c media.Claim, values map[string]any) error {
	return s.sync.Update(ctx, s.sync.System(), func(w *fieldsync.Writing) error {
		d, err := w.Get("photos", c.Photo)
		if err != nil {
			return err
		}
		if d == nil || d.Deleted || d.Fields.String("sha256") != c.SHA256 || d.Fields.String("state") == "stored" {
			return nil // withdrawn meanwhile, or told twice
		}
		f := d.Fields.Clone()
		for name, v := range values {
			f.Set(name, v)
		}
		if maps.EqualFunc(f, d.Fields, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
			return nil // a device that asks again is no news
		}
		_, err = w.Put("photos", c.Photo, f)
		return err
	})
}

// photoWanted says whether a record still needs the bytes.
func (s *server) photoWanted(sha string) (bool, error) {
	var found struct {
		One int `db:"one"`
	}
	err := s.app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM photos WHERE sha256 = {:sha}) AS one").Bind(map[string]any{"sha": sha}).One(&found)
	return found.One == 1, err
}
