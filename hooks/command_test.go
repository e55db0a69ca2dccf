package hooks

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"lutong/hooks/report/pdf"
)

func TestLicences(t *testing.T) {
	if !pdf.Built() {
		t.Skip("built without fonts")
	}
	run := func(dist fstest.MapFS) (string, error) {
		var out bytes.Buffer
		cmd := LicencesCommand(dist)
		cmd.SetArgs(nil)
		cmd.SetOut(&out)
		cmd.SetErr(&out)
		err := cmd.Execute()
		return out.String(), err
	}
	whole := fstest.MapFS{webLicences: {Data: []byte("dexie")}, goLicences: {Data: []byte("bleve")}}
	text, err := run(whole)
	for _, part := range []string{"SIL Open Font License", "dexie", "bleve"} {
		if err != nil || !strings.Contains(text, part) {
			t.Errorf("no %q in %d bytes, %v", part, len(text), err)
		}
	}
	delete(whole, goLicences)
	if text, err := run(whole); err == nil || strings.Contains(text, "dexie") {
		t.Errorf("half of the licences pass for all: %v", err)
	}
	if w, err := newWeb(fstest.MapFS{"index.html": {}, webLicences: {}, goLicences: {}}, true); err != nil || len(w.files) != 1 {
		t.Errorf("served to everybody: %v, %v", w, err)
	}
}
