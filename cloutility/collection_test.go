package cloutility_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestFollow(t *testing.T) {
	for name, opts := range map[string][]cloutilitytest.Option{
		"whole": nil, "pages": {cloutilitytest.WithPageSize(1)}, "base path": {cloutilitytest.WithBasePath("/portal"), cloutilitytest.WithPageSize(2)},
	} {
		t.Run(name, func(t *testing.T) {
			srv := cloutilitytest.NewServer(t, opts...)
			client := connect(t, srv)
			ctx := t.Context()
			unit, err := client.BusinessUnits.Get(ctx, home)
			if err != nil {
				t.Fatal(err)
			}
			children := unit.BusinessUnits
			if children.Expanded() || children.Total != 0 || len(children.Items) != 0 {
				t.Fatalf("children %+v", children)
			}
			var names []string
			for child, err := range cloutility.Follow(ctx, client, children) {
				if err != nil {
					t.Fatal(err)
				}
				names = append(names, child.Name)
			}
			if diff := cmp.Diff([]string{"Vertrieb", "Entwicklung"}, names); diff != "" {
				t.Error(diff)
			}
			users, err := backup.Collect(cloutility.Follow(ctx, client, unit.Users), 0)
			if err != nil || len(users) == 0 || users[0].Email == "" && users[0].Name == "" {
				t.Errorf("users %+v, %v", users, err)
			}
			// A collection by path alone, and one that stops early.
			first, err := backup.Collect(cloutility.Follow(ctx, client, &cloutility.Collection[cloutility.BusinessUnit]{Href: "/v1/bunits/57/bunits"}), 1)
			if err != nil || len(first) != 1 || first[0].Name != "Vertrieb" {
				t.Errorf("first %+v, %v", first, err)
			}
		})
	}
}

// TestFollowExpanded: what is there is not asked for again.
func TestFollowExpanded(t *testing.T) {
	srv := inMemory(t)
	full := &cloutility.Collection[cloutility.User]{Href: srv.URL() + "/v1/bunits/57/users", Total: 2, Items: []cloutility.User{{ID: 1}, {ID: 2}}}
	users, err := backup.Collect(cloutility.Follow(t.Context(), connect(t, srv), full), 0)
	if err != nil || len(users) != 2 || srv.Count("") != 0 {
		t.Errorf("%+v, %v after %d requests", users, err, srv.Count(""))
	}
	part := &cloutility.Collection[cloutility.BusinessUnit]{Href: srv.URL() + "/v1/bunits/57/bunits", Total: 9, Items: []cloutility.BusinessUnit{{ID: 1}}}
	units, err := backup.Collect(cloutility.Follow(t.Context(), connect(t, srv), part), 1)
	if err != nil || len(units) != 1 || units[0].ID != 88 {
		t.Errorf("%+v, %v", units, err)
	}
}

// TestFollowRefuses sends the token to no other address.
func TestFollowRefuses(t *testing.T) {
	srv := cloutilitytest.NewServer(t)
	other := cloutilitytest.NewServer(t)
	client := connect(t, srv)
	first := func(client *cloutility.Client, c *cloutility.Collection[cloutility.User]) error {
		_, err := backup.Collect(cloutility.Follow(t.Context(), client, c), 1)
		return err
	}
	check := func(what string, err error, field string) {
		t.Helper()
		var arg *backup.ArgumentError
		if !errors.As(err, &arg) || arg.Field != field {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, href := range append(elsewhere(srv), "", other.URL()+"/v1/bunits/57/users", srv.URL()+"/v1/%2e%2e/x") {
		check(href, first(client, &cloutility.Collection[cloutility.User]{Href: href}), "Collection.Href")
	}
	check("nil", first(client, nil), "Collection")
	check("no client", first(nil, &cloutility.Collection[cloutility.User]{Href: "/v1"}), "client")
	if n := srv.Count("") + other.Count(""); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	srv.Inject(cloutilitytest.Fault{Operation: "listUsers", Redirect: other.URL() + "/v1/bunits/57/users"})
	if err := first(client, &cloutility.Collection[cloutility.User]{Href: "/v1/bunits/57/users"}); err == nil || other.Count("") != 0 {
		t.Errorf("followed a redirect to another host: %v", err)
	}
}

// TestFollowSurvives: reading is repeated, and the context ends it.
func TestFollowSurvives(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	list := &cloutility.Collection[cloutility.BusinessUnit]{Href: srv.URL() + "/v1/bunits/57/bunits"}
	srv.Inject(cloutilitytest.Fault{Operation: "listBusinessUnits", Status: http.StatusBadGateway}.Repeat(2))
	if units, err := backup.Collect(cloutility.Follow(t.Context(), client, list), 0); err != nil || len(units) != 2 {
		t.Errorf("%+v, %v", units, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := backup.Collect(cloutility.Follow(ctx, client, list), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	list.Href = "/v1/bunits/31/bunits"
	var e *backup.Error
	if _, err := backup.Collect(cloutility.Follow(t.Context(), client, list), 0); !errors.Is(err, backup.ErrNotFound) || !errors.As(err, &e) || e.Operation != "follow" {
		t.Errorf("foreign unit: %v", err)
	}
}
