package cbr_test

import (
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jarcoal/httpmock"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// responding gives every request the same response.
func responding(status int, contentType, body string) *httpmock.MockTransport {
	mock := httpmock.NewMockTransport()
	mock.RegisterNoResponder(func(*http.Request) (*http.Response, error) {
		resp := httpmock.NewStringResponse(status, body)
		resp.Header.Set("X-Request-Id", "r-1")
		if contentType != "" {
			resp.Header.Set("Content-Type", contentType)
		}
		return resp, nil
	})
	return mock
}

const jsonType = "application/json"

// TestErrorShapes are all forms in which errors come.
func TestErrorShapes(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		kind   string
		body   string
		want   backup.Error
	}{
		{"A, the service", 404, jsonType, `{"error_code":"BackupService.6105","error_msg":"no vault"}`,
			backup.Error{Kind: backup.KindNotFound, Code: "BackupService.6105", Message: "no vault", RequestID: "r-1"}},
		{"B, the gateway", 401, jsonType, `{"error_msg":"bad token","error_code":"APIGW.0301","request_id":"g-1"}`,
			backup.Error{Kind: backup.KindUnauthenticated, Code: "APIGW.0301", Message: "bad token", RequestID: "g-1"}},
		{"C, IAM with a number", 403, jsonType, `{"error":{"code":403,"message":"not allowed","title":"Forbidden"}}`,
			backup.Error{Kind: backup.KindPermission, Code: "403", Message: "not allowed", RequestID: "r-1"}},
		{"D, unknown backup", 401, jsonType, `{"unauthorized":{"code":"401","message":"Malformed request url"}}`,
			backup.Error{Kind: backup.KindNotFound, Code: "401", Message: "Malformed request url", RequestID: "r-1"}},
		{"D, another 401", 401, jsonType, `{"unauthorized":{"code":"401","message":"Authentication required"}}`,
			backup.Error{Kind: backup.KindUnauthenticated, Code: "401", Message: "Authentication required", RequestID: "r-1"}},
		{"the text of D outside of a wrapper", 401, jsonType, `{"error_code":"X.1","error_msg":"Malformed request url"}`,
			backup.Error{Kind: backup.KindUnauthenticated, Code: "X.1", Message: "Malformed request url", RequestID: "r-1"}},
		{"D, bad request", 400, jsonType, `{"badRequest":{"code":"400","message":"limit"}}`,
			backup.Error{Kind: backup.KindInvalid, Code: "400", Message: "limit", RequestID: "r-1"}},
		{"E, the policy engine", 403, jsonType, `{"error_code":"PAP5.0001","error_msg":"denied","encoded_authorization_message":"AbCd","details":[{"error_code":"x","error_msg":"y"}]}`,
			backup.Error{Kind: backup.KindPermission, Code: "PAP5.0001", Message: "denied", RequestID: "r-1"}},
		{"E, only details", 403, jsonType, `{"details":[{"error_code":"PAP5.2","error_msg":"no cbr:vaults:get"}]}`,
			backup.Error{Kind: backup.KindPermission, Code: "PAP5.2", Message: "no cbr:vaults:get", RequestID: "r-1"}},
		{"F, HTML", 502, "text/html", "<html>\n<b>Bad gateway</b></html>",
			backup.Error{Kind: backup.KindUnavailable, Message: "text/html response: <html> <b>Bad gateway</b></html>", RequestID: "r-1"}},
		{"F, nothing", 504, "", "", backup.Error{Kind: backup.KindUnavailable, Message: "empty response", RequestID: "r-1"}},
		{"a bare text", 403, jsonType, `"not for you"`,
			backup.Error{Kind: backup.KindPermission, Message: "not for you", RequestID: "r-1"}},
		{"a plain text", 403, "text/plain", "Feature is not open\n to you.\n",
			backup.Error{Kind: backup.KindPermission, Message: "Feature is not open to you.", RequestID: "r-1"}},
		{"a plain text, untyped", 503, "", "busy",
			backup.Error{Kind: backup.KindUnavailable, Message: "busy", RequestID: "r-1"}},
		{"a text that is a page", 403, "text/html", "blocked",
			backup.Error{Kind: backup.KindPermission, Message: "text/html response: blocked", RequestID: "r-1"}},
		{"no text", 500, "", "\x00\x01\xff", backup.Error{Message: "untyped response:", RequestID: "r-1"}},
		{"a bare code", 404, jsonType, `{"error_code":"6105","error_msg":"no vault"}`,
			backup.Error{Kind: backup.KindNotFound, Code: "6105", Message: "no vault", RequestID: "r-1"}},
		{"a code that is a number", 400, jsonType, `{"error_code":6125,"error_msg":"backing up"}`,
			backup.Error{Kind: backup.KindBusy, Code: "6125", Message: "backing up", RequestID: "r-1"}},
		{"a code without text", 400, jsonType, `{"error_code":"BackupService.9900"}`,
			backup.Error{Kind: backup.KindInvalid, Code: "BackupService.9900", RequestID: "r-1"}},
		{"throttled", 429, jsonType, `{"error_msg":"The throttling threshold has been reached","error_code":"APIGW.0308"}`,
			backup.Error{Kind: backup.KindRateLimited, Code: "APIGW.0308", Message: "The throttling threshold has been reached", RequestID: "r-1"}},
		{"several wrapped, always the same", 500, jsonType, `{"z":{"message":"last"},"b":{"message":"first"},"a":{"x":1}}`,
			backup.Error{Message: "first", RequestID: "r-1"}},
		{"half a body", 400, jsonType, `{"error_code":"Backup`,
			backup.Error{Kind: backup.KindInvalid, Message: `application/json response: {"error_code":"Backup`, RequestID: "r-1"}},
		{"JSON that says nothing", 500, jsonType, `{"a":[1,2]}`,
			backup.Error{Message: `application/json response: {"a":[1,2]}`, RequestID: "r-1"}},
		{"a list", 400, jsonType, `[{"error_code":"x"}]`,
			backup.Error{Kind: backup.KindInvalid, Message: `application/json response: [{"error_code":"x"}]`, RequestID: "r-1"}},
		{"null", 404, jsonType, `null`, backup.Error{Kind: backup.KindNotFound, Message: "application/json response: null", RequestID: "r-1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			mock := responding(tt.status, tt.kind, tt.body)
			_, err := at(t, mock, backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1})).Vaults.Get(t.Context(), "v")
			want := tt.want
			want.Provider, want.Operation, want.StatusCode, want.Attempts = "cbr", "showVault", tt.status, 1
			want.MaybeExecuted = tt.status >= 500 // nothing says that it was not
			if diff := cmp.Diff(&want, details(t, err), cmpopts.IgnoreFields(backup.Error{}, "Err")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if sentinel := want.Kind.Sentinel(); sentinel != nil && !errors.Is(err, sentinel) {
				t.Errorf("%v does not match %v", err, sentinel)
			}
		})
	}
}

