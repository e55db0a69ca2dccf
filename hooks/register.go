// Package hooks is the shell: the only place that binds routes, record hooks and cron to PocketBase. What happens there is a call into
// the domain: fieldsync (the protocol), rules (who may what), job, media, kb. Read this file as the table of contents.
package hooks

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/security"
	"golang.org/x/sync/semaphore"

	"lutong/hooks/access"
	"lutong/hooks/fieldsync"
	"lutong/hooks/media"
	"lutong/hooks/pb"
	"lutong/hooks/rules"
	"lutong/kb/search"
)

// Options of the shell.
type Options struct {
	Dist  fs.FS // the built web app
	Built bool
	Now   func() time.Time // nil: the clock
}

// server holds what the handlers use.
type server struct {
	app         core.App
	now         func() time.Time
	store       *pb.Store
	sync        *fieldsync.Server
	paces       *paces
	pulls       queue
	pushing     queue
	pokes       *pokes
	pictures    *media.Pictures
	uploads     *media.Uploads
	quota       *quota
	indexer     *indexer
	asking      asking
	segments    *fieldsync.Segments
	shelf       shelf
	tabletIndex *tabletIndex
	printer     *semaphore.Weighted // reports being set as PDF
	rescues     queue
	// rescueBytes is how large a rescue file may be.
	rescueBytes int64
	web         *web
	stop        func()
}

// Register binds Lutong to a PocketBase app that has not been started.
func Register(app core.App, o Options) error {
	s := &server{app: app, now: o.Now, pulls: newQueue(), pushing: newQueue(), printer: semaphore.NewWeighted(printAtOnce), rescues: make(queue, 1), rescueBytes: rescueBytes}
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	if s.web, err = newWeb(o.Dist, o.Built); err != nil {
		return err
	}
	// stores -> services
	s.store = pb.NewStore(app, rules.Collections)
	s.paces = newPaces(s.now)
	s.pokes = newPokes(app)
	s.sync = fieldsync.NewServer(s.store, rules.Table(rules.Options{Render: render}), s.now, func(seq int64, users []string) {
		s.pokes.add(seq, users)
		if s.indexer != nil {
			s.indexer.poke()
		}
	})
	app.Store().Set(storeKey, s)
	// triggers, schedule, routes
	s.bindTriggers()
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "lutongServe", Func: func(e *core.ServeEvent) error {
		if err := s.open(); err != nil {
			return err
		}
		if err := s.sync.Open(context.Background()); err != nil {
			return err
		}
		if err := s.firstAdministrator(); err != nil {
			return err
		}
		if err := s.starterLibrary(context.Background()); err != nil {
			return err
		}
		s.start()
		s.bindSchedule()
		e.InstallerFunc = nil                         // the first administrator comes from the command line or the environment, not from whoever is first
		e.Router.Unbind(apis.DefaultCorsMiddlewareId) // other origins have no business here; PocketBase allows all
		patience(e.Server)
		e.Router.Bind(headers(), s.door())
		s.bindRoutes(e)
		return e.Next()
	}})
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "lutongStop", Func: func(e *core.TerminateEvent) error {
		s.close()
		return e.Next()
	}})
	return nil
}

const storeKey = "lutong"

// of finds the server that Register bound to the app.
func of(app core.App) *server { return app.Store().Get(storeKey).(*server) }

// openPictures opens where photos are kept.
func (s *server) openPictures() error {
	blobs, err := media.OpenBlobs(filepath.Join(s.app.DataDir(), "photos"))
	if err != nil {
		return err
	}
	blobs.UseBucket(pb.NewBucket(s.app))
	s.pictures, err = media.NewPictures(blobs, filepath.Join(s.app.DataDir(), "pictures"), media.Limits{})
	return err
}

// open opens what lives beside the database in the data folder.
func (s *server) open() error {
	dir := s.app.DataDir()
	err := s.openPictures()
	if err != nil {
		return err
	}
	if err := os.RemoveAll(s.rescueDir()); err != nil { // what a crash in the middle of an import left
		return err
	}
	s.quota = newQuota(s.now)
	s.uploads, err = media.NewUploads(media.UploadOptions{
		Dir: filepath.Join(dir, "uploads"), Pictures: s.pictures, Reserve: uploadReserve, Log: s.app.Logger(), Now: s.now,
		Authorize: s.mayUpload, Known: s.knownBytes, Admit: s.mayBegin, Finished: s.stored, Refused: s.unusable,
	})
	if err != nil {
		return err
	}
	if s.shelf, err = openShelf(filepath.Join(dir, "segments")); err != nil {
		return err
	}
	s.segments = fieldsync.NewSegments(s.sync, access.KB, security.PseudorandomStringWithAlphabet(8, "abcdefghijklmnopqrstuvwxyz0123456789"), s.shelf)
	if err := os.MkdirAll(filepath.Join(dir, "search"), 0o755); err != nil {
		return err
	}
	s.tabletIndex = newTabletIndex(s.sync, filepath.Join(dir, "search", "tablets"))
	index, err := search.Open(filepath.Join(dir, "search"))
	if err != nil {
		return fmt.Errorf("open search index: %w", err)
	}
	s.indexer = newIndexer(s.sync, index, filepath.Join(dir, "search", "run"), s.app.Logger().Error)
	return nil
}

// start lets the workers run.
func (s *server) start() {
	ctx, cancel := context.WithCancel(context.Background())
	go s.indexer.run(ctx)
	go s.pokes.run(ctx)
	s.stop = func() {
		cancel()
		<-s.indexer.done
	}
}

func (s *server) close() {
	if s.stop == nil {
		return
	}
	s.stop()
	s.stop = nil
	if err := s.indexer.index.Close(); err != nil {
		s.app.Logger().Error("close search index", "error", err)
	}
}

// firstAdministrator makes or updates the administrator named in the environment.
func (s *server) firstAdministrator() error {
	email, password := os.Getenv("LUTONG_ADMIN_EMAIL"), os.Getenv("LUTONG_ADMIN_PASSWORD")
	if email == "" || password == "" {
		return nil
	}
	admins, err := s.app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		return err
	}
	admin, err := s.app.FindAuthRecordByEmail(admins, email)
	if err != nil {
		admin = core.NewRecord(admins)
		admin.SetEmail(email)
	} else if admin.ValidatePassword(password) {
		return nil
	}
	admin.SetPassword(password)
	if err := s.app.Save(admin); err != nil {
		return fmt.Errorf("LUTONG_ADMIN_EMAIL, LUTONG_ADMIN_PASSWORD: %w", err)
	}
	return nil
}
