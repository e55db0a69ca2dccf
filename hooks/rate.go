package hooks

import (
	"cmp"
	"encoding/json"
	"net/http"

	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
	"lutong/hooks/rules"
)

// afterRestore: there is something to report, to sign and to rate. A signature given before anybody was there (a tablet took one
// early) makes no work of it.
func afterRestore(d *fieldsync.Doc) bool {
	switch d.Fields.String("status") {
	case "restored", "fixed", "closed":
		return true
	case "signed":
		stamps := stampsOf(d)
		return cmp.Or(stamps["arrived"], stamps["restored"], stamps["fixed"]) != ""
	}
	return false
}

type rating struct {
	Solved       string  `json:"solved"`
	Attitude     float64 `json:"attitude"`
	Clarity      float64 `json:"clarity"`
	ExpectedWait float64 `json:"expectedWait"`
	FeltWait     float64 `json:"feltWait"`
	Comment      string  `json:"comment"`
	From         string  `json:"from"`
}

// rate takes the customer's rating, once per job.
func rate(s *server, r *request) error {
	var in rating
	if err := body(r.Request, 16<<10, &in); err != nil {
		return err
	}
	return s.rated(r, in)
}

func (s *server) rated(r *request, in rating) error {
	err := s.sync.Update(r.Request.Context(), s.sync.System(), func(w *fieldsync.Writing) error {
		link, err := s.linkOf(w, r.Request.PathValue("token"))
		if err != nil {
			return err
		}
		id := link.Fields.String("job")
		if d, err := w.Get("jobs", id); err != nil {
			return err
		} else if d == nil || d.Deleted || !afterRestore(d) {
			return fault.New(fault.Conflict, "too_early")
		}
		known, err := w.Children("ratings", "job", id)
		if err != nil {
			return err
		}
		if len(known) > 0 {
			return fault.New(fault.Conflict, "already_rated")
		}
		f, err := in.fields(id)
		if err != nil {
			return err
		}
		f.Set("receivedAt", fieldsync.Stamp(w.Now))
		if _, err := w.Put("ratings", fieldsync.IDOf("rating", id), f); err != nil {
			return err
		}
		now := fieldsync.JSONOf(fieldsync.Stamp(w.Now))
		_, err = w.Put("events", fieldsync.IDOf("rated", id), fieldsync.Fields{
			"job": fieldsync.JSONOf(id), "kind": fieldsync.JSONOf("rated"), "at": now, "correctedAt": now, "receivedAt": now,
		})
		return err
	})
	if err != nil {
		return err
	}
	return r.NoContent(http.StatusNoContent)
}

// fields checks a rating as any other entry is checked.
func (in rating) fields(job string) (fieldsync.Fields, error) {
	for name, n := range map[string]float64{"attitude": in.Attitude, "clarity": in.Clarity} {
		if n != float64(int(n)) || n < 1 || n > 5 {
			return nil, fault.New(fault.Invalid, "bad_value").Detailf("%s: 1 to 5", name).With("field", name)
		}
	}
	for name, n := range map[string]float64{"expectedWait": in.ExpectedWait, "feltWait": in.FeltWait} {
		if n < 0 || n > 100_000 {
			return nil, fault.New(fault.Invalid, "bad_value").Detailf("%s: minutes", name).With("field", name)
		}
	}
	if in.Solved == "" {
		return nil, fault.New(fault.Invalid, "required").Detailf("solved").With("field", "solved")
	}
	var sent map[string]json.RawMessage
	if err := json.Unmarshal(fieldsync.JSONOf(in), &sent); err != nil {
		return nil, err
	}
	f := fieldsync.Fields{"job": fieldsync.JSONOf(job)}
	for name, raw := range sent {
		v, err := rules.ByName("ratings").Field(name).Value(raw)
		if err != nil {
			return nil, err
		}
		f[name] = v
	}
	return f, nil
}
