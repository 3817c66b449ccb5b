package cbr

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/internal/hwsign"
	"github.com/backup-sdk/backup-go/internal/token"
)

// Temporary keys are renewed ahead of their end, and not used in their last
// minute.
const (
	keyAhead  = 15 * time.Minute
	keyMargin = time.Minute
)

// keyPair is an access key; temporary ones have a token.
type keyPair struct {
	access        string
	secret, token backup.Secret
}

// keyAuth signs requests.
type keyAuth struct {
	fixed   keyPair               // when there is no cache
	cache   *token.Cache[keyPair] // of keys that are renewed
	clock   *clock                // of the service; nil with a fixed key
	domain  string                // id of the account, for IAM
	project func(context.Context) (string, error)
}

// Authenticate signs one attempt. Signed are the headers that say where and when
// a request goes and for whom, which no proxy has a reason to touch.
func (a *keyAuth) Authenticate(ctx context.Context, req *http.Request) (token.Generation, error) {
	key, generation := a.fixed, token.Generation(0)
	if a.cache != nil {
		var err error
		if key, generation, err = a.cache.Get(ctx); err != nil {
			return 0, err
		}
	}
	var names [5]string
	signed := append(names[:0], "host")
	if a.domain != "" {
		req.Header[hwsign.HeaderDomain] = []string{a.domain}
		signed = append(signed, "x-domain-id")
	}
	if a.project != nil {
		project, err := a.project(ctx)
		if err != nil {
			return 0, err
		}
		setProject(req, project)
		req.Header[hwsign.HeaderProject] = []string{project}
		signed = append(signed, "x-project-id")
	}
	signed = append(signed, "x-sdk-date")
	if !key.token.IsZero() {
		req.Header[hwsign.HeaderSecurityToken] = []string{key.token.Reveal()}
		signed = append(signed, "x-security-token")
	}
	return generation, hwsign.Sign(req, key.access, key.secret.Reveal(), a.clock.now(), signed...)
}

// Rejected drops temporary keys that the service does not accept any more. When
// the clocks differ, other keys would be refused as well, unless this machine's
// clock was set right since the difference was found.
func (a *keyAuth) Rejected(_ context.Context, generation token.Generation, err *backup.Error) bool {
	switch {
	case a.cache == nil || err.Kind != backup.KindUnauthenticated:
		return false
	case strings.Contains(strings.ToLower(err.Message), "signature expired") && !a.clock.forget():
		return false
	}
	return a.cache.Invalidate(generation)
}

// Accepted notes that the service takes a temporary key.
func (a *keyAuth) Accepted(generation token.Generation) {
	if a.cache != nil {
		a.cache.Accepted(generation)
	}
}

// forProject is the same for CBR, whose requests name their project.
func (a *keyAuth) forProject(project func(context.Context) (string, error)) *keyAuth {
	out := *a
	out.domain, out.project = "", project
	return &out
}

// projectNamed asks IAM for the id of a project when it is first needed.
func projectNamed(iam *iamapi.Client, domain, name string) func(context.Context) (string, error) {
	ids := token.New(func(ctx context.Context, _ *token.Token[string]) (token.Token[string], error) {
		id, err := findProject(ctx, iam, domain, name)
		return token.Token[string]{Value: id}, signInError(err)
	}, token.Options{})
	return func(ctx context.Context) (string, error) {
		id, _, err := ids.Get(ctx)
		return id, err
	}
}

// findProject asks IAM for the id of a project.
func findProject(ctx context.Context, iam *iamapi.Client, domain, name string) (string, error) {
	list, err := iam.ListProjects(ctx, iamapi.ListProjectsInput{Name: name, DomainID: domain})
	if err != nil {
		return "", err
	}
	var ids []string
	for _, p := range list.Projects {
		if (p.Name == name || p.Name == "") && !slices.Contains(ids, p.ID) {
			ids = append(ids, p.ID)
		}
	}
	message := ""
	switch {
	case len(ids) == 0:
		message = fmt.Sprintf("the key sees no project named %q: set Config.ProjectID or another Config.ProjectName", name)
	case len(ids) > 1:
		message = fmt.Sprintf("%d projects are named %q, set Config.ProjectID to one of them: %s", len(ids), name, strings.Join(ids, ", "))
	case !isProjectID(ids[0]):
		message = fmt.Sprintf("the id of project %q is none", name)
	default:
		return ids[0], nil
	}
	return "", &backup.Error{
		Provider: providerIAM, Operation: iamapi.OpListProjects.ID, StatusCode: http.StatusOK, Attempts: 1,
		Kind: backup.KindInvalid, Message: message,
	}
}

// keys gets and keeps temporary keys.
func (a *access) keys(fetch func(context.Context, *clock) (token.Token[keyPair], error), opts token.Options) *keyAuth {
	service := new(clock)
	cache := token.New(func(ctx context.Context, _ *token.Token[keyPair]) (token.Token[keyPair], error) {
		t, err := fetch(ctx, service)
		if err != nil {
			return t, signInError(err)
		}
		a.remember(t.Value.secret, t.Value.token)
		return t, nil
	}, opts)
	return &keyAuth{cache: cache, clock: service}
}

// temporary makes keys that IAM issues.
func (a *access) temporary(creds TemporaryKey) (*keyAuth, error) {
	var seconds *int64
	if creds.Duration != 0 {
		n := int64(creds.Duration / time.Second)
		seconds = &n
	}
	base := creds.From
	identity := iamapi.TemporaryKeyIdentity{
		Methods: []iamapi.AuthMethod{iamapi.AuthMethodToken}, Token: &iamapi.TokenIdentity{DurationSeconds: seconds},
	}
	if agency, ok := creds.From.(Agency); ok {
		base = agency.Base
		role := agency.role()
		role.DurationSeconds = seconds
		identity = iamapi.TemporaryKeyIdentity{Methods: []iamapi.AuthMethod{iamapi.AuthMethodAssumeRole}, AssumeRole: role}
	}
	client, err := a.base(base)
	if err != nil {
		return nil, err
	}
	life := creds.Duration
	if life == 0 {
		life = minKeyLife
	}
	return a.keys(func(ctx context.Context, service *clock) (token.Token[keyPair], error) {
		return createKey(ctx, client, service, identity, life)
	}, token.Options{Ahead: keyAhead, Margin: keyMargin}), nil
}

// createKey has IAM issue a key.
func createKey(ctx context.Context, iam *iamapi.Client, service *clock, identity iamapi.TemporaryKeyIdentity, life time.Duration) (token.Token[keyPair], error) {
	var none token.Token[keyPair]
	start := time.Now()
	pair, header, err := iam.CreateTemporaryKey(ctx, iamapi.TemporaryKeyAuth{Identity: identity})
	if err != nil {
		return none, err
	}
	if !complete(pair) {
		return none, lacks(iamapi.OpCreateTemporaryKey, header, "complete key")
	}
	return readKey(pair, service.lifetime(start, pair.ExpiresAt.Time, header, life)), nil
}

// complete reports whether a response has a whole temporary key.
func complete(pair *iamapi.TemporaryKeyPair) bool {
	return pair != nil && oneWord("", pair.Access) == nil && oneWord("", pair.Secret) == nil && oneWord("", pair.Securitytoken) == nil
}

// readKey reads a temporary key.
func readKey(pair *iamapi.TemporaryKeyPair, expiry time.Time) token.Token[keyPair] {
	return token.Token[keyPair]{
		Value:  keyPair{access: pair.Access, secret: backup.NewSecret(pair.Secret), token: backup.NewSecret(pair.Securitytoken)},
		Expiry: expiry,
	}
}
