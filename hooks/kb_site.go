package hooks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
	"lutong/hooks/rules"
	"lutong/kb"
	"lutong/kb/folder"
	"lutong/kb/site"
)

func siteCommand(app core.App) *cobra.Command {
	var c site.Choice
	var title string
	cmd := &cobra.Command{
		Use:   "site OUT [--dir DATA]",
		Short: "Makes a searchable, printable site for a customer's hand-over pack",
		Long: `Makes a site of published articles for a customer: open OUT/index.html from a USB stick, without a server and without a network. It has the search of the
product (Chinese, pinyin, model numbers), a page for each article, and one page with all of them to print, emergency plans first.

Usually a pack holds emergency plans, how-tos and stories meant for operators and leaders; of a story only what is told to a customer. --articles names
others, whatever their level. If OUT ends in .zip, it is one file.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cmd.SilenceUsage, cmd.SilenceErrors = true, true
			if err := errors.Join(oneOf("lang", "lang", c.Langs), oneOf("kind", "kind", c.Kinds), oneOf("level", "level", c.Levels)); err != nil {
				return err
			}
			return withDatabase(app, false, func(s *server) error {
				files, list, err := s.site(cmd.Context(), c, title)
				if why := fault.As(err); why != nil {
					return errors.New(strings.TrimSuffix(why.Message(tongue())+": "+why.Detail, ": "))
				}
				if err != nil {
					return err
				}
				if err := saveSite(args[0], files); err != nil {
					return err
				}
				for _, a := range site.Shared(list) {
					p := folder.Problem{File: "pages/" + a.ID + "." + a.Lang + ".html", Code: "name_shared", Args: []string{a.Slug, "pages/" + a.Slug + "." + a.Lang + ".html"}}
					fmt.Fprintf(cmd.OutOrStdout(), "%s: %s: %s\n", p.Where(), p.Code, p.In(tongue()))
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%d articles in %s\n", len(list), args[0])
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&c.Langs, "lang", nil, "these languages only, in this order: zh-CN, en")
	f.StringSliceVar(&c.Kinds, "kind", nil, "these kinds only: emergency, fault, howto, story, training")
	f.StringSliceVar(&c.Levels, "level", nil, "for whom the articles were written: engineer, operator, leader")
	f.StringSliceVar(&c.Tags, "tag", nil, "with one of these tags only")
	f.StringSliceVar(&c.Articles, "articles", nil, "these articles and no others, by slug")
	f.StringVar(&title, "title", "", "the title of the pack, such as the customer's name")
	return cmd
}

func saveSite(out string, files map[string][]byte) error {
	if filepath.Ext(out) != ".zip" {
		return site.Save(out, files)
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	return errors.Join(site.Zip(f, files), f.Close())
}

// site makes a pack's files of the articles in list.
func (s *server) site(ctx context.Context, c site.Choice, title string) (files map[string][]byte, list []kb.Article, err error) {
	if s.web == nil || s.web.files["site/site.js"] == nil || s.web.files["site/site.css"] == nil {
		return nil, nil, fault.New(fault.Unavailable, "pack_not_built")
	}
	p := site.Pack{Title: title, Langs: c.Langs, Titles: map[string]string{}, Figures: map[string]site.Figure{}, Script: s.web.files["site/site.js"].body, Style: s.web.files["site/site.css"].body}
	var used []rules.UsedFigure
	var unknown []string
	err = s.sync.View(ctx, func(r fieldsync.Reader) error {
		docs, err := articles(r)
		if err != nil {
			return err
		}
		all := make([]kb.Article, len(docs))
		for i, d := range docs {
			if err := json.Unmarshal(d.Fields.Encode(), &all[i]); err != nil {
				return err
			}
			if all[i].Confidence == "validated" {
				p.Titles[all[i].Slug+"."+all[i].Lang] = all[i].Title
			}
		}
		p.Articles, unknown = site.Select(all, c)
		for _, a := range p.Articles {
			d, err := r.Get("articles", a.ID)
			if err != nil {
				return err
			}
			figures, err := rules.FiguresOf(r, d)
			if err != nil {
				return err
			}
			used = append(used, figures...)
		}
		return nil
	})
	switch {
	case err != nil:
	case len(unknown) > 0:
		err = fault.New(fault.NotFound, "pack_unknown").Detailf("%s", strings.Join(unknown, ", "))
	case len(p.Articles) == 0:
		err = fault.New(fault.NotFound, "pack_empty")
	}
	for _, u := range used {
		if err != nil {
			return nil, nil, err
		}
		if u.Stored && p.Figures[u.Ref].Bytes == nil {
			p.Figures[u.Ref], err = s.figureFile(ctx, u)
		}
	}
	if err != nil {
		return nil, nil, err
	}
	files, err = site.Build(p)
	return files, p.Articles, err
}

// siteZip hands a pack out in the app's name: what `lutong kb site OUT.zip` makes, chosen by the same words in the address.
func siteZip(s *server, r *request) error {
	q := r.Request.URL.Query()
	list := func(name string) []string {
		return strings.FieldsFunc(short(q.Get(name), 4000), func(c rune) bool { return c == ',' || c == ' ' })
	}
	c := site.Choice{Langs: list("lang"), Kinds: list("kind"), Levels: list("level"), Tags: list("tag"), Articles: list("articles")}
	if err := errors.Join(oneOf("lang", "lang", c.Langs), oneOf("kind", "kind", c.Kinds), oneOf("level", "level", c.Levels)); err != nil {
		return fault.New(fault.Invalid, "invalid").Detailf("%v", err)
	}
	ctx := r.Request.Context()
	if err := s.printer.Acquire(ctx, 1); err != nil {
		return err
	}
	defer s.printer.Release(1)
	files, _, err := s.site(ctx, c, short(q.Get("title"), 200))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := site.Zip(&out, files); err != nil {
		return err
	}
	h := r.Response.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="lutong-pack.zip"`)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	_, err = r.Response.Write(out.Bytes())
	return err
}

// figureFile is an image as it is stored: such images carry nothing but what they show.
func (s *server) figureFile(ctx context.Context, u rules.UsedFigure) (site.Figure, error) {
	f, err := s.pictures.Blobs().Open(ctx, u.SHA256)
	if err != nil {
		return site.Figure{}, fmt.Errorf("image %s: %w", u.Ref, err)
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	return site.Figure{Ext: strings.TrimPrefix(filepath.Ext(u.File()), "."), Bytes: raw}, err
}
