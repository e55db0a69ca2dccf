package hooks

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
	"lutong/hooks/report"
	"lutong/hooks/rules"
)

// jobReport tells a job's report to who sees the job, as the model or, with ".pdf", printed. ?brief=1 asks for the shorter one, which
// sales may read of their customers too.
func jobReport(s *server, r *request) error {
	id, pdf := strings.CutSuffix(r.Request.PathValue("job"), ".pdf")
	brief := r.Request.URL.Query().Get("brief") == "1"
	var told report.Report
	err := s.sync.View(r.Request.Context(), func(rd fieldsync.Reader) error {
		d, err := reportable(rd, r.actor, id, brief)
		if err != nil {
			return err
		}
		told, err = s.tell(rd, d, r, brief, "", "")
		return err
	})
	if err != nil {
		return err
	}
	if pdf {
		return s.printed(r, told)
	}
	r.Response.Header().Set("Cache-Control", "private, no-cache")
	return r.JSON(http.StatusOK, told)
}

// reportable finds a job whose report the actor may read; what may not be read is not there.
func reportable(rd fieldsync.Reader, a access.Actor, id string, brief bool) (*fieldsync.Doc, error) {
	d, err := rd.Get("jobs", id)
	if err != nil {
		return nil, err
	}
	if d == nil || d.Deleted {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	ok, err := rd.Visible(a.User, d.Key)
	if err == nil && !ok && brief {
		ok, err = rules.SeesBrief(rd, a, d)
	}
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "not_found")
	}
	return d, err
}

// tell makes the report of a job in the reader's language and, until it was signed, at the reader's hour. link is the address of the
// customer's page, if that is how the reader came.
// tell writes the report. what and page are the kind of link the customer came by, and its address; "" for staff.
func (s *server) tell(rd fieldsync.Reader, d *fieldsync.Doc, r *request, brief bool, what, page string) (report.Report, error) {
	facts, err := rules.Report(rd, d, r.readsIn(), r.utcOffset(s))
	if err != nil {
		return report.Report{}, err
	}
	facts.Link, facts.SignsElse = page, what != "" && what != "report"
	if brief {
		return report.Brief(facts), nil
	}
	return report.Of(facts), nil
}

// readsIn is the language asked for in the address, else that of the browser.
func (r *request) readsIn() string {
	switch lang := r.Request.URL.Query().Get("lang"); lang {
	case "zh-CN", "en":
		return lang
	}
	return r.lang
}

// utcOffset is the reader's, in minutes east of UTC as their browser says, else the server's own.
func (r *request) utcOffset(s *server) int {
	_, seconds := s.now().Local().Zone()
	minutes, err := strconv.Atoi(cmp.Or(r.Request.URL.Query().Get("utcOffset"), strconv.Itoa(seconds/60)))
	if err != nil || minutes < -12*60 || minutes > 14*60 {
		return seconds / 60
	}
	return minutes
}
