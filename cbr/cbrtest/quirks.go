package cbrtest

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Quirk is something that real responses have and documents do not, by name.
type Quirk string

// The quirks of the service.
const (
	// QuirkUnknownIs401 responds to the id of a backup or checkpoint that does not
	// exist, or not any more, with status 401 and "Malformed request url" in place
	// of 404.
	QuirkUnknownIs401 Quirk = "unknown-is-401"
	// QuirkNoProviderID leaves provider_id out of the response to a changed vault.
	QuirkNoProviderID Quirk = "no-provider-id"
	// QuirkNumbersAsText sends numbers as texts, or texts as numbers.
	QuirkNumbersAsText Quirk = "numbers-as-text"
	// QuirkTimeForms sends times in seven forms, one of them a number.
	QuirkTimeForms Quirk = "time-forms"
	// QuirkNulls sends null for empty texts and for fields of backups.
	QuirkNulls Quirk = "nulls"
	// QuirkExtraInfoForms sends extra_info of resources as text, object or null.
	QuirkExtraInfoForms Quirk = "extra-info-forms"
	// QuirkMovedFields has fields where older responses have them, under misspelt
	// names, and single values in place of lists.
	QuirkMovedFields Quirk = "moved-fields"
	// QuirkUnknownFields adds fields that nobody documents.
	QuirkUnknownFields Quirk = "unknown-fields"
	// QuirkNoWindow leaves limit and offset out of lists that tell their count.
	QuirkNoWindow Quirk = "no-window"
	// QuirkBareCheckpoint sends null as vault and details of a checkpoint that has
	// ended.
	QuirkBareCheckpoint Quirk = "bare-checkpoint"
)

// Quirks are all of them.
func Quirks() []Quirk { return append([]Quirk{QuirkUnknownIs401, QuirkNoProviderID}, forms()...) }

// forms are those that change the form of responses.
func forms() []Quirk {
	return []Quirk{
		QuirkNumbersAsText, QuirkTimeForms, QuirkNulls, QuirkExtraInfoForms, QuirkMovedFields, QuirkUnknownFields, QuirkNoWindow, QuirkBareCheckpoint,
	}
}

// has reports whether a quirk is switched on.
func (c *config) has(q Quirk) bool { return slices.Contains(c.named, q) }

// quirks distorts responses the way real ones are. It changes forms only: what a
// lenient client reads stays the same, but for fields that real responses leave
// out.
type quirks struct {
	on     []Quirk
	always bool // whenever it is possible, not now and then

	mu  sync.Mutex
	rng *rand.Rand
}

// newQuirks are those forms that are switched on, nil without any.
func newQuirks(c *config) *quirks {
	on := slices.DeleteFunc(forms(), func(q Quirk) bool { return !c.has(q) })
	if c.quirks {
		on = forms()
	}
	if len(on) == 0 {
		return nil
	}
	return &quirks{on: on, always: !c.quirks, rng: rand.New(rand.NewPCG(c.quirkSeed, c.quirkSeed))}
}

func (q *quirks) has(quirk Quirk) bool { return slices.Contains(q.on, quirk) }

func (q *quirks) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &heldResponse{header: w.Header(), status: http.StatusOK}
		next.ServeHTTP(rec, r)
		body := rec.body.Bytes()
		if rec.status < http.StatusMultipleChoices && len(body) > 0 {
			body = q.distort(body)
		}
		w.WriteHeader(rec.status)
		_, _ = w.Write(body)
	})
}

// heldResponse keeps a response until it is distorted.
type heldResponse struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (h *heldResponse) Header() http.Header         { return h.header }
func (h *heldResponse) WriteHeader(status int)      { h.status = status }
func (h *heldResponse) Write(p []byte) (int, error) { return h.body.Write(p) }

func (q *quirks) distort(body []byte) []byte {
	q.mu.Lock()
	defer q.mu.Unlock()
	var v map[string]any
	if json.Unmarshal(body, &v) != nil {
		return body
	}
	q.object(v)
	out, err := json.Marshal(v)
	if err != nil {
		return body
	}
	return out
}

func (q *quirks) coin() bool { return q.always || q.rng.IntN(2) == 0 }

func (q *quirks) object(o map[string]any) {
	// In a fixed order, or equal seeds would not give equal responses.
	for _, key := range slices.Sorted(maps.Keys(o)) {
		switch v := o[key].(type) {
		case map[string]any:
			q.object(v)
		case []any:
			for _, item := range v {
				if inner, ok := item.(map[string]any); ok {
					q.object(inner)
				}
			}
		default:
			o[key] = q.scalar(key, v)
		}
	}
	q.shape(o)
}