// TestOddSuccesses are responses under status 200 that are none.
func TestOddSuccesses(t *testing.T) {
	for _, tt := range []struct{ name, kind, body, text string }{
		{"HTML", "text/html", "<html>login</html>", "text/html response"},
		{"half a body", jsonType, `{"vault":{"id":"a`, "cannot be decoded"},
		{"another type", jsonType, `{"vault":{"resources":"none"}}`, "cannot be decoded"},
		{"a list", jsonType, `[]`, "cannot be decoded"},
		{"nothing", jsonType, ``, "empty response"},
		{"no vault", jsonType, `{}`, "response has no vault"},
		{"a null vault", jsonType, `{"vault":null}`, "response has no vault"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // a page is asked for again
				v, err := at(t, responding(200, tt.kind, tt.body)).Vaults.Get(t.Context(), "v")
				e := details(t, err)
				if v != nil || e.StatusCode != 200 || e.RequestID != "r-1" || !strings.Contains(err.Error(), tt.text) {
					t.Errorf("got %v, %v", v, err)
				}
			})
		})
	}
	// An order that went well is no error, also through the escape hatch.
	order := func(body string) error {
		return at(t, responding(200, jsonType, body)).Do(t.Context(), backup.Request{Method: http.MethodPost, Path: "/v3/{project_id}/orders/change"}, nil)
	}
	if err := order(`{"orderId":"o","retCode":0,"error_code":"0"}`); err != nil {
		t.Error(err)
	}
	for body, text := range map[string]string{
		`{"retCode":1,"errText":"no money","error_code":"CBC.99"}`: "CBC.99: no money",
		`{"retCode":"7","retMsg":"no money"}`:                      "7: no money",
	} {
		if e := details(t, order(body)); e.StatusCode != 200 || e.RequestID != "r-1" || !strings.Contains(e.Error(), text) {
			t.Errorf("%s: %v", body, e)
		}
	}
	// The body of an accepted restore is not documented.
	for _, body := range []string{"", "{}", `{"job_id":null}`, "null"} {
		job, err := at(t, responding(202, jsonType, body)).Backups.Restore(t.Context(), "b", cbr.RestoreBackupInput{VolumeID: "v"})
		if err != nil || job == nil || job.JobID != "" {
			t.Errorf("%q: %v, %v", body, job, err)
		}
	}
}

