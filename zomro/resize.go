package zomro

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// ResizeOptions reads which tariffs an instance can move to: the choices
// "pricelist". It changes nothing.
func (s *InstancesService) ResizeOptions(ctx context.Context, instanceID int64) (*Form, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	return showForm(ctx, s.client.rest, zomroapi.OpShowResize, zomroapi.NewShowResizeRequestWithBody, zomroapi.ResizeOptionsForm{ElementID: instanceID}, nil)
}

// ResizeInput says how to resize an instance.
type ResizeInput struct {
	// TariffID is one of [InstancesService.ResizeOptions].
	TariffID int64
	// ConfirmCost must be true: this spends money.
	ConfirmCost bool
}

// Resize moves an instance to another tariff. It is sent once. The new size
// waits in state [InstanceResized] for [InstancesService.ConfirmResize].
func (s *InstancesService) Resize(ctx context.Context, instanceID int64, in ResizeInput) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	if err := checkID("TariffID", in.TariffID); err != nil {
		return err
	}
	if err := checkCost(in.ConfirmCost); err != nil {
		return err
	}
	return act(ctx, s.client.spend, zomroapi.OpResizeInstance, zomroapi.NewResizeInstanceRequestWithBody, zomroapi.ResizeForm{
		ElementID: instanceID, PriceList: text(in.TariffID), ClickedButton: "finish", Snext: "ok", Sok: zomroapi.SubmitOK,
	})
}

// ConfirmResize keeps the new size of an instance, or goes back to the old one.
// It is sent once.
func (s *InstancesService) ConfirmResize(ctx context.Context, instanceID int64, keep bool) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	choice := "rollback"
	if keep {
		choice = "confirm"
	}
	return act(ctx, s.client.spend, zomroapi.OpConfirmResize, zomroapi.NewConfirmResizeRequestWithBody, zomroapi.ConfirmResizeForm{
		ElementID: instanceID, SelectResize: choice, ClickedButton: buttonOK, Sok: zomroapi.SubmitOK,
	})
}
