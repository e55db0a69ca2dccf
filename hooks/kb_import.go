package hooks

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"lutong/hooks/access"
	"lutong/hooks/fieldsync"
	"lutong/hooks/library"
	"lutong/hooks/media"
	"lutong/hooks/rules"
	"lutong/kb"
	"lutong/kb/folder"
)

// importing a folder: how.
type intake struct {
	folder.Options
	owner                     string // e-mail
	dryRun                    bool
	skipUnread, skipConflicts bool
	asJSON                    bool
}

func importCommand(app core.App) *cobra.Command {
	var in intake
	cmd := &cobra.Command{
		Use:   "import DIR [--dir DATA]",
		Short: "Reads a folder of markdown into the knowledge base; look first with --dry-run",
		Long: `Reads a folder of markdown: what kb export wrote, and what people and other tools wrote (Obsidian, Hugo, plain files). --dry-run tells what would be
created, changed and merged, and what cannot be read, with file, line and column.

All of it is written in one transaction, or none. A file that cannot be read, or an article that was changed both in the app and in the file on
the same lines, stops the import before anything is written, unless --skip-unreadable or --skip-conflicts says to leave such files out.

New articles are drafts unless the file or --state says otherwise; a state that is given holds, without another reviewer. A server on the same data may
keep running: tablets get the articles with their next pull, the search within a minute.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cmd.SilenceUsage, cmd.SilenceErrors = true, true
			if err := errors.Join(oneOf("kind", "kind", given(in.Kind)), oneOf("state", "confidence", given(in.State))); err != nil {
				return err
			}
			found, err := folder.Read(args[0], in.Options)
			if err != nil {
				return err
			}
			return withDatabase(app, !in.dryRun, func(s *server) error {
				done, err := s.takeIn(cmd.Context(), found, in)
				if err != nil {
					return err
				}
				return done.print(cmd, in)
			})
		},
	}
	f := cmd.Flags()
	f.BoolVar(&in.dryRun, "dry-run", false, "only tell what would be done")
	f.StringVar(&in.Kind, "kind", "", "what files are that do not say: fault, howto, story, emergency, training")
	f.StringVar(&in.State, "state", "", "the state of all of them: draft, inReview, validated, archived")
	f.StringVar(&in.owner, "owner", "", "who owns new articles and made the changes, by e-mail address")
	f.BoolVar(&in.GBK, "gbk", false, "read files that are GBK and not UTF-8")
	f.BoolVar(&in.skipUnread, "skip-unreadable", false, "go on without files that cannot be read")
	f.BoolVar(&in.skipConflicts, "skip-conflicts", false, "go on without articles that were changed in the app, too")
	f.BoolVar(&in.asJSON, "json", false, "print one JSON object")
	return cmd
}

func given(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// takeIn plans the whole folder and then, in the same transaction, does it.
func (s *server) takeIn(ctx context.Context, found folder.Found, in intake) (taken, error) {
	author, err := s.author(in.owner)
	if err != nil {
		return taken{}, err
	}
	images, err := s.takeImages(ctx, &found, in.dryRun)
	if err != nil {
		return taken{}, err
	}
	var done taken
	if in.dryRun {
		err = s.sync.View(ctx, func(r fieldsync.Reader) error {
			done, err = s.plan(r, found)
			return err
		})
		return done, err
	}
	err = s.sync.Update(ctx, fieldsync.Context{Actor: author, Device: library.Device}, func(w *fieldsync.Writing) error {
		if done, err = s.plan(w, found); err != nil || done.stops(in) != "" {
			return err
		}
		return s.write(w, &done, images, found.Versions)
	})
	return done, err
}

// author is under whose name the changes stand: nobody's, or a person's.
func (s *server) author(email string) (access.Actor, error) {
	if email == "" {
		return access.Actor{System: true}, nil
	}
	u, err := s.app.FindAuthRecordByEmail("users", email)
	if errors.Is(err, sql.ErrNoRows) {
		return access.Actor{}, fmt.Errorf("--owner: there is no account %s", email)
	}
	if err != nil {
		return access.Actor{}, err
	}
	return access.Actor{User: u.Id, Role: u.GetString("role"), Teams: u.GetStringSlice("teams")}, nil
}

// plan decides about every file and writes nothing.
func (s *server) plan(r fieldsync.Reader, found folder.Found) (taken, error) {
	done := taken{Unreadable: found.Unreadable, Skipped: found.Skipped}
	shelf := library.Shelf{
		ByID: func(id string) (*fieldsync.Doc, error) { return r.Get("articles", id) },
		ByName: func(lang, slug string) ([]*fieldsync.Doc, error) {
			docs, err := r.Children("articles", "slug", slug)
			var kept []*fieldsync.Doc
			for _, d := range docs {
				if d.Fields.String("lang") == lang {
					kept = append(kept, d)
				}
			}
			return kept, err
		},
		Past: s.past,
	}
	here := map[string]bool{}
	for _, a := range found.Articles {
		here[a.Texts["slug"]] = true
	}
	for _, a := range found.Articles {
		step, err := library.Plan(a, shelf)
		if err != nil {
			return done, err
		}
		step.File.Notes = append(step.File.Notes, s.owned(step)...)
		for _, l := range kb.LinkBlocks(a.Body) {
			if here[l.Text] {
				continue
			}
			known, err := r.Children("articles", "slug", l.Text)
			if err != nil {
				return done, err
			}
			if len(known) == 0 {
				step.File.Notes = append(step.File.Notes, folder.Problem{File: a.File, Line: a.Line + l.Line, Column: 1, Code: "link_nowhere", Args: []string{l.Text}})
			}
		}
		done.add(step)
	}
	return done, nil
}

// owned notes what does not become of the owner that a file names.
func (s *server) owned(step library.Step) []folder.Problem {
	a := step.File
	if a.Owner == "" {
		return nil
	}
	line, column := a.At("owner")
	note := folder.Problem{File: a.File, Line: line, Column: column, Args: []string{a.Owner}}
	u, err := s.app.FindAuthRecordByEmail("users", a.Owner)
	switch {
	case err != nil:
		note.Code = "owner_unknown"
	case step.Outcome != library.Created && !s.owns(step.ID, u.Id):
		note.Code = "owner_kept"
	default:
		return nil
	}
	return []folder.Problem{note}
}

func (s *server) owns(article, user string) bool {
	r, err := s.app.FindRecordById("articles", article)
	return err == nil && r.GetString("owner") == user
}

// past is what happened to an article in the app, the newest first.
func (s *server) past(id string) (library.Past, error) {
	var rows []struct {
		Field  string `db:"field"`
		From   string `db:"from"`
		Device string `db:"device"`
	}
	err := s.app.DB().NewQuery("SELECT field, `from`, device FROM history WHERE collection = 'articles' AND record = {:id} ORDER BY rowid DESC").Bind(dbx.Params{"id": id}).All(&rows)
	past := make(library.Past, len(rows))
	for i, r := range rows {
		past[i] = library.Entry{Field: r.Field, From: json.RawMessage(r.From), Device: r.Device}
	}
	return past, err
}

// write does what was planned. Articles that link or show images are put twice, so that links know the titles of those that come later, and
// the page how large an image is.
func (s *server) write(w *fieldsync.Writing, done *taken, images map[string]media.Info, versions []folder.Version) error {
	var linked []string
	for _, step := range done.steps {
		if len(step.Set) == 0 {
			continue
		}
		f := step.Set.Clone()
		if step.Outcome == library.Created {
			f.Set("owner", w.Actor.User)
			if u, err := s.app.FindAuthRecordByEmail("users", step.File.Owner); err == nil && w.Actor.System {
				f.Set("owner", u.Id)
			}
			f.Set("version", float64(step.File.Version))
		} else {
			cur, err := w.Get("articles", step.ID)
			if err != nil {
				return err
			}
			f = cur.Fields.Clone()
			for name, v := range step.Set {
				f[name] = v
			}
		}
		d, err := w.Put("articles", step.ID, f)
		if err != nil {
			return fmt.Errorf("%s: %w", step.File.File, err)
		}
		if step.Outcome == library.Created {
			if err := w.AddHistory(fieldsync.History{Collection: "articles", Record: d.ID, By: w.Actor.User, Device: library.Device, At: w.At, CorrectedAt: w.Corrected, ReceivedAt: w.Now}); err != nil {
				return err
			}
		}
		shown, err := showImages(w, d, images)
		if err != nil {
			return err
		}
		if shown || strings.Contains(d.Fields.String("body"), "[[") {
			linked = append(linked, d.ID)
		}
	}
	for _, id := range linked {
		d, err := w.Get("articles", id)
		if err == nil {
			_, err = w.Put("articles", id, d.Fields)
		}
		if err != nil {
			return err
		}
	}
	return s.writeVersions(w, done, versions)
}

// writeVersions puts what was published earlier, and, of an article that is new here, when it was: what is known here stays as it is.
func (s *server) writeVersions(w *fieldsync.Writing, done *taken, versions []folder.Version) error {
	outcome := map[string]library.Outcome{}
	for _, step := range done.steps {
		outcome[step.ID] = step.Outcome
	}
	for _, v := range versions {
		known, err := w.Get("articleVersions", rules.VersionID(v.Article, v.Number))
		if err != nil {
			return err
		}
		if o := outcome[v.Article]; o == "" || o == library.Conflict || o == library.Refused || known != nil && o != library.Created {
			continue
		}
		values := map[string]any{"article": v.Article, "version": v.Number, "title": v.Title, "body": v.Body, "at": v.At}
		if u, err := s.app.FindAuthRecordByEmail("users", v.By); err == nil {
			values["by"] = u.Id
		}
		f, err := checked("articleVersions", values)
		if err == nil {
			_, err = w.Put("articleVersions", rules.VersionID(v.Article, v.Number), f)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", v.File, err)
		}
		done.Versions++
	}
	return nil
}