// TestBusy: the bare code means busy where checkpoints are created, and only
// there.
func TestBusy(t *testing.T) {
	client := at(t, responding(400, jsonType, `{"error_code":"1001","error_msg":"x"}`))
	if _, err := client.Checkpoints.Create(t.Context(), cbr.CreateCheckpointInput{VaultID: "v"}); !errors.Is(err, backup.ErrBusy) {
		t.Errorf("bare: %v", err)
	}
	if _, err := client.Vaults.Get(t.Context(), "v"); errors.Is(err, backup.ErrBusy) {
		t.Errorf("elsewhere: %v", err)
	}
	client = at(t, responding(500, jsonType, `{"error_code":"BackupService.1001","error_msg":"x"}`))
	if _, err := client.Checkpoints.Create(t.Context(), cbr.CreateCheckpointInput{VaultID: "v"}); errors.Is(err, backup.ErrBusy) || !errors.Is(err, backup.ErrConflict) {
		t.Errorf("with its prefix: %v", err)
	}
	srv := cbrtest.NewServer(t)
	real := connect(t, srv)
	if _, err := real.Checkpoints.Create(t.Context(), cbr.CreateCheckpointInput{VaultID: srv.Vaults()[0].ID}); err != nil {
		t.Fatal(err)
	}
	_, err := real.Checkpoints.Create(t.Context(), cbr.CreateCheckpointInput{VaultID: srv.Vaults()[0].ID})
	if e := details(t, err); !errors.Is(err, backup.ErrBusy) || e.Code != "1001" || e.Attempts != 1 {
		t.Errorf("got %v", err)
	}
}

// TestRetries: what changes something is sent once, unless it never left.
func TestRetries(t *testing.T) {
	policy := backup.WithRetry(backup.RetryPolicy{BaseDelay: time.Nanosecond, MaxDelay: time.Nanosecond})
	unreachable := cbrtest.Fault{Unreachable: true}
	for _, tt := range []struct {
		name  string
		fault cbrtest.Fault
		// requests of a read, a creation, a restore and a deletion
		requests [4]int
	}{
		{"reset", cbrtest.FaultReset(""), [4]int{4, 1, 1, 4}},
		{"reset after the work", cbrtest.FaultReset("").AfterWork().Once(), [4]int{2, 1, 1, 2}},
		{"refused connection", unreachable.Repeat(2), [4]int{3, 3, 3, 3}},
		{"too many", cbrtest.FaultTooMany("", 0).Once(), [4]int{2, 1, 1, 2}},
		{"permanent 500", cbrtest.FaultStatus("", 500, `{"error_code":"BackupService.1003","error_msg":"x"}`), [4]int{1, 1, 1, 1}},
		{"gateway", cbrtest.FaultHTML("", 502), [4]int{4, 1, 1, 4}},
		{"half a response", cbrtest.FaultTruncate("", 10).Once(), [4]int{2, 1, 1, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := cbrtest.New()
			client := newClient(t, cbr.Config{Credentials: cbr.Token{Value: backup.NewSecret(srv.IssueToken())}, ProjectID: srv.Account().ProjectID}, append(srv.Options(), policy)...)
			vault := srv.Vaults()[0]
			id := srv.AddBackups(vault.ID, 1)[0]
			ctx := t.Context()
			for i, do := range []func() error{
				func() error { _, err := client.Vaults.Get(ctx, vault.ID); return err },
				func() error {
					_, err := client.Checkpoints.Create(ctx, cbr.CreateCheckpointInput{VaultID: vault.ID, Parameters: cbr.CheckpointParameters{Resources: []string{vault.Resources[1].ID}}})
					return err
				},
				func() error {
					_, err := client.Backups.Restore(ctx, id, cbr.RestoreBackupInput{ResourceID: "r"})
					return err
				},
				func() error { return client.Backups.Delete(ctx, id) },
			} {
				srv.ClearFaults()
				srv.ResetLog()
				srv.Inject(tt.fault)
				err := do()
				if n := srv.Count(""); n != tt.requests[i] {
					t.Errorf("call %d: %d requests, want %d: %v", i, n, tt.requests[i], err)
				}
			}
			handled := 0
			for _, r := range srv.Requests() {
				if r.Handled && r.Method == http.MethodPost {
					handled++
				}
			}
			if handled > 1 {
				t.Errorf("a call was executed %d times", handled)
			}
		})
	}
}

