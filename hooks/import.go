package hooks

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"lutong/hooks/demo"
	"lutong/hooks/fieldsync"
	"lutong/hooks/rules"
)

// importBatch is how many records are written in one transaction by an import.
const importBatch = 2000

// importRecords writes records as the server's own work, through the same rules of derivation, scopes and change log as everything else.
func (s *server) importRecords(ctx context.Context, next func() (demo.Record, bool)) error {
	for more := true; more; {
		err := s.sync.Update(ctx, s.sync.System(), func(w *fieldsync.Writing) error {
			for range importBatch {
				rec, ok := next()
				if !ok {
					more = false
					return nil
				}
				f, err := checked(rec.Collection, rec.Fields)
				if err == nil {
					_, err = w.Put(rec.Collection, rec.ID, f)
				}
				if err == nil && rec.Collection == "jobs" {
					err = rules.NumbersTaken(w, f.String("number"))
				}
				if err != nil {
					return fmt.Errorf("%s/%s: %w", rec.Collection, rec.ID, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// checked brings plain values into the canonical form of their fields, refusing what a push would refuse.
func checked(collection string, values map[string]any) (fieldsync.Fields, error) {
	c := rules.ByName(collection)
	if c == nil {
		return nil, fmt.Errorf("no collection %s", collection)
	}
	f := fieldsync.Fields{}
	for name, v := range values {
		if name == "id" {
			continue
		}
		field := c.Field(name)
		if field == nil {
			return nil, fmt.Errorf("%s has no field %s", collection, name)
		}
		var err error
		if f[name], err = field.Value(fieldsync.JSONOf(v)); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", collection, name, err)
		}
	}
	return f, nil
}

// Demo makes the demo organisation in an app whose database is new, and returns its accounts.
func Demo(ctx context.Context, app core.App, jobs int) ([]demo.Account, error) {
	s := of(app)
	if err := app.RunAllMigrations(); err != nil {
		return nil, err
	}
	if err := s.starterLibrary(ctx); err != nil {
		return nil, err
	}
	if err := s.demoLibrary(ctx); err != nil {
		return nil, err
	}
	org := demo.Organisation(s.now().In(demoZone()), s.demoOptions(jobs))
	accounts := map[string]demo.Account{}
	for _, a := range org.Accounts {
		accounts[a.ID] = a
	}
	for i := 0; i < len(org.Records); {
		if rec := org.Records[i]; rec.Collection == "users" { // an account needs PocketBase's own saving
			if err := s.makeUser(accounts[rec.ID], rec.Fields); err != nil {
				return nil, err
			}
			i++
			continue
		}
		err := s.importRecords(ctx, func() (demo.Record, bool) {
			if i >= len(org.Records) || org.Records[i].Collection == "users" {
				return demo.Record{}, false
			}
			i++
			return org.Records[i-1], true
		})
		if err != nil {
			return nil, err
		}
	}
	if err := s.demoLessons(ctx); err != nil {
		return nil, err
	}
	next, stop := iter.Pull(org.More)
	defer stop()
	return org.Accounts, s.importRecords(ctx, next)
}

// makeUser saves an account through PocketBase, which hashes the password; its hook puts the user into the change log.
func (s *server) makeUser(a demo.Account, fields map[string]any) error {
	users, err := s.app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	r := core.NewRecord(users)
	r.Id = a.ID
	r.SetEmail(a.Email)
	r.SetPassword(a.Password)
	r.SetVerified(true)
	for name, v := range fields {
		r.Set(name, v)
	}
	if err := s.app.Save(r); err != nil {
		return fmt.Errorf("account %s: %w", a.Email, err)
	}
	return nil
}

// demoZone is the clock the demo organisation works by: the machine's, unless that is a server's UTC; then China's, where its people live.
func demoZone() *time.Location {
	if _, offset := time.Now().Zone(); offset == 0 {
		return time.FixedZone("CST", 8*60*60)
	}
	return time.Local
}
