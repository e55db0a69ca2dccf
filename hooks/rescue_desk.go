package hooks

import (
	"context"
	"io"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	"lutong/hooks/rescue"
)

const (
	rescueBytes  = 512 << 20       // a tablet's photos of a week; more is for the command. The app knows it too (pages/desk/rescueFile.ts)
	rescueSilent = 2 * time.Minute // how long the line may bring nothing
)

// importRescue is the dispatcher's door for rescue files. The file is taken in whole before anything of it is done, and once that has begun it
// is done to the end, also when the dispatcher goes away: the answer to a second import tells what the first did.
func importRescue(s *server, r *request) error {
	file, size, err := s.receiveRescue(r)
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	var done Rescued
	err = s.rescues.do(r.Request.Context(), func() error {
		f, err := rescue.Read(file, size)
		if err != nil {
			return err
		}
		author, err := s.rescueAuthor(f)
		if err == nil {
			err = mayRescue(r.actor, author)
		}
		if err != nil {
			return err
		}
		done, err = s.rescue(context.WithoutCancel(r.Request.Context()), f, author)
		s.app.Logger().Info("rescue file imported", "by", r.actor.User, "author", author.Id, "device", f.Device, "bytes", size, "applied", done.Applied,
			"known", done.Known, "aside", done.Aside, "photos", done.Photos, "photosKnown", done.PhotosKnown, "failed", len(done.Failed), "error", err)
		return err
	})
	if err != nil {
		return err
	}
	_ = http.NewResponseController(r.Response).SetWriteDeadline(time.Now().Add(writeWithin)) // the import may have taken longer than a page may
	return r.JSON(http.StatusOK, toldRescue(done, r.lang))
}

// mayRescue: a dispatcher imports the work of engineers of their teams, and their own. A file is only words: with that of a trainer or of another
// dispatcher one could write what one may not, in teams that are not one's own.
func mayRescue(by access.Actor, author *core.Record) error {
	switch {
	case author.Id == by.User:
		return nil
	case !slices.ContainsFunc(author.GetStringSlice("teams"), by.In):
		return fault.New(fault.Forbidden, "rescue_other_team")
	case author.GetString("role") != access.Engineer:
		return fault.New(fault.Forbidden, "rescue_not_engineer")
	}
	return nil
}

// receiveRescue streams the body to a file, past PocketBase's reader that keeps a copy of all it reads. The caller closes and removes it.
func (s *server) receiveRescue(r *request) (file *os.File, size int64, err error) {
	if e := r.Request.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return nil, 0, fault.New(fault.Invalid, "invalid").Detailf("Content-Encoding")
	}
	tooLarge := fault.New(fault.TooLarge, "too_large").Detailf("%d MB", s.rescueBytes>>20)
	if r.Request.ContentLength > s.rescueBytes {
		return nil, 0, tooLarge
	}
	if err := s.uploads.Room(s.rescueBytes); err != nil {
		return nil, 0, err
	}
	if file, err = s.rescueTemp(); err != nil {
		return nil, 0, err
	}
	body := r.Request.Body
	if kept, ok := body.(*router.RereadableReadCloser); ok {
		body = kept.ReadCloser
	}
	control := http.NewResponseController(r.Response)
	size, err = io.Copy(file, io.LimitReader(patient{body, control}, s.rescueBytes+1))
	_ = control.SetReadDeadline(time.Time{}) // else the server takes the line for dead while it works
	switch err = outOfRoom(err); {
	case err != nil && fault.As(err) == nil:
		err = fault.New(fault.Invalid, "rescue_cut")
	case size > s.rescueBytes:
		err = tooLarge
	}
	if err != nil {
		file.Close()
		os.Remove(file.Name())
		return nil, 0, err
	}
	return file, size, nil
}

// patient gives a slow line time as long as it brings something.
type patient struct {
	in      io.Reader
	control *http.ResponseController
}

func (p patient) Read(b []byte) (int, error) {
	_ = p.control.SetReadDeadline(time.Now().Add(rescueSilent)) // where that is not possible, the server's own holds
	return p.in.Read(b)
}

// toldRescue is the answer: what was done, and of what was not kept what it is and why.
func toldRescue(done Rescued, lang string) any {
	type loss struct {
		What    string `json:"what"`
		ID      string `json:"id"`
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	told := struct {
		Rescued
		Failed []loss `json:"failed"`
	}{done, []loss{}}
	for _, l := range done.Failed {
		told.Failed = append(told.Failed, loss{l.What, l.ID, l.Why.Code, l.Why.Message(lang)})
	}
	return told
}
