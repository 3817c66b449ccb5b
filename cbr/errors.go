package cbr

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/rest"
	"github.com/backup-sdk/backup-go/lenient"
)

// checkResponse makes an error of every response that is not a success. It knows
// the shapes of CBR, of the gateway in front of it and of IAM, and whatever else
// comes keeps its status, its request id and a short prefix.
func checkResponse(r *rest.Response) *backup.Error {
	if r.OK() {
		return checkOrder(r)
	}
	e := rest.ClassifyStatus(r)
	f, ok := readFailure(r)
	if !ok {
		return e
	}
	e.Code, e.RequestID, e.Err = f.code, f.requestID, f.detail(r)
	if f.message != "" {
		e.Message = f.message
	} else if f.code != "" {
		e.Message = "" // the code says more than a prefix of the body
	}
	switch kind, known := kindOfCode(r.Op, f.code); {
	case kind == backup.KindUnsupported:
		// Under status 404, but it is no missing backup.
		e.Kind, e.Message = kind, "this cloud does not have the operation, or the address is not that of the service: "+e.Message
	case known:
		e.Kind = kind
	case f.wrapper != "" && r.Status == http.StatusUnauthorized && strings.Contains(strings.ToLower(f.message), malformedURL):
		// The response for a backup or checkpoint that does not
		// exist. Every other 401 is about credentials.
		e.Kind = backup.KindNotFound
	}
	return e
}

const malformedURL = "malformed request url"

// failure is what an error body tells.
type failure struct {
	code, message, requestID string
	// wrapper is the name of the object that code and message were inside of, such as
	// {"unauthorized":{…}} or IAM's {"error":{…}}.
	wrapper string
	title   string
	denied  string
	causes  []ErrorCause
}

// readFailure reads an error body. It reports false for one that is no JSON, or
// JSON that tells nothing.
func readFailure(r *rest.Response) (failure, bool) {
	var top map[string]json.RawMessage
	if json.Unmarshal(r.Body, &top) != nil {
		text := bareText(r)
		return failure{message: text}, text != ""
	}
	f := readFields(top)
	f.requestID = scalarOf(top, "request_id")
	if f.tells() {
		return f, true
	}
	// Sorted, so that of several wrapped errors it is always the same one.
	for _, name := range slices.Sorted(maps.Keys(top)) {
		if inner := readFields(fieldsOf(top[name])); inner.tells() {
			inner.requestID, inner.wrapper = f.requestID, name
			return inner, true
		}
	}
	return f, f.requestID != ""
}

func (f failure) tells() bool { return f.code != "" || f.message != "" }

// readFields reads code and message under the names that occur. The newer
// policy engine puts the cause into a list of details.
func readFields(fields map[string]json.RawMessage) failure {
	f := failure{
		code:    scalarOf(fields, "error_code", "errorCode", "errCode", "code"),
		message: scalarOf(fields, "error_msg", "error_message", "errorMsg", "errText", "message"),
		title:   scalarOf(fields, "title"),
		denied:  scalarOf(fields, "encoded_authorization_message"),
	}
	var details []json.RawMessage
	if json.Unmarshal(fields["details"], &details) != nil {
		return f
	}
	for _, d := range details {
		inner := fieldsOf(d)
		cause := ErrorCause{Code: scalarOf(inner, "error_code"), Message: scalarOf(inner, "error_msg")}
		if cause == (ErrorCause{}) {
			continue
		}
		f.causes = append(f.causes, cause)
		f.code, f.message = cmp.Or(f.code, cause.Code), cmp.Or(f.message, cause.Message)
	}
	return f
}

func fieldsOf(raw json.RawMessage) (fields map[string]json.RawMessage) {
	if json.Unmarshal(raw, &fields) != nil {
		return nil // not an object: no fields
	}
	return fields
}

