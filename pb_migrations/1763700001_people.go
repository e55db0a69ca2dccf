package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

var people = []spec{
	{"ltcteams0000000", "teams", "name:text region:text silenceMinutes:number sla:json", ""},
}

var devices = []spec{
	{"ltcdevices00000", "devices", "user:one(users) name:text platform:text app:text schema:number lastN:number lastSeen:date revoked:bool", "user"},
}

// People and their tablets. `users` is PocketBase's own auth collection with our fields: accounts are made by administrators, so its
// sign-up and self-service rules are closed.
func init() {
	m.Register(func(app core.App) error {
		if err := create(app, people); err != nil {
			return err
		}
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}
		users.Fields.RemoveByName("avatar")
		users.Fields.RemoveByName("name")
		if err := addFields(app, users, "name:text role:text teams:many(teams) lang:text phone:text"); err != nil {
			return err
		}
		users.ListRule, users.ViewRule, users.CreateRule, users.UpdateRule, users.DeleteRule = nil, nil, nil, nil, nil
		users.AuthRule = new(string)
		users.OAuth2.Enabled, users.OTP.Enabled, users.MFA.Enabled = false, false, false
		users.AuthToken.Duration = 30 * 24 * 3600 // a month without signal must not end in a sign-in page
		if err := app.Save(users); err != nil {
			return err
		}
		return create(app, devices)
	}, func(app core.App) error {
		if err := drop(app, devices); err != nil {
			return err
		}
		return drop(app, people)
	})
}
