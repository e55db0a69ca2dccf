package hooks

import (
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