// validInputs are those of methods that look at their input before the ids.
var validInputs = func() map[reflect.Type]reflect.Value {
	valid := make(map[reflect.Type]reflect.Value)
	product := cbr.OrderUpdateProduct{ProductID: "p", SizeGB: 10, ResourceSpecCode: cbr.VaultSpecCodeServer}
	for _, in := range []any{
		cbr.RestoreBackupInput{VolumeID: "v"},
		cbr.AddResourcesInput{Resources: []cbr.Resource{{ID: "r", Type: cbr.ResourceTypeServer}}},
		cbr.RemoveResourcesInput{ResourceIDs: []string{"r"}},
		cbr.SetResourcesInput{Action: cbr.ResourceActionSuspend, ResourceIDs: []string{"r"}},
		cbr.MigrateResourcesInput{DestinationVaultID: "v", ResourceIDs: []string{"r"}},
		cbr.AssociatePolicyInput{PolicyID: "p"},
		cbr.ReplicateBackupInput{DestinationProjectID: "p", DestinationRegion: "r", DestinationVaultID: "v"},
		cbr.AddMembersInput{Members: []string{"p"}},
		cbr.UpdateMemberInput{Status: cbr.MemberStatusRejected},
		cbr.AddTagInput{Tag: cbr.Tag{Key: "k"}},
		cbr.ChangeTagsInput{Action: cbr.TagActionDelete, Tags: []cbr.Tag{{Key: "k"}}},
		cbr.UpdateOrderInput{ResourceID: "v", ProductInfo: product},
		cbr.AddAgentPathsInput{Paths: []string{"/srv"}},
		cbr.RemoveAgentPathsInput{Paths: []string{"/srv"}},
		cbr.UpdateAgentInput{Status: cbr.AgentStateUninstalled},
	} {
		valid[reflect.TypeOf(in)] = reflect.ValueOf(in)
	}
	return valid
}()

