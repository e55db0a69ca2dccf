// Lutong 路通: an offline-first service system for field engineers, in one binary.
package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/cmd"
	"github.com/spf13/cobra"

	"lutong/hooks"
	"lutong/hooks/pb"
	_ "lutong/pb_migrations"
	"lutong/pb_public"
)

// version is set by the build.
var version = "development"

func main() {
	app := pocketbase.NewWithConfig(pocketbase.Config{
		DBConnect: pb.Connect, HideStartBanner: true, DefaultDataDir: "lutong_data",
		DataMaxOpenConns: 24, DataMaxIdleConns: 8, // each may hold a page cache; hundreds of tablets at once take turns instead
	})
	app.RootCmd.Use, app.RootCmd.Short, app.RootCmd.Version = "lutong", "Lutong 路通: field service that works without a network", version
	dist, built := pb_public.Dist()
	if err := hooks.Register(app, hooks.Options{Dist: dist, Built: built}); err != nil {
		fail(err)
	}
	app.RootCmd.AddCommand(hooks.DemoCommand(app), hooks.RescueCommand(app), hooks.LicencesCommand(dist), hooks.KBCommand(app), &cobra.Command{Use: "version", Short: "Prints the version", Run: func(c *cobra.Command, _ []string) {
		fmt.Fprintln(c.OutOrStdout(), "lutong "+version)
	}})
	app.RootCmd.AddCommand(cmd.NewSuperuserCommand(app), cmd.NewServeCommand(app, false)) // as app.Start does
	if _, _, err := app.RootCmd.Find(os.Args[1:]); err != nil {
		fail(err)
	}
	failed := new(bool)
	remember(app.RootCmd.Commands(), failed)
	start := app.Execute
	if len(os.Args) > 1 && slices.Contains([]string{"kb", "version", "licences"}, os.Args[1]) { // kb opens the database itself where it needs one, the others need none
		start = app.RootCmd.Execute
	}
	if err := start(); err != nil {
		fail(err)
	}
	if *failed {
		os.Exit(1)
	}
}

// remember keeps that a command failed, which app.Execute forgets: scripts and service managers go by the exit code.
func remember(commands []*cobra.Command, failed *bool) {
	for _, c := range commands {
		remember(c.Commands(), failed)
		if run := c.RunE; run != nil {
			c.RunE = func(c *cobra.Command, args []string) error {
				err := run(c, args)
				*failed = *failed || err != nil
				return err
			}
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "lutong:", err)
	os.Exit(1)
}
