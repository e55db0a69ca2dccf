package hooks

import (
	"database/sql"
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
)

// device checks the X-Device header and registers the device at first contact (sync.md, section 2).
func (s *server) device(r *request) error {
	id := r.Request.Header.Get("X-Device")
	if !fieldsync.ValidID(id) {
		return fault.New(fault.Invalid, "invalid").Detailf("X-Device")
	}
	var d *fieldsync.Device
	err := s.sync.View(r.Request.Context(), func(rd fieldsync.Reader) error {
		var err error
		d, err = rd.FindDevice(id)
		return err
	})
	if err != nil {
		return err
	}
	if d == nil {
		if d, err = s.register(r, id); err != nil {
			return err
		}
	}
	if d.User != r.actor.User {
		return fault.New(fault.Invalid, "invalid").Detailf("X-Device")
	}
	if d.Revoked {
		return fault.New(fault.Forbidden, "device_revoked")
	}
	r.actor.Device = id
	return nil
}

// revoked reports whether the request comes from a tablet that has been revoked: it is told to stop and wipe even though its token has
// ended (endSessions), for one that only heard "sign in again" would keep everything.
func (s *server) revoked(r *request) (revoked bool, err error) {
	id := r.Request.Header.Get("X-Device")
	if !fieldsync.ValidID(id) {
		return false, nil
	}
	err = s.sync.View(r.Request.Context(), func(rd fieldsync.Reader) error {
		d, err := rd.FindDevice(id)
		revoked = d != nil && d.Revoked
		return err
	})
	return revoked, err
}

// endSessions ends the tokens of a user one of whose devices is being revoked: a token is the user's, not the tablet's, and would go on opening
// every door that asks for no device. The user's other tablets pause and sign in again, with all their work (401).
func endSessions(e *core.RecordEvent) error {
	if !e.Record.GetBool("revoked") || e.Record.Original().GetBool("revoked") {
		return e.Next()
	}
	outer := e.App
	return e.App.RunInTransaction(func(txApp core.App) error {
		e.App = txApp
		defer func() { e.App = outer }()
		if err := e.Next(); err != nil {
			return err
		}
		user, err := txApp.FindRecordById("users", e.Record.GetString("user"))
		if errors.Is(err, sql.ErrNoRows) {
			return nil // nobody left to sign in
		}
		if err != nil {
			return err
		}
		user.RefreshTokenKey()
		return txApp.Save(user)
	})
}

func (s *server) register(r *request, id string) (*fieldsync.Device, error) {
	if err := s.paces.take(arrivals, byUser(r)); err != nil {
		return nil, err
	}
	d := &fieldsync.Device{ID: id, User: r.actor.User, Platform: short(r.Request.UserAgent(), 200), LastSeen: s.now()}
	err := s.store.Update(r.Request.Context(), func(tx fieldsync.Tx) error {
		if known, err := tx.FindDevice(id); err != nil || known != nil {
			d = known // two first requests at once
			return err
		}
		return tx.PutDevice(*d)
	})
	return d, err
}

func short(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}
