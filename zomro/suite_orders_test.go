package zomro_test

import (
	"net/url"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// images loads, changes and copies an image.
func (s *shift) images() {
	ctx, images := s.t.Context(), s.client.Images
	tariffs, err := images.Tariffs(ctx)
	s.done("tariffs of images", tariffs, err)
	made, err := images.Order(ctx, zomro.OrderImageInput{
		TariffID: zomrotest.ImageTariff, Name: "golden", URL: "https://images.harbor.example/a.raw", Region: "Poland-1",
		MinDiskGB: 20, MinRAMGB: 1, DiskFormat: zomro.DiskFormatRaw, OSDistro: "debian", OSVersion: "12", ConfirmCost: true,
	})
	s.done("order image", made, err)
	active, err := images.WaitActive(ctx, made.ID)
	s.done("image", active, err)
	disk := int64(30)
	s.act("update image", images.Update(ctx, made.ID, zomro.UpdateImageInput{MinDiskGB: &disk, OSVersion: "13"}))
	form, err := images.CopyOptions(ctx, made.ID)
	s.done("copy options", form, err)
	copied, err := images.Copy(ctx, made.ID, zomro.CopyImageInput{Name: "golden copy", Region: "Netherlands-2", ConfirmCost: true})
	s.done("copy", copied, err)
	_, err = images.WaitActive(ctx, copied.ID)
	s.act("wait for the copy", err)
	all, err := backup.Collect(images.All(ctx, zomro.ListImagesInput{}), 0)
	s.done("images", all, err)
	s.act("delete image", images.Delete(ctx, copied.ID))
}

// spend orders, prolongs and resizes. Whatever happens on the way, nothing is
// bought twice.
func (s *shift) spend() {
	ctx, instances := s.t.Context(), s.client.Instances
	order, err := instances.Order(ctx, zomro.OrderInstanceInput{
		TariffID: zomrotest.SmallTariff, DataCenterID: zomrotest.DataCenter, Period: zomro.PeriodMonth, ServerName: "web",
		Image: zomrotest.PublicImage, Password: backup.NewSecret("Example-Pass-3"), Addons: map[string]string{"addon_101": "on"},
		AcceptTerms: true, ConfirmCost: true,
	})
	s.done("order", order, err)
	s.act("promo code", instances.ApplyPromoCode(ctx, zomrotest.PromoCode))
	s.act("confirm", instances.ConfirmOrder(ctx, order.LineItemID, zomro.ConfirmOrderInput{ConfirmCost: true}))
	created, err := instances.Create(ctx, zomro.OrderInstanceInput{
		TariffID: zomrotest.MediumTariff, DataCenterID: zomrotest.OtherDataCenter, ServerName: "db", Image: zomrotest.PublicImage,
		AcceptTerms: true, ConfirmCost: true,
	})
	s.done("create", created, err)
	for b, err := range s.client.Backups.All(ctx, machine, zomro.ListBackupsInput{}) {
		s.act("list", err)
		restored, err := s.client.Backups.RestoreToNew(ctx, b.ID, zomro.RestoreToNewInput{Order: zomro.OrderInstanceInput{
			TariffID: zomrotest.LargeTariff, DataCenterID: zomrotest.DataCenter, ServerName: "copy", AcceptTerms: true, ConfirmCost: true,
		}})
		s.done("restore to new", restored, err)
		break
	}
	prolonged, err := instances.Prolong(ctx, machine, zomro.ProlongInstanceInput{Period: zomro.PeriodMonth, ConfirmCost: true})
	s.done("prolong", prolonged, err)
	s.act("confirm", instances.ConfirmOrder(ctx, prolonged.LineItemID, zomro.ConfirmOrderInput{ConfirmCost: true}))
	s.note("confirm again", nil, instances.ConfirmOrder(ctx, prolonged.LineItemID, zomro.ConfirmOrderInput{ConfirmCost: true}))
	for _, rollback := range []bool{true, false} {
		s.act("resize", instances.Resize(ctx, machine, zomro.ResizeInstanceInput{TariffID: zomrotest.LargeTariff, ConfirmCost: true}))
		s.steady(machine)
		s.act("confirm resize", instances.ConfirmResize(ctx, machine, zomro.ConfirmResizeInput{Rollback: rollback}))
		s.steady(machine)
	}
	s.addresses()
	s.note("orders", s.bought(), nil)
}

func (s *shift) addresses() {
	ctx, addresses := s.t.Context(), s.client.Addresses
	order, err := addresses.Order(ctx, machine, zomro.OrderAddressInput{Type: zomrotest.AddressType, Count: 2, Domain: "x.harbor.example", ConfirmCost: true})
	s.done("order addresses", order, err)
	s.act("confirm", s.client.Instances.ConfirmOrder(ctx, order.LineItemID, zomro.ConfirmOrderInput{ConfirmCost: true}))
	all, err := backup.Collect(addresses.All(ctx, machine, zomro.ListAddressesInput{}), 0)
	s.done("addresses", all, err)
	s.act("update address", addresses.Update(ctx, machine, all[1].ID, zomro.UpdateAddressInput{Domain: "y.harbor.example"}))
	s.act("delete address", addresses.Delete(ctx, machine, all[2].ID))
	s.note("delete a fixed address", nil, addresses.Delete(ctx, machine, all[0].ID))
}

// bought are the orders as kinds with their prices.
func (s *shift) bought() map[string]int64 {
	out := make(map[string]int64)
	for _, o := range s.srv.Orders() {
		out[o.Kind] += o.Price
		if !o.Paid {
			s.t.Errorf("order %+v was not paid", o)
		}
	}
	return out
}

func (s *shift) filters() {
	ctx := s.t.Context()
	s.act("filter", s.client.Instances.SetFilter(ctx, zomro.SetInstanceFilterInput{Status: zomro.InstanceStopped}))
	form, err := s.client.Instances.Filter(ctx)
	s.done("filter of instances", form, err)
	some, err := backup.Collect(s.client.Instances.All(ctx, zomro.ListInstancesInput{}), 0)
	s.done("filtered instances", some, err)
	s.act("reset", s.client.Instances.ResetFilter(ctx))
	s.act("filter", s.client.Images.SetFilter(ctx, zomro.SetImageFilterInput{ImageType: zomro.ImageTypeImage}))
	form, err = s.client.Images.Filter(ctx)
	s.done("filter of images", form, err)
	page, err := s.client.Images.List(ctx, zomro.ListImagesInput{})
	s.done("filtered images", page, err)
	s.act("reset", s.client.Images.ResetFilter(ctx))
}

// wrong asks for what there is not.
func (s *shift) wrong() {
	ctx := s.t.Context()
	_, err := s.client.Backups.Get(ctx, 1)
	s.note("no backup", nil, err)
	_, err = s.client.Instances.Find(ctx, 1)
	s.note("no instance", nil, err)
	s.note("no function", nil, s.client.Do(ctx, backup.Request{Path: "image.burn"}, nil))
	s.note("a wrong value", nil, s.client.Do(ctx, backup.Request{Path: "instances.edit", Form: url.Values{"elid": {"7310442"}, "backup_rotation": {"11"}, "sok": {"ok"}}}, nil))
	var keys struct {
		Elem []struct {
			ID      int64  `json:"elid"`
			Comment string `json:"comment"`
		} `json:"elem"`
	}
	s.done("call", &keys, s.client.Do(ctx, backup.Request{Path: "sshkeys"}, &keys))
}

// leave deletes the machine and signs out.
func (s *shift) leave() {
	ctx := s.t.Context()
	logins, err := s.client.Account.ListLogins(ctx, zomro.ListLoginsInput{Limit: 1})
	s.done("logins", logins, err)
	s.act("delete instance", s.client.Instances.Delete(ctx, stopped))
	s.act("logout", s.client.Account.Logout(ctx))
}
