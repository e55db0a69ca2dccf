package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"lutong/hooks/access"
	"lutong/hooks/fieldsync"
	"lutong/hooks/library"
	"lutong/hooks/rules"
	"lutong/kb"
	"lutong/kb/folder"
)

// selection says which articles go out.
type selection struct {
	langs, states    []string
	versions, people bool
}

func exportCommand(app core.App) *cobra.Command {
	var sel selection
	var force bool
	cmd := &cobra.Command{
		Use:   "export DIR [--dir DATA]",
		Short: "Writes articles as a folder of markdown, at home in git",
		Long: `Writes articles as a folder of markdown: <lang>/<slug>.md with front matter, in a form in which the same articles are the same bytes and
a changed article changes its own file only; images lie in images/. Edit the files, import them again: what was changed in the app meanwhile is merged or shown.

Afterwards DIR holds exactly the selection, beside files of your own. Files that are right already are not touched. A file that was edited and not
imported yet stops the export before anything is written.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cmd.SilenceUsage, cmd.SilenceErrors = true, true
			if slices.Contains(sel.states, "all") {
				sel.states = kb.Choices("confidence")
			}
			if err := errors.Join(oneOf("lang", "lang", sel.langs), oneOf("state", "confidence", sel.states)); err != nil {
				return err
			}
			return withDatabase(app, false, func(s *server) error {
				files, told, err := s.exported(cmd.Context(), sel)
				if err != nil {
					return err
				}
				saved, err := folder.Save(args[0], files, force)
				if err != nil {
					return err
				}
				for _, p := range told {
					fmt.Fprintf(cmd.OutOrStdout(), "%s: %s: %s\n", p.Where(), p.Code, p.In(tongue()))
				}
				return printSaved(cmd, saved, force)
			})
		},
	}
	cmd.Flags().StringSliceVar(&sel.langs, "lang", nil, "these languages only: zh-CN, en")
	cmd.Flags().StringSliceVar(&sel.states, "state", []string{"validated"}, "draft, inReview, validated, archived, or all")
	cmd.Flags().BoolVar(&sel.versions, "versions", false, "also what was published earlier, into versions/")
	cmd.Flags().BoolVar(&sel.people, "people", false, "also who owns an article and who published a version, by e-mail address")
	cmd.Flags().BoolVar(&force, "force", false, "write over files that were edited and not imported")
	return cmd
}

func printSaved(cmd *cobra.Command, saved folder.Saved, force bool) error {
	for _, p := range saved.Edited {
		fmt.Fprintf(cmd.OutOrStdout(), "%s: %s: %s\n", p.Where(), p.Code, p.In(tongue()))
	}
	if len(saved.Edited) > 0 && !force {
		return errors.New("nothing was written")
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d written, %d unchanged, %d removed\n", saved.Written, saved.Unchanged, saved.Removed)
	return nil
}

// articles are all articles of a snapshot, in the order of their ids.
func articles(r fieldsync.Reader) ([]*fieldsync.Doc, error) {
	found := map[string]*fieldsync.Doc{}
	for _, scope := range []string{access.KB, access.KBDraft} {
		err := r.ScanScope(scope, 0, 0, func(e fieldsync.Entry) (bool, error) {
			if e.Collection != "articles" || e.Gone {
				return true, nil
			}
			f := fieldsync.Fields{}
			err := json.Unmarshal(e.Body, &f)
			found[e.ID] = &fieldsync.Doc{Collection: e.Collection, ID: e.ID, Fields: f}
			return true, err
		})
		if err != nil {
			return nil, err
		}
	}
	list := make([]*fieldsync.Doc, 0, len(found))
	for _, d := range found {
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b *fieldsync.Doc) int { return strings.Compare(a.ID, b.ID) })
	return list, nil
}

// exported makes the files of a selection; told is what a person must know of them.
func (s *server) exported(ctx context.Context, sel selection) (files map[string][]byte, told []folder.Problem, err error) {
	var list []folder.Article
	var versions []folder.Version
	var used []rules.UsedFigure
	err = s.sync.View(ctx, func(r fieldsync.Reader) error {
		docs, err := articles(r)
		if err != nil {
			return err
		}
		for _, d := range docs {
			if len(sel.langs) > 0 && !slices.Contains(sel.langs, d.Fields.String("lang")) || !slices.Contains(sel.states, d.Fields.String("confidence")) {
				continue
			}
			a := library.Of(d.ID, d.Fields)
			if sel.people {
				a.Owner = s.email(d.Fields.String("owner"))
			}
			figures, err := rules.FiguresOf(r, d)
			if err != nil {
				return err
			}
			a.Images = map[string]string{}
			for _, u := range figures {
				if u.Stored {
					a.Images[u.Ref], used = u.File(), append(used, u)
				}
			}
			list = append(list, a)
			if !sel.versions {
				continue
			}
			older, err := r.Children("articleVersions", "article", d.ID)
			if err != nil {
				return err
			}
			for _, v := range older {
				f := v.Fields
				out := folder.Version{Article: d.ID, Number: int(f.Number("version")), Title: f.String("title"), Body: f.String("body"), At: f.String("at")}
				if sel.people {
					out.By = s.email(f.String("by"))
				}
				versions = append(versions, out)
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	files = folder.Write(list)
	for _, v := range versions {
		files[v.Path()] = v.Format()
	}
	for _, u := range used {
		if files[u.File()] == nil {
			image, err := s.figureFile(ctx, u)
			if err != nil {
				return nil, nil, err
			}
			files[u.File()] = image.Bytes
		}
	}
	return files, folder.Told(list), nil
}

// email is a user's address, "" for nobody.
func (s *server) email(user string) string {
	if user == "" {
		return ""
	}
	u, err := s.app.FindRecordById("users", user)
	if err != nil {
		return ""
	}
	return u.Email()
}
