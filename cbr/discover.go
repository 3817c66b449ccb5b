package cbr

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/internal/rest"
	"github.com/backup-sdk/backup-go/internal/token"
)

// serviceType is that of CBR in the catalog of IAM.
const serviceType = "cbr"

// undiscovered is the address requests are built for while that of CBR is not
// known. No host has such a name (RFC 2606), so a request that kept it would
// reach nobody.
const undiscovered = "https://cbr.invalid"

// discovered sends requests to where the catalog of IAM says that CBR is. It is
// asked once, inside the request path, so that it has its events and errors.
type discovered struct {
	rest.Authenticator
	address *token.Cache[*url.URL]
}

// discover puts the address of CBR on top of what signs its requests.
func discover(iam *iamapi.Client, auth rest.Authenticator, want catalogFilter) *discovered {
	return &discovered{auth, token.New(func(ctx context.Context, _ *token.Token[*url.URL]) (token.Token[*url.URL], error) {
		list, err := iam.ListCatalog(ctx)
		if err != nil {
			return token.Token[*url.URL]{}, signInError(err)
		}
		address, err := endpointOf(list.Services, want)
		return token.Token[*url.URL]{Value: address}, err
	}, token.Options{})}
}

// Authenticate implements [rest.Authenticator].
func (d *discovered) Authenticate(ctx context.Context, req *http.Request) (token.Generation, error) {
	address, _, err := d.address.Get(ctx)
	if err != nil {
		return 0, err
	}
	if req.URL.RawPath != "" || address.RawPath != "" {
		req.URL.RawPath = address.EscapedPath() + req.URL.EscapedPath()
	}
	req.URL.Scheme, req.URL.Host, req.Host = address.Scheme, address.Host, address.Host
	req.URL.Path = address.Path + req.URL.Path
	return d.Authenticator.Authenticate(ctx, req)
}

// Accepted notes that the service takes a token.
func (d *discovered) Accepted(generation token.Generation) {
	if accepts, ok := d.Authenticator.(rest.Acceptor); ok {
		accepts.Accepted(generation)
	}
}

// catalogFilter is what is taken of a catalog.
type catalogFilter struct {
	region    Region // "" for any
	cloud     Cloud  // "" for one that is not known
	plainHTTP bool
}

// endpointOf finds the address of CBR in a catalog: the first public one of the
// region, or one without a region. Version and project are cut off its end.
func endpointOf(services []iamapi.CatalogService, want catalogFilter) (*url.URL, error) {
	var regions []string
	for _, service := range services {
		if service.Type != serviceType {
			continue
		}
		for _, e := range service.Endpoints {
			of := e.RegionID
			if of == "" {
				of = e.Region
			}
			switch {
			case e.Interface != "" && e.Interface != "public":
				continue
			case want.region != "" && of != "" && of != string(want.region):
				if !slices.Contains(regions, of) {
					regions = append(regions, of)
				}
				continue
			}
			return cleanEndpoint(e.URL, want)
		}
	}
	if len(regions) > 0 {
		return nil, notDiscovered(fmt.Sprintf("has CBR in no region %q, but in %s", want.region, strings.Join(regions, ", ")))
	}
	return nil, notDiscovered("has no service of type " + serviceType)
}

// cleanEndpoint checks an address of the catalog, to which credentials are sent.
func cleanEndpoint(address string, want catalogFilter) (*url.URL, error) {
	if i := strings.LastIndex(address, "/v3"); i >= 0 && (len(address) == i+3 || address[i+3] == '/') {
		address = address[:i]
	}
	u, err := url.Parse(strings.TrimRight(address, "/"))
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, notDiscovered("has an address of CBR that is none")
	case u.Scheme != "https" && (u.Scheme != "http" || !want.plainHTTP):
		return nil, notDiscovered("has an address of CBR that is not https")
	}
	if other := cloudOfHost(address); other != "" && want.cloud != "" && other != want.cloud {
		return nil, notDiscovered("of " + want.cloud.Name() + " has an address of CBR that is that of " + other.Name())
	}
	return u, nil
}

func notDiscovered(what string) error {
	return &backup.Error{
		Provider: providerIAM, Operation: iamapi.OpListCatalog.ID, StatusCode: http.StatusOK, Attempts: 1,
		Kind: backup.KindUnsupported, Message: "the catalog of IAM " + what,
	}
}
