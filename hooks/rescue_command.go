package hooks

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"lutong/hooks/rescue"
)

// RescueCommand is `lutong rescue FILE`: an administrator imports a tablet's rescue file, whosever it is. Dispatchers have a door of their
// own (importRescue), for which the server need not be stopped.
func RescueCommand(app core.App) *cobra.Command {
	return &cobra.Command{
		Use:   "rescue FILE --dir DIR",
		Short: "Imports the rescue file of a tablet that cannot send any more; stop the server first",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cmd.SilenceUsage = true
			file, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer file.Close()
			info, err := file.Stat()
			if err != nil {
				return err
			}
			done, err := Rescue(cmd.Context(), app, file, info.Size())
			if err != nil {
				return err
			}
			printRescued(cmd.OutOrStdout(), done)
			return nil
		},
	}
}

// Rescue imports a rescue file into an app that is not served.
func Rescue(ctx context.Context, app core.App, in io.ReaderAt, size int64) (Rescued, error) {
	f, err := rescue.Read(in, size)
	if err != nil {
		return Rescued{}, err
	}
	s := of(app)
	if err := app.RunAllMigrations(); err != nil {
		return Rescued{}, err
	}
	if err := s.openPictures(); err != nil {
		return Rescued{}, err
	}
	if f.Changes()+len(f.Photos) == 0 {
		return s.rescue(ctx, f, nil)
	}
	user, err := s.rescueAuthor(f)
	if err != nil {
		return Rescued{}, fmt.Errorf("%w: %s; is this the right data folder?", err, f.User)
	}
	return s.rescue(ctx, f, user)
}

func printRescued(w io.Writer, done Rescued) {
	fmt.Fprintf(w, "%d applied, %d known already, %d set aside for a person, %d photos stored, %d photos known already\n",
		done.Applied, done.Known, done.Aside, done.Photos, done.PhotosKnown)
	for _, l := range done.Failed {
		fmt.Fprintf(w, "not kept: %s %s: %v\n", l.What, l.ID, l.Why)
	}
	for _, d := range done.Drafts {
		fmt.Fprintf(w, "typed and never stored, %s:\n%s\n", d.What, d.Text)
	}
	for _, u := range done.Unread {
		fmt.Fprintln(w, "could not be read on the tablet:", u)
	}
}