func (q *quirks) scalar(key string, v any) any {
	text, isText := v.(string)
	switch key {
	case "resource_size", "backup_size", "backup_count", "size", "used", "allocated", "count", "progress",
		"retention_duration", "version", "threshold", "max_backups", "retention_duration_days", "day_backups", "week_backups",
		"month_backups", "year_backups", "full_backup_interval", "resource_count", "backup_size_multiaz",
		"used_size", "total_count", "retCode", "subscribeResult":
		return q.number(v)
	case "enterprise_project_id":
		if n, err := strconv.Atoi(text); err == nil && q.has(QuirkNumbersAsText) && q.coin() {
			return n
		}
	case "incremental":
		if q.has(QuirkNumbersAsText) && q.coin() {
			switch v {
			case true:
				return "true"
			case "true":
				return true
			}
		}
	case "description", "parent_id":
		if text == "" && q.has(QuirkNulls) {
			return nil
		}
	}
	if isText && q.has(QuirkTimeForms) && (strings.HasSuffix(key, "_at") || key == "last_active_time") {
		return q.time(text)
	}
	return v
}

func (q *quirks) number(v any) any {
	if !q.has(QuirkNumbersAsText) || !q.coin() {
		return v
	}
	switch n := v.(type) {
	case float64:
		return strconv.FormatFloat(n, 'f', -1, 64)
	case string:
		if _, err := strconv.Atoi(n); err == nil { // an agent has a version too, such as 1.2.11
			return json.Number(n)
		}
	}
	return v
}

// time rewrites a time in one of the forms that are seen. None of them is more
// exact than a microsecond, and some are less.
func (q *quirks) time(text string) any {
	t, err := time.Parse("2006-01-02T15:04:05.000000", text)
	if err != nil {
		return text
	}
	layouts := []string{
		"2006-01-02T15:04:05.000000", "2006-01-02T15:04:05", "2006-01-02T15:04:05.000-07:00",
		"2006-01-02T15:04:05Z", "2006-01-02T15:04:05.000000Z", "2006-01-02 15:04:05",
	}
	i := q.rng.IntN(len(layouts) + 1)
	if i == len(layouts) {
		return t.Unix()
	}
	return t.Format(layouts[i])
}

// shape moves, drops and adds fields of an object, told by the fields it has.
func (q *quirks) shape(o map[string]any) {
	has := func(keys ...string) bool {
		return !slices.ContainsFunc(keys, func(k string) bool { _, ok := o[k]; return !ok })
	}
	if q.has(QuirkUnknownFields) {
		o["x_undocumented"] = map[string]any{"since": "2026", "list": []any{1, "two", nil}}
		if has("spec_code", "used") && q.coin() { // the billing of a vault
			o["partner_bp_id"] = "x"
		}
	}
	if _, isText := o["extra_info"].(string); isText && has("protect_status") && q.has(QuirkExtraInfoForms) {
		o["extra_info"] = []any{"{}", map[string]any{}, nil}[q.rng.IntN(3)]
	}
	if has("checkpoint_id", "image_type") { // a backup
		q.backup(o)
	}
	if q.has(QuirkMovedFields) {
		if values, ok := o["values"].([]any); ok && len(values) == 1 && has("key") && q.coin() { // a tag of the project
			o["values"] = values[0]
		}
		if at, ok := o["destination_vault_id"]; ok && has("progress") && q.coin() { // extra_info of a copy
			o["destinatio_vault_id"] = at
			delete(o, "destination_vault_id")
		}
	}
	if has("count") && q.has(QuirkNoWindow) && q.coin() {
		delete(o, "limit")
		delete(o, "offset")
	}
	ended := has("status", "vault", "extra_info") && o["status"] == "available"
	if ended && q.has(QuirkBareCheckpoint) && (q.always || q.rng.IntN(4) == 0) {
		o["vault"], o["extra_info"] = nil, nil
	}
}

// backup has the quirks of backups.
func (q *quirks) backup(o map[string]any) {
	if q.has(QuirkNulls) {
		for _, key := range []string{"expired_at", "protected_at", "resource_az", "description", "parent_id"} {
			if _, ok := o[key]; !ok || key == "resource_az" && q.coin() {
				o[key] = nil
			}
		}
	}
	if info, ok := o["extend_info"].(map[string]any); ok && q.has(QuirkMovedFields) && q.coin() {
		info["incremental"] = o["incremental"]
		info["app_consistency"] = map[string]any{"app_consistency": "0", "app_consistency_status": "0", "app_consistency_error_code": "", "app_consistency_error_message": ""}
		delete(o, "incremental")
	}
}
