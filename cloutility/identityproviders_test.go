package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestIdentityProviders(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		own, below := must(client.IdentityProviders.Get(ctx, home, 8))(t), must(client.IdentityProviders.Get(ctx, 93, 8))(t)
		if own.Name != "Nordlicht SSO" || own.Inherited || !below.Inherited || own.EntityID == "" {
			t.Errorf("provider %+v, below %+v", own, below)
		}
		changed := must(client.IdentityProviders.Update(ctx, home, 8, cloutility.UpdateIdentityProviderInput{Name: "Polar", IgnoreTOTP: new(true), Public: new(false), Certificate: "TUlJ"}))(t)
		if changed.Name != "Polar" || !changed.IgnoreTOTP || changed.Public || changed.EntityID != own.EntityID || changed.Certificate != "TUlJ" {
			t.Errorf("provider %+v", changed)
		}
		_, err := client.IdentityProviders.Update(ctx, 93, 8, cloutility.UpdateIdentityProviderInput{Name: "x"}) // it is inherited
		fails(t, err, backup.ErrNotFound)
		_, err = client.IdentityProviders.Update(ctx, home, 8, cloutility.UpdateIdentityProviderInput{Name: "x", Certificate: "?"})
		fails(t, err, backup.ErrInvalid)
	})
}

func TestOneTimePasswords(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		if got := must(client.Users.TOTPSettings(ctx, 93))(t); got.RequireTOTP || !got.Inherited || got.Href == "" {
			t.Errorf("settings %+v", got)
		}
		secret := must(client.Users.CreateTOTPSecret(ctx, home, 617))(t)
		if len(secret.Reveal()) < 16 || secret.String() == secret.Reveal() {
			t.Errorf("secret of %d characters", len(secret.Reveal()))
		}
		_, err := client.Users.CreateTOTPSecret(ctx, home, 617) // it is shown once
		fails(t, err, backup.ErrConflict)
		for user, err := range client.Users.All(ctx, home, cloutility.ListUsersInput{}) {
			works(t, err)
			if user.UsesTOTP != (user.ID == 617) {
				t.Errorf("user %d: %v", user.ID, user.UsesTOTP)
			}
		}
	})
}

// A secret that is lost on its way is not asked for again: the service would not
// show it.
func TestLostSecret(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	srv.Inject(cloutilitytest.Fault{Operation: "createTOTPSecret", Reset: true, After: true})
	if _, err := client.Users.CreateTOTPSecret(t.Context(), home, 617); err == nil || srv.Count("createTOTPSecret") != 1 {
		t.Errorf("error %v, %d requests", err, srv.Count("createTOTPSecret"))
	}
}

func TestPasswordReset(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		in := cloutility.ResetUserPasswordInput{AppURL: "https://portal.example.com", ResetURL: "https://portal.example.com/reset?from=mail&x=1"}
		works(t, client.Users.ResetPassword(ctx, home, 617, in))
		if srv.PasswordResets(617) != 1 || srv.PasswordResets(614) != 0 {
			t.Errorf("%d mails", srv.PasswordResets(617))
		}
		fails(t, client.Users.ResetPassword(ctx, 91, 617, in), backup.ErrNotFound)
		for _, bad := range []cloutility.ResetUserPasswordInput{{}, {AppURL: in.AppURL}, {AppURL: "portal", ResetURL: in.ResetURL}, {AppURL: in.AppURL, ResetURL: "javascript:x"}} {
			fails(t, client.Users.ResetPassword(ctx, home, 617, bad), backup.ErrInvalid)
		}
		if srv.PasswordResets(617) != 1 {
			t.Error("a bad address was sent")
		}
	})
}