// TestPathIDs calls every method with ids no object can have: all are invalid, by
// the name of the argument, before anything is sent.
func TestPathIDs(t *testing.T) {
	mock := responding(200, jsonType, `{}`)
	client := reflect.ValueOf(at(t, mock)).Elem()
	ctx := reflect.ValueOf(t.Context())
	methods := 0
	for i := range client.NumField() {
		field := client.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		service := client.Field(i)
		for m := range service.NumMethod() {
			method := service.Type().Method(m)
			name := field.Name + "." + method.Name
			fn := service.Method(m)
			in := make([]reflect.Value, fn.Type().NumIn())
			var ids []int
			for a := range in {
				switch argument := fn.Type().In(a); {
				case a == 0:
					in[a] = ctx
				case argument.Kind() == reflect.String:
					in[a] = reflect.ValueOf("good-id").Convert(argument)
					ids = append(ids, a)
				default:
					if in[a] = reflect.Zero(argument); validInputs[argument].IsValid() {
						in[a] = validInputs[argument]
					}
				}
			}
			for _, a := range ids {
				methods++
				for _, bad := range []string{"", ".", ".."} {
					if bad == "" && method.Name == "WaitRestored" && a == 2 {
						continue // a restore may have no job
					}
					if bad != "" && strings.HasPrefix(method.Name, "Ensure") && method.Name != "EnsurePolicy" {
						continue // a key is no part of a path
					}
					args := append([]reflect.Value(nil), in...)
					args[a] = reflect.ValueOf(bad).Convert(fn.Type().In(a))
					var out []reflect.Value
					if fn.Type().IsVariadic() {
						out = fn.CallSlice(args)
					} else {
						out = fn.Call(args)
					}
					if f := badField(t, errorOf(out[len(out)-1])); !strings.HasSuffix(f, "ID") && !slices.Contains([]string{"key", "name", "protectableType", "domainName", "version"}, f) || strings.Contains(f, "Input") {
						t.Errorf("%s(%q): field %q", name, bad, f)
					}
				}
			}
		}
	}
	if n := mock.GetTotalCallCount(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	if methods < 60 {
		t.Errorf("only %d ids were walked", methods)
	}
}

// errorOf is the error a method returned, or with which its iterator began.
func errorOf(result reflect.Value) (err error) {
	if result.Kind() != reflect.Func {
		err, _ = reflect.TypeAssert[error](result)
		return err
	}
	yield := reflect.MakeFunc(result.Type().In(0), func(args []reflect.Value) []reflect.Value {
		err, _ = reflect.TypeAssert[error](args[1])
		return []reflect.Value{reflect.ValueOf(false)}
	})
	result.Call([]reflect.Value{yield})
	return err
}

// TestArguments are inputs that break a firm limit.
func TestArguments(t *testing.T) {
	mock := responding(200, jsonType, `{}`)
	client := at(t, mock)
	ctx := t.Context()
	create := func(p cbr.CheckpointParameters) error {
		_, err := client.Checkpoints.Create(ctx, cbr.CreateCheckpointInput{VaultID: "v", Parameters: p})
		return err
	}
	vault := func(id string) error {
		_, err := client.Checkpoints.Create(ctx, cbr.CreateCheckpointInput{VaultID: id})
		return err
	}
	restore := func(in cbr.RestoreBackupInput) error {
		_, err := client.Backups.Restore(ctx, "b", in)
		return err
	}
	backups := func(in cbr.ListBackupsInput) error {
		_, err := client.Backups.List(ctx, in)
		return err
	}
	many := make([]string, 257)
	for i := range many {
		many[i] = "r"
	}
	now := time.Now()
	for _, tt := range []struct {
		field string
		err   error
	}{
		{"CreateCheckpointInput.Parameters.Name", create(cbr.CheckpointParameters{Name: strings.Repeat("名", 65)})},
		{"CreateCheckpointInput.Parameters.Name", create(cbr.CheckpointParameters{Name: "with blank"})},
		{"CreateCheckpointInput.Parameters.Name", create(cbr.CheckpointParameters{Name: "dot."})},
		{"CreateCheckpointInput.Parameters.Name", create(cbr.CheckpointParameters{Name: "\u4DFF"})},
		{"CreateCheckpointInput.Parameters.Name", create(cbr.CheckpointParameters{Name: "\u9FA6"})},
		{"CreateCheckpointInput.Parameters.Name", create(cbr.CheckpointParameters{Name: "\uF8FF"})},
		{"CreateCheckpointInput.Parameters.Name", create(cbr.CheckpointParameters{Name: "\uFA2E"})},
		{"CreateCheckpointInput.Parameters.Name", create(cbr.CheckpointParameters{Name: "é"})},
		{"CreateCheckpointInput.Parameters.Description", create(cbr.CheckpointParameters{Description: strings.Repeat("d", 256)})},
		{"CreateCheckpointInput.Parameters.Description", create(cbr.CheckpointParameters{Description: "a<b"})},
		{"CreateCheckpointInput.Parameters.Description", create(cbr.CheckpointParameters{Description: "a>b"})},
		{"CreateCheckpointInput.Parameters.Resources", create(cbr.CheckpointParameters{Resources: many})},
		{"CreateCheckpointInput.Parameters.Resources[1]", create(cbr.CheckpointParameters{Resources: []string{"r", ""}})},
		{"CreateCheckpointInput.Parameters.ResourceDetails", create(cbr.CheckpointParameters{ResourceDetails: make([]cbr.Resource, 257)})},
		{"CreateCheckpointInput.Parameters.ResourceDetails[0].ID", create(cbr.CheckpointParameters{ResourceDetails: []cbr.Resource{{Type: "t"}}})},
		{"CreateCheckpointInput.Parameters.ResourceDetails[0].Type", create(cbr.CheckpointParameters{ResourceDetails: []cbr.Resource{{ID: "r"}}})},
		{"CreateCheckpointInput.Parameters.ResourceDetails[0].Name", create(cbr.CheckpointParameters{ResourceDetails: []cbr.Resource{{ID: "r", Type: "t", Name: strings.Repeat("n", 256)}}})},
		{"CreateCheckpointInput.VaultID", vault("")},
		{"CreateCheckpointInput.VaultID", vault(".")},
		{"CreateCheckpointInput.VaultID", vault("..")},
		{"RestoreBackupInput.ServerID", restore(cbr.RestoreBackupInput{})},
		{"RestoreBackupInput.ServerID", restore(cbr.RestoreBackupInput{ServerID: "s", VolumeID: "v"})},
		{"RestoreBackupInput.Mappings[0].BackupID", restore(cbr.RestoreBackupInput{ServerID: "s", Mappings: []cbr.RestoreMapping{{VolumeID: "v"}}})},
		{"RestoreBackupInput.Mappings[0].VolumeID", restore(cbr.RestoreBackupInput{ServerID: "s", Mappings: []cbr.RestoreMapping{{BackupID: "b"}}})},
		{"RestoreBackupInput.Details.DestinationPath", restore(cbr.RestoreBackupInput{ResourceID: "r", Details: &cbr.RestoreDetails{}})},
		{"RestoreBackupInput.Details.DestinationPath", restore(cbr.RestoreBackupInput{ResourceID: "r", Details: &cbr.RestoreDetails{DestinationPath: strings.Repeat("p", 256)}})},
		{"ListBackupsInput.Limit", backups(cbr.ListBackupsInput{Limit: 1001})},
		{"ListBackupsInput.Limit", backups(cbr.ListBackupsInput{Limit: -1})},
		{"ListBackupsInput.Cursor", backups(cbr.ListBackupsInput{Cursor: "-1"})},
		{"ListBackupsInput.Marker", backups(cbr.ListBackupsInput{Cursor: "1", Marker: "m"})},
		{"ListBackupsInput.UsedPercent", backups(cbr.ListBackupsInput{UsedPercent: 101})},
		{"ListBackupsInput.Sort", backups(cbr.ListBackupsInput{Sort: strings.Repeat("s", 256)})},
		{"ListBackupsInput.EndTime", backups(cbr.ListBackupsInput{StartTime: now, EndTime: now.Add(-time.Second)})},
		{"ListVaultsInput.IDs[0]", func() error { _, err := client.Vaults.List(ctx, cbr.ListVaultsInput{IDs: []string{""}}); return err }()},
		{"ListVaultsInput.ResourceIDs[0]", func() error {
			_, err := client.Vaults.List(ctx, cbr.ListVaultsInput{ResourceIDs: []string{""}})
			return err
		}()},
		{"ListTasksInput.EndTime", func() error {
			_, err := client.Tasks.List(ctx, cbr.ListTasksInput{StartTime: now, EndTime: now.Add(-time.Second)})
			return err
		}()},
	} {
		if field := badField(t, tt.err); field != tt.field {
			t.Errorf("field %s, want %s: %v", field, tt.field, tt.err)
		}
	}
	if n := mock.GetTotalCallCount(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	// What is just allowed is sent.
	good := responding(200, jsonType, `{"checkpoint":{"id":"c"}}`)
	if _, err := at(t, good).Checkpoints.Create(ctx, cbr.CreateCheckpointInput{VaultID: "v", Parameters: cbr.CheckpointParameters{
		Name: "azAZ09_-\u4E00\u9FA5\uF900\uFA2D" + strings.Repeat("名", 52), Description: strings.Repeat("d", 255), Resources: many[:256],
	}}); err != nil {
		t.Error(err)
	}
}
