package cli

import backup "github.com/backup-sdk/backup-go"

// newPassword is a password to set.
type newPassword struct {
	NewPassword backup.Secret `help:"the new password"`
}

func (p newPassword) check() error {
	if p.NewPassword.IsZero() {
		return usagef("--new-password is needed")
	}
	return nil
}
