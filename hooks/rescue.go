package hooks

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"lutong/hooks/access"
	"lutong/hooks/fieldsync"
	"lutong/hooks/media"
)

// rescue is the file a tablet writes when it cannot send any more: all its unsent work (pb_public/src/sync/rescue.ts).
type rescue struct {
	Lutong    string    `json:"lutong"`
	Schema    int       `json:"schema"`
	User      string    `json:"user"`
	Device    string    `json:"device"`
	Now       string    `json:"now"`
	Mutations []rescued `json:"mutations"`
	Drafts    []Draft   `json:"drafts"`
	Unread    []string  `json:"unread"` // what the tablet's broken database would not give
	Photos    []struct {
		ID     string `json:"id"`
		SHA256 string `json:"sha256"`
		Size   int64  `json:"size"`
		Base64 string `json:"base64"`
	} `json:"photos"`
}

// rescued is a mutation with the schema of the app it was made with, which may be older than the one that wrote the file (P8).
type rescued struct {
	fieldsync.Mutation
	Schema int
}

func (r *rescued) UnmarshalJSON(raw []byte) error {
	var says struct{ Schema int }
	_ = json.Unmarshal(raw, &says) // what is no number says nothing
	r.Schema = says.Schema
	return r.Mutation.UnmarshalJSON(raw)
}

// piece is the first mutations that may travel together: not too many, all of one schema.
func (file *rescue) piece(rest []rescued, most int) fieldsync.Push {
	of := func(r rescued) int { return cmp.Or(r.Schema, file.Schema) }
	push := fieldsync.Push{Schema: of(rest[0]), App: "rescue", Now: file.Now}
	for _, r := range rest[:min(len(rest), most)] {
		if of(r) != push.Schema {
			break
		}
		push.Mutations = append(push.Mutations, r.Mutation)
	}
	return push
}

// Draft is what was typed and never stored: for a person to read and take on, since nobody said that it was finished.
type Draft struct {
	What string `json:"what"`
	Text string `json:"text"`
}

// Rescued counts what an import did.
type Rescued struct {
	Applied, Known, Aside, Photos int
	Drafts                        []Draft
	Unread                        []string
	Failed                        []string // photos that could not be kept, with the reason
}

// RescueCommand is `lutong rescue FILE`: the office imports a tablet's rescue file.
func RescueCommand(app core.App) *cobra.Command {
	return &cobra.Command{
		Use:   "rescue FILE --dir DIR",
		Short: "Imports the rescue file of a tablet that cannot send any more; stop the server first",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cmd.SilenceUsage = true
			raw, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			done, err := Rescue(cmd.Context(), app, raw)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d applied, %d known already, %d set aside for a person, %d photos stored\n", done.Applied, done.Known, done.Aside, done.Photos)
			for _, f := range done.Failed {
				fmt.Fprintln(cmd.OutOrStdout(), "not stored:", f)
			}
			for _, d := range done.Drafts {
				fmt.Fprintf(cmd.OutOrStdout(), "typed and never stored, %s:\n%s\n", d.What, d.Text)
			}
			for _, u := range done.Unread {
				fmt.Fprintln(cmd.OutOrStdout(), "could not be read on the tablet:", u)
			}
			return nil
		},
	}
}

// Rescue sends what is in a rescue file as its tablet would have: under its user's rights and its own numbers, so that a tablet that comes
// back to life afterwards doubles nothing (P2).
func Rescue(ctx context.Context, app core.App, raw []byte) (Rescued, error) {
	var done Rescued
	var file rescue
	if err := json.Unmarshal(raw, &file); err != nil || file.Lutong != "rescue" {
		return done, errors.New("this is not a rescue file of a Lutong tablet")
	}
	done.Drafts, done.Unread = file.Drafts, file.Unread
	if len(file.Mutations)+len(file.Photos) == 0 {
		return done, nil // of a tablet whose database could not be read at all: words only
	}
	if !fieldsync.ValidID(file.Device) {
		return done, errors.New("this rescue file does not name its tablet")
	}
	s := of(app)
	if err := app.RunAllMigrations(); err != nil {
		return done, err
	}
	user, err := app.FindRecordById("users", file.User)
	if err != nil {
		return done, fmt.Errorf("the file's user %s is not known here: is this the right data folder?", file.User)
	}
	actor := access.Actor{User: user.Id, Role: user.GetString("role"), Teams: user.GetStringSlice("teams"), Device: file.Device}
	err = s.store.Update(ctx, func(tx fieldsync.Tx) error {
		d, err := tx.FindDevice(file.Device)
		if err != nil || d != nil {
			return err
		}
		return tx.PutDevice(fieldsync.Device{ID: file.Device, User: user.Id, Platform: "rescue file", LastSeen: s.now()})
	})
	if err != nil {
		return done, err
	}
	for rest := file.Mutations; len(rest) > 0; {
		piece := file.piece(rest, s.sync.Limits.Mutations)
		rest = rest[len(piece.Mutations):]
		answer, err := s.sync.Push(ctx, actor, piece)
		if err != nil {
			return done, err
		}
		for _, out := range answer.Results {
			switch {
			case out.Replayed:
				done.Known++
			case out.Status == fieldsync.Applied || out.Status == fieldsync.Merged:
				done.Applied++
			default:
				done.Aside++
			}
		}
	}
	return done, s.rescuePhotos(ctx, file, actor, &done)
}

func (s *server) rescuePhotos(ctx context.Context, file rescue, actor access.Actor, done *Rescued) error {
	if len(file.Photos) == 0 {
		return nil
	}
	if err := s.openPictures(); err != nil {
		return err
	}
	ctx = context.WithValue(ctx, actorKey{}, actor)
	for _, p := range file.Photos {
		claim := media.Claim{Photo: p.ID, SHA256: p.SHA256, Bytes: p.Size}
		if err := s.rescuePhoto(ctx, claim, p.Base64); err != nil {
			done.Failed = append(done.Failed, p.ID+": "+err.Error())
			continue
		}
		done.Photos++
	}
	return nil
}

func (s *server) rescuePhoto(ctx context.Context, claim media.Claim, encoded string) error {
	if err := s.mayUpload(ctx, nil, claim); err != nil {
		return err
	}
	bytes, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return err
	}
	temp := filepath.Join(s.app.DataDir(), "photos", "rescue-"+claim.Photo)
	if err := os.WriteFile(temp, bytes, 0o600); err != nil {
		return err
	}
	defer os.Remove(temp)
	info, err := s.pictures.Receive(ctx, temp, claim)
	if err != nil {
		return err
	}
	return s.stored(ctx, claim, info)
}