// scalarOf returns the first of the named fields that holds a scalar. Codes come as
// text and as numbers.
func scalarOf(fields map[string]json.RawMessage, names ...string) string {
	for _, name := range names {
		raw := bytes.TrimSpace(fields[name])
		if len(raw) == 0 || raw[0] == '{' || raw[0] == '[' {
			continue
		}
		var s lenient.String
		if json.Unmarshal(raw, &s) == nil && s != "" {
			return string(s)
		}
	}
	return ""
}

// checkOrder finds orders that failed under status 200: their responses have a
// retCode or an error_code other than 0, or only orders that were not accepted.
// Of several orders some may have been accepted, and that response must not get
// lost.
func checkOrder(r *rest.Response) *backup.Error {
	if !placesOrders(r.Op) || !bytes.Contains(r.Body, []byte(`"retCode"`)) && !bytes.Contains(r.Body, []byte(`"errText"`)) && !bytes.Contains(r.Body, []byte(`"subscribeResult"`)) {
		return nil
	}
	fields := fieldsOf(r.Body)
	e := &backup.Error{
		StatusCode: r.Status, Code: scalarOf(fields, "error_code"), Message: scalarOf(fields, "errText", "retMsg"),
		Kind: backup.KindOrderFailed,
	}
	code := scalarOf(fields, "retCode")
	switch {
	case e.Code != "" && e.Code != "0":
	case code != "" && code != "0":
		e.Code = code
	case nothingOrdered(fields["orders"]):
		e.Code = ""
		if e.Message == "" {
			e.Message = "the order was not accepted"
		}
	default:
		return nil
	}
	if kind, known := kindOfCode(r.Op, e.Code); known && kind != backup.KindUnknown {
		e.Kind = kind
	}
	e.Err = &ErrorDetail{Code: r.Clean(e.Code), Message: r.Clean(e.Message), OrderID: r.Clean(scalarOf(fields, "orderId", "order_id")), order: true}
	return e
}

// placesOrders keeps the search for orders out of all other responses, of which
// some are long. What the escape hatch calls is not known.
func placesOrders(op backup.Operation) bool {
	switch op.ID {
	case cbrapi.OpCreateVault.ID, cbrapi.OpCreatePostPaidVault.ID, cbrapi.OpChangeOrder.ID, cbrapi.OpUpdateOrder.ID, cbrapi.OpChangeVaultChargeMode.ID:
		return true
	default:
		return op.ID == operationDo && !op.Idempotent
	}
}

// nothingOrdered reports orders of which none was accepted.
func nothingOrdered(raw json.RawMessage) bool {
	var orders []json.RawMessage
	if json.Unmarshal(raw, &orders) != nil || len(orders) == 0 {
		return false
	}
	return !slices.ContainsFunc(orders, func(order json.RawMessage) bool { return scalarOf(fieldsOf(order), "subscribeResult") != "0" })
}

// kindOfCode classifies an error code. It reports false for codes it does not
// know; the status decides then.
func kindOfCode(op backup.Operation, code string) (backup.Kind, bool) {
	switch code {
	case "CSBS.2003": // a backup is running
		return backup.KindBusy, true
	case "CSBS.3001": // the backup does not exist
		return backup.KindNotFound, true
	case "APIGW.0101": // the gateway knows no such path, and so no such version
		if op.ID == cbrapi.OpShowVersion.ID {
			return backup.KindNotFound, true
		}
		return backup.KindUnsupported, true
	case "APIGW.0301": // signature, key or token
		return backup.KindUnauthenticated, true
	case "APIGW.0308":
		return backup.KindRateLimited, true
	case "1001":
		// Without its prefix this code means another thing where checkpoints
		// are created: the vault is being backed up.
		if op.ID == cbrapi.OpCreateCheckpoint.ID {
			return backup.KindBusy, true
		}
	}
	// Some operations leave the prefix out.
	return kindOfServiceCode(strings.TrimPrefix(code, "BackupService."))
}
