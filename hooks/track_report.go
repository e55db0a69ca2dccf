package hooks

import (
	"net/http"
	"slices"
	"time"

	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
	"lutong/hooks/media"
	"lutong/hooks/report"
)

// customerJob finds the job behind a link, and the link.
func (s *server) customerJob(rd fieldsync.Reader, token string) (job, link *fieldsync.Doc, err error) {
	if link, err = s.linkOf(rd, token); err != nil {
		return nil, nil, err
	}
	job, err = rd.Get("jobs", link.Fields.String("job"))
	if err == nil && (job == nil || job.Deleted) {
		err = fault.New(fault.NotFound, "link_unknown")
	}
	return job, link, err
}

// customerReport is the report behind a link, once there is something to report.
func (s *server) customerReport(r *request) (told report.Report, err error) {
	token := r.Request.PathValue("token")
	err = s.sync.View(r.Request.Context(), func(rd fieldsync.Reader) error {
		d, link, err := s.customerJob(rd, token)
		if err != nil {
			return err
		}
		if !afterRestore(d) {
			return fault.New(fault.NotFound, "report_not_yet")
		}
		told, err = s.tell(rd, d, r, false, link.Fields.String("what"), s.pageOf(r, token))
		return err
	})
	return told, err
}

// pageOf is the address of the customer's page as the customer's phone knows this server.
func (s *server) pageOf(r *request, token string) string {
	scheme := "http"
	if r.IsTLS() || r.Request.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Request.Host + "/t/" + token
}

// trackPDF is the customer's report, printed.
func trackPDF(s *server, r *request) error {
	r.Response.Header().Set("X-Robots-Tag", "noindex, nofollow")
	told, err := s.customerReport(r)
	if err != nil {
		return err
	}
	return s.printed(r, told)
}

// trackPhoto shows a photo of the report, never the original: what customers see carries neither position nor serial numbers (U5).
func trackPhoto(s *server, r *request) error {
	size, ok := media.ParseSize(r.Request.PathValue("size"))
	if !ok || size == media.Original {
		return fault.New(fault.NotFound, "not_found")
	}
	told, err := s.customerReport(r)
	if err != nil {
		return err
	}
	id := r.Request.PathValue("id")
	all := told.Shots()
	i := slices.IndexFunc(all, func(shot *report.Shot) bool { return shot.ID == id })
	if i < 0 {
		return fault.New(fault.NotFound, "not_found")
	}
	pic, err := s.pictures.Open(r.Request.Context(), all[i].Hash, size)
	if err != nil {
		return err
	}
	defer pic.Close()
	h := r.Response.Header()
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Content-Type", pic.Mime)
	h.Set("ETag", pic.ETag)
	h.Set("Cache-Control", "private, max-age=86400")
	http.ServeContent(r.Response, r.Request, "", time.Time{}, pic)
	return nil
}
