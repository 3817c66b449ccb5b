package zomrotest

import (
	"context"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/billmgr"
)

// customerPhone is the phone number of the account.
const customerPhone = "+46 8 555 01 72"

// Whoami implements the generated server.
func (s *service) Whoami(ctx context.Context) (any, error) {
	c := callOf(ctx)
	doc := zomroapi.WhoamiDoc{Lang: c.lang, Func: c.function, Tparams: c.echo()}
	if open := s.sessions[c.session]; open != nil && open.half {
		doc.OK = billmgr.Value{Text: "func=totp.confirm"}
	} else {
		doc.User = &zomroapi.User{
			ID: "30418", RealName: "Mara Lindqvist", Email: s.cfg.account.Username, Phone: customerPhone,
			EmailVerified: "on", NeedPhoneValidate: "off",
		}
	}
	return doc, nil
}

// ShowDashboard implements the generated server.
func (s *service) ShowDashboard(ctx context.Context) (any, error) {
	c := callOf(ctx)
	return zomroapi.DashboardDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		Elem: []zomroapi.DashboardInfo{{RealBalance: value(s.balance.priced()), Phone: value(customerPhone)}},
	}, nil
}

// ListLogins implements the generated server.
func (s *service) ListLogins(ctx context.Context, body *zomroapi.ListForm) (any, error) {
	c := callOf(ctx)
	p := paged(s, c.function, s.logins, columns[event]{
		"id": byInt(func(e event) int64 { return e.id }), "time": byTime(func(e event) time.Time { return e.at }),
	}, *body)
	doc := zomroapi.LoginListDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		PageNumber: number(p.num), PageSize: number(p.size), Total: number(p.total),
	}
	for _, e := range p.rows {
		doc.Elem = append(doc.Elem, zomroapi.LoginEntry{
			ID: value(text(e.id)), Time: value(s.moment(e.at)), IP: value(customerIP), User: value(e.user),
		})
	}
	return doc, nil
}
