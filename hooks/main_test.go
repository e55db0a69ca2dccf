package hooks

import (
	"os"
	"testing"

	"lutong/hooks/apptest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	apptest.Cleanup()
	os.Exit(code)
}
