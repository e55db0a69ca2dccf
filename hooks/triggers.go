package hooks

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"lutong/hooks/fieldsync"
	"lutong/hooks/rules"
)

// bindTriggers binds every record hook, one a line: what must hold whatever door a write comes through. Business flow is a call one can
// read, never a hook.
func (s *server) bindTriggers() {
	names := make([]string, len(rules.Collections))
	for i, c := range rules.Collections {
		names[i] = c.Name
	}
	// The dashboard's writes join the change log in their own transaction. Priority 100: innermost, after files are on disk.
	on(s.app.OnRecordCreateExecute(names...), "lutongLogCreate", 100, s.logSave)
	on(s.app.OnRecordUpdateExecute(names...), "lutongLogUpdate", 100, s.logSave)
	on(s.app.OnRecordDeleteExecute(names...), "lutongLogDelete", 100, s.logDelete)
	// Who finds a lost tablet finds no open door.
	on(s.app.OnRecordUpdateExecute("devices"), "lutongEndSessions", 0, endSessions)
	// A password is not guessed by trying.
	on(s.app.OnRecordAuthWithPasswordRequest(), "lutongSignIn", -100, s.signIn)
	// Record topics would make every write wait for every subscriber; tablets are woken by `sync` only.
	on(s.app.OnRealtimeSubscribeRequest(), "lutongTopics", 0, onlySyncTopic)
}

func on[T hook.Resolver](h interface{ Bind(*hook.Handler[T]) string }, id string, priority int, fn func(T) error) {
	h.Bind(&hook.Handler[T]{Id: id, Priority: priority, Func: fn})
}

// logSave puts a record saved through PocketBase into the change log, in one transaction with the save (platform.md, trap 2).
func (s *server) logSave(e *core.RecordEvent) error {
	return s.logged(e, func(w *fieldsync.Writing) error {
		f, err := s.store.Fields(e.Record)
		if err != nil {
			return err
		}
		d, err := w.Put(e.Record.Collection().Name, e.Record.Id, f)
		if err != nil {
			return err
		}
		for name, v := range f {
			if string(d.Fields[name]) != string(v) { // what the server works out by itself: the columns say it again, too
				_, err = w.Save(*d)
				return err
			}
		}
		return nil
	})
}

func (s *server) logDelete(e *core.RecordEvent) error {
	return s.logged(e, func(w *fieldsync.Writing) error { return w.Delete(e.Record.Collection().Name, e.Record.Id) })
}

func (s *server) logged(e *core.RecordEvent, write func(*fieldsync.Writing) error) error {
	outer := e.App
	var w *fieldsync.Writing
	err := e.App.RunInTransaction(func(txApp core.App) error {
		e.App = txApp
		defer func() { e.App = outer }()
		if err := e.Next(); err != nil {
			return err
		}
		return s.store.Join(txApp, func(tx fieldsync.Tx) error {
			w = s.sync.Writing(tx, s.sync.System())
			return write(w)
		})
	})
	if err == nil && !outer.IsTransactional() {
		s.sync.Committed(w)
	}
	return err
}

var errTopic = errors.New("only the topic sync can be subscribed to")

func onlySyncTopic(e *core.RealtimeSubscribeRequestEvent) error {
	for _, topic := range e.Subscriptions {
		if topic != "sync" {
			return e.BadRequestError(errTopic.Error(), nil)
		}
	}
	return e.Next()
}
