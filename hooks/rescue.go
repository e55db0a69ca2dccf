package hooks

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/pocketbase/pocketbase/core"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
	"lutong/hooks/media"
	"lutong/hooks/rescue"
)

// Rescued is what an import did.
type Rescued struct {
	Applied     int            `json:"applied"`
	Known       int            `json:"known"` // changes that had arrived before
	Aside       int            `json:"aside"` // kept, for a person to decide
	Photos      int            `json:"photos"`
	PhotosKnown int            `json:"photosKnown"`
	Drafts      []rescue.Draft `json:"drafts"`
	Unread      []string       `json:"unread"`
	Failed      []rescue.Loss  `json:"-"` // what could not be kept; told in the reader's language
}

// rescueAuthor is the person whose work the file holds.
func (s *server) rescueAuthor(f *rescue.File) (*core.Record, error) {
	user, err := s.app.FindRecordById("users", f.User)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "rescue_user_unknown")
	}
	return user, err
}

// rescue sends what is in a rescue file as its tablet would have: under its user's rights and its own numbers, so that a tablet that comes
// back to life afterwards, or the file imported again, doubles nothing (P2). An error on the way leaves what was done; importing again goes on.
func (s *server) rescue(ctx context.Context, f *rescue.File, user *core.Record) (Rescued, error) {
	done := Rescued{Drafts: append([]rescue.Draft{}, f.Drafts...), Unread: append([]string{}, f.Unread...), Failed: f.Lost}
	if f.Changes()+len(f.Photos) == 0 {
		return done, nil // of a tablet whose database could not be read at all: words only
	}
	actor := access.Actor{User: user.Id, Role: user.GetString("role"), Teams: user.GetStringSlice("teams"), Device: f.Device}
	if err := s.rescueDevice(ctx, actor); err != nil {
		return done, err
	}
	err := f.Pieces(s.sync.Limits.Mutations, func(schema int, piece []fieldsync.Mutation) error {
		answer, err := s.sync.Push(ctx, actor, fieldsync.Push{Schema: schema, App: "rescue", Now: f.Now, Mutations: piece})
		for _, out := range answer.Results {
			switch {
			case out.Replayed:
				done.Known++
			case out.Status == fieldsync.Applied || out.Status == fieldsync.Merged:
				done.Applied++
			default:
				done.Aside++
			}
		}
		return err
	})
	if err != nil {
		return done, err
	}
	for _, p := range f.Photos {
		known, err := s.rescuePhoto(context.WithValue(ctx, actorKey{}, actor), p)
		why := fault.As(err)
		if err != nil && why == nil {
			s.app.Logger().Error("photo of a rescue file", "photo", p.ID, "error", err)
			why = fault.New(fault.Unavailable, "internal")
		}
		switch {
		case why != nil:
			done.Failed = append(done.Failed, rescue.Loss{What: "photo", ID: p.ID, Why: why})
		case known:
			done.PhotosKnown++
		default:
			done.Photos++
		}
	}
	return done, nil
}

// rescueDevice registers the file's tablet if it was never heard of. Nobody's work is imported under another's tablet.
func (s *server) rescueDevice(ctx context.Context, actor access.Actor) error {
	return s.store.Update(ctx, func(tx fieldsync.Tx) error {
		d, err := tx.FindDevice(actor.Device)
		switch {
		case err != nil:
			return err
		case d == nil:
			return tx.PutDevice(fieldsync.Device{ID: actor.Device, User: actor.User, Platform: "rescue file", App: "rescue", LastSeen: s.now()})
		case d.User != actor.User:
			return fault.New(fault.Conflict, "rescue_device_taken")
		}
		return nil
	})
}

// rescuePhoto stores one photo, whose record is here by now; known says that it was stored before.
func (s *server) rescuePhoto(ctx context.Context, p rescue.Photo) (known bool, err error) {
	claim := media.Claim{Photo: p.ID, SHA256: p.SHA256, Bytes: p.Size}
	if err := s.pictures.Check(claim); err != nil {
		return false, err
	}
	if err := s.mayUpload(ctx, nil, claim); err != nil {
		return false, err
	}
	err = s.sync.View(ctx, func(r fieldsync.Reader) error {
		d, err := waitingFor(r, claim)
		known = d != nil && d.Fields.String("state") == "stored"
		return err
	})
	if err != nil || known {
		return known, err
	}
	file, err := s.unpackPhoto(p)
	if err != nil {
		return false, err
	}
	defer os.Remove(file)
	info, err := s.pictures.Receive(ctx, file, claim)
	if why := fault.As(err); why != nil && why.Kind != fault.Unavailable {
		return false, errors.Join(why, s.unusable(ctx, claim, why))
	}
	if err != nil {
		return false, err
	}
	return false, s.stored(ctx, claim, info)
}

// unpackPhoto writes a photo's bytes to a file of their own, at most one more than were announced: too many are as wrong as others.
func (s *server) unpackPhoto(p rescue.Photo) (path string, err error) {
	file, err := s.rescueTemp()
	if err != nil {
		return "", err
	}
	_, err = io.Copy(file, io.LimitReader(p.Bytes(), p.Size+1))
	err = outOfRoom(errors.Join(err, file.Close()))
	if bad := base64.CorruptInputError(0); errors.As(err, &bad) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = fault.New(fault.Invalid, "truncated")
	}
	if err != nil {
		os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// rescueDir is for files in the middle of an import; the next start empties it.
func (s *server) rescueDir() string { return filepath.Join(s.app.DataDir(), "rescue") }

func (s *server) rescueTemp() (*os.File, error) {
	if err := os.MkdirAll(s.rescueDir(), 0o755); err != nil {
		return nil, outOfRoom(err)
	}
	file, err := os.CreateTemp(s.rescueDir(), "import-")
	return file, outOfRoom(err)
}

func outOfRoom(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.New(fault.Unavailable, "storage_full")
	}
	return err
}
