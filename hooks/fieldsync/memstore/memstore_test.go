package memstore

import (
	"testing"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/storetest"
	"lutong/hooks/rules"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) fs.Store { return New(rules.Collections, "test") })
}
