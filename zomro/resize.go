package zomro

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// ResizeOptions reads which tariffs an instance can move to: the choices
// "pricelist". It changes nothing.
func (s *InstancesService) ResizeOptions(ctx context.Context, instanceID int64) (*Form, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	return readForm(func(out any) error {
		return s.client.api.ShowResize(ctx, zomroapi.ResizeOptionsForm{ElementID: instanceID}, out)
	})
}

// ResizeInstanceInput says how to resize an instance.
type ResizeInstanceInput struct {
	// TariffID is one of [InstancesService.ResizeOptions].
	TariffID int64
	// ConfirmCost must be true: this spends money.
	ConfirmCost bool
}

// Resize moves an instance to another tariff. It is sent once. The new size
// waits in state [InstanceResized] for [InstancesService.ConfirmResize].
func (s *InstancesService) Resize(ctx context.Context, instanceID int64, in ResizeInstanceInput) error {
	err := validate.FirstError(
		arg.Positive("instanceID", instanceID), arg.Positive("ResizeInstanceInput.TariffID", in.TariffID),
		checkCost("ResizeInstanceInput", in.ConfirmCost),
	)
	if err != nil {
		return err
	}
	return s.client.apiNoRetry.ResizeInstance(ctx, zomroapi.ResizeForm{
		ElementID: instanceID, PriceList: text(in.TariffID), ClickedButton: "finish", Snext: "ok", Sok: zomroapi.SubmitOK,
	})
}

// ConfirmResizeInput says which size to keep.
type ConfirmResizeInput struct {
	// Rollback goes back to the size before.
	Rollback bool
}

// ConfirmResize keeps the new size of an instance, or goes back to the one
// before. It is sent once.
func (s *InstancesService) ConfirmResize(ctx context.Context, instanceID int64, in ConfirmResizeInput) error {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return err
	}
	choice := "confirm"
	if in.Rollback {
		choice = "rollback"
	}
	return s.client.apiNoRetry.ConfirmResize(ctx, zomroapi.ConfirmResizeForm{
		ElementID: instanceID, SelectResize: choice, ClickedButton: buttonOK, Sok: zomroapi.SubmitOK,
	})
}
