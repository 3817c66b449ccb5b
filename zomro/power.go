package zomro

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Start switches an instance on.
func (s *InstancesService) Start(ctx context.Context, instanceID int64) error {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return err
	}
	return s.client.api.StartInstance(ctx, zomroapi.StartInstanceForm{ElementID: instanceID})
}

// Stop switches an instance off. It is billed on.
func (s *InstancesService) Stop(ctx context.Context, instanceID int64) error {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return err
	}
	return s.client.api.StopInstance(ctx, zomroapi.StopInstanceForm{ElementID: instanceID})
}

// Reboot restarts an instance.
func (s *InstancesService) Reboot(ctx context.Context, instanceID int64) error {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return err
	}
	return s.client.api.RebootInstance(ctx, zomroapi.RebootInstanceForm{ElementID: instanceID})
}

// PowerAction is what [InstancesService.Power] does.
type PowerAction string

// Actions of power.
const (
	PowerStart  PowerAction = "start"
	PowerStop   PowerAction = "stop"
	PowerReboot PowerAction = "reboot"
)

// Power does what [InstancesService.Start], [InstancesService.Stop] and
// [InstancesService.Reboot] do, by the functions instances.start, instances.stop
// and instances.reboot. The tables of the documentation name those, its examples
// and the control panel service.start and its siblings: prefer the three.
func (s *InstancesService) Power(ctx context.Context, instanceID int64, action PowerAction) error {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return err
	}
	switch action {
	case PowerStart:
		return s.client.api.StartInstanceAlias(ctx, zomroapi.StartInstanceAliasForm{ElementID: instanceID, Sok: zomroapi.SubmitOK})
	case PowerStop:
		return s.client.api.StopInstanceAlias(ctx, zomroapi.StopInstanceAliasForm{ElementID: instanceID, Sok: zomroapi.SubmitOK})
	case PowerReboot:
		return s.client.api.RebootInstanceAlias(ctx, zomroapi.RebootInstanceAliasForm{ElementID: instanceID, Sok: zomroapi.SubmitOK})
	default:
		return arg.Invalid("action", "must be start, stop or reboot")
	}
}

// ChangePassword sets the password of the administrator inside a running
// machine. It has 8 to 48 ASCII characters with a small letter, a capital letter
// and a digit, and none of "#%&'()*;<>?@\|, double quotes and blanks.
func (s *InstancesService) ChangePassword(ctx context.Context, instanceID int64, password backup.Secret) error {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return err
	}
	if err := checkNewPassword("password", password); err != nil {
		return err
	}
	defer s.client.creds.conceal(password)()
	return s.client.api.ChangeInstancePassword(ctx, zomroapi.ChangePasswordForm{ElementID: instanceID, Password: password.Reveal(), ClickedButton: buttonOK, Sok: zomroapi.SubmitOK})
}

// ChangeServicePassword sets the password the billing system keeps for an
// instance, under the rules of [InstancesService.ChangePassword].
func (s *InstancesService) ChangeServicePassword(ctx context.Context, instanceID int64, password backup.Secret) error {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return err
	}
	if err := checkNewPassword("password", password); err != nil {
		return err
	}
	defer s.client.creds.conceal(password)()
	return s.client.api.ChangeServicePassword(ctx, zomroapi.ServicePasswordForm{ElementID: instanceID, Password: password.Reveal(), Sok: zomroapi.SubmitOK})
}
