package hooks

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"lutong/kb"
)

// KBCommand is `lutong kb ...`: the knowledge base from the command line. The commands open the database themselves, if they need it: most
// of them may run beside a server on the same folder.
func KBCommand(app core.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "kb",
		Short: "Articles out as a folder or a site, in from a folder; measures the search",
		Long: `The knowledge base from the command line.

  lutong kb export DIR    articles as a folder of markdown, at home in git
  lutong kb import DIR    a folder of markdown into the knowledge base; look first with --dry-run
  lutong kb site OUT      a searchable, printable site for a customer's hand-over pack; needs no server
  lutong kb eval DIR      how good and how fast the search is on judged queries

--dir names the data folder, as for the server. All of them may run while the server does.`,
	}
	cmd.AddCommand(exportCommand(app), importCommand(app), siteCommand(app), evalCommand())
	return cmd
}

// withDatabase runs a command on the app's database. fresh allows making one where there is none.
func withDatabase(app core.App, fresh bool, run func(*server) error) (err error) {
	if _, err := os.Stat(filepath.Join(app.DataDir(), "data.db")); errors.Is(err, fs.ErrNotExist) && !fresh {
		return fmt.Errorf("there is no data in %s; is --dir right?", app.DataDir())
	}
	if !app.IsBootstrapped() {
		if err := app.Bootstrap(); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, app.ResetBootstrapState()) }()
	}
	if fresh {
		if err := app.RunAllMigrations(); err != nil {
			return err
		}
	}
	s := of(app)
	if err := s.openPictures(); err != nil {
		return err
	}
	return run(s)
}

// tongue is the language of the person at the shell.
func tongue() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(strings.ToLower(v), "zh") {
				return "zh-CN"
			}
			break
		}
	}
	return "en"
}

// oneOf checks the values of a flag that takes several.
func oneOf(flag, field string, values []string) error {
	for _, v := range values {
		if choices := kb.Choices(field); !slices.Contains(choices, v) {
			return fmt.Errorf("--%s %s: there are %s", flag, v, strings.Join(choices, ", "))
		}
	}
	return nil
}
