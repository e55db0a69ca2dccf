package hooks

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"text/tabwriter"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/spf13/cobra"

	"lutong/hooks/demo"
	"lutong/hooks/report/pdf"
)

// DemoCommand is `lutong demo`: it makes the demo organisation in an empty folder and prints its accounts.
func DemoCommand(app core.App) *cobra.Command {
	var jobs int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "demo --dir DIR",
		Short: "Makes the demo organisation in an empty folder and prints its accounts",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SilenceUsage = true
			accounts, err := Demo(cmd.Context(), app, jobs)
			if err != nil {
				return err
			}
			return printAccounts(cmd, accounts, asJSON)
		},
	}
	cmd.Flags().IntVar(&jobs, "jobs", 0, "how many jobs in all, for measuring (more than the demo's own)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the accounts as JSON")
	// The folder is looked at before PocketBase puts its database there.
	app.OnBootstrap().Bind(&hook.Handler[*core.BootstrapEvent]{Id: "lutongDemoFolder", Priority: -1000, Func: func(e *core.BootstrapEvent) error {
		if len(os.Args) > 1 && os.Args[1] == cmd.Name() {
			if err := emptyFolder(app.DataDir()); err != nil {
				return err
			}
		}
		return e.Next()
	}})
	return cmd
}

// LicencesCommand is `lutong licences`: it prints the licences of what others made and the binary carries.
// dist is the built web app, in which `make build` leaves those of the npm packages and the Go modules.
func LicencesCommand(dist fs.FS) *cobra.Command {
	return &cobra.Command{
		Use:   "licences",
		Short: "Prints the licences of what others made and this binary carries",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SilenceUsage = true
			fonts, ok := pdf.Embedded()
			if !ok {
				return errors.New("this binary was built without fonts; `make build` brings them")
			}
			texts := [][]byte{fmt.Appendf(nil, "Noto Sans SC\n\n%s\n\n", fonts.License)}
			for _, name := range []string{webLicences, goLicences} {
				text, err := fs.ReadFile(dist, name)
				if err != nil {
					return fmt.Errorf("this binary was not built by `make build`, which brings the licences: %w", err)
				}
				texts = append(texts, append(text, '\n', '\n'))
			}
			_, err := cmd.OutOrStdout().Write(bytes.Join(texts, nil))
			return err
		},
	}
}

// Files of the built web app that are for this command only.
const webLicences, goLicences = "licences-web.md", "licences-go.txt"

func emptyFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty: the demo organisation is made in an empty folder only, so that nothing of yours is touched", dir)
	}
	return nil
}

func printAccounts(cmd *cobra.Command, accounts []demo.Account, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(map[string]any{"accounts": accounts})
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "角色 role\t邮箱 e-mail\t密码 password\t姓名 name\t团队 team")
	for _, a := range accounts {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", a.Role, a.Email, a.Password, a.Name, a.Team)
	}
	return w.Flush()
}
