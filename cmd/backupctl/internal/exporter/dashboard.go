package exporter

import "encoding/json"

// target is a query of a panel.
type target struct {
	Expr         string `json:"expr"`
	RefID        string `json:"refId"`
	LegendFormat string `json:"legendFormat,omitempty"`
	Format       string `json:"format,omitempty"`
	Instant      bool   `json:"instant,omitempty"`
}

type grid struct {
	H int `json:"h"`
	W int `json:"w"`
	X int `json:"x"`
	Y int `json:"y"`
}

type panel struct {
	ID              int            `json:"id"`
	Type            string         `json:"type"`
	Title           string         `json:"title"`
	Description     string         `json:"description,omitempty"`
	Datasource      map[string]any `json:"datasource"`
	GridPos         grid           `json:"gridPos"`
	Targets         []target       `json:"targets"`
	FieldConfig     map[string]any `json:"fieldConfig"`
	Options         map[string]any `json:"options,omitempty"`
	Transformations []any          `json:"transformations,omitempty"`
}

// chosen are the labels that the variables of the dashboard choose.
const chosen = `{provider=~"$provider", account=~"$account"}`

// panels are the panels, two rows of figures above tables and curves.
func panels() []panel {
	const machine = "(provider, account, kind, id, name)"
	source := map[string]any{"type": "prometheus", "uid": "${datasource}"}
	field := func(unit string, steps ...any) map[string]any {
		defaults := map[string]any{"unit": unit}
		if len(steps) > 0 {
			defaults["thresholds"] = map[string]any{"mode": "absolute", "steps": steps}
		}
		return map[string]any{"defaults": defaults, "overrides": []any{}}
	}
	step := func(colour string, value any) any { return map[string]any{"color": colour, "value": value} }
	good := []any{step("green", nil), step("red", 1)}
	stat := func(title, expr string, steps []any) panel {
		return panel{
			Type: "stat", Title: title, Targets: []target{{Expr: expr, RefID: "A", Instant: true}}, FieldConfig: field("none", steps...),
			Options: map[string]any{"reduceOptions": map[string]any{"calcs": []string{"lastNotNull"}}, "colorMode": "background"}, GridPos: grid{H: 4, W: 4},
		}
	}
	curve := func(title, expr, legend, unit string) panel {
		return panel{Type: "timeseries", Title: title, Targets: []target{{Expr: expr, RefID: "A", LegendFormat: legend}}, FieldConfig: field(unit), GridPos: grid{H: 8, W: 12}}
	}
	table := func(title, expr, unit string) panel {
		return panel{
			Type: "table", Title: title, Targets: []target{{Expr: expr, RefID: "A", Format: "table", Instant: true}}, FieldConfig: field(unit), GridPos: grid{H: 9, W: 24},
			Transformations: []any{map[string]any{"id": "organize", "options": map[string]any{"excludeByName": map[string]bool{"Time": true, "__name__": true, "instance": true, "job": true}}}},
		}
	}
	plain := []any{step("blue", nil)}
	out := []panel{
		stat("Machines", `count(backup_protected`+chosen+`)`, plain),
		stat("Unprotected", `count(backup_protected`+chosen+` == 0) or vector(0)`, good),
		stat("Never backed up", `count(backup_exists`+chosen+` == 0 and on `+machine+` backup_protected == 1) or vector(0)`, good),
		stat("Too old", `count(time() - backup_last_success_timestamp_seconds`+chosen+` > on `+machine+` backup_max_age_seconds and on `+machine+` backup_protected == 1) or vector(0)`, good),
		stat("Last one failed", `count(max by `+machine+` (backup_last_attempt_result{result=~"failed|missed", provider=~"$provider", account=~"$account"}) == 1) or vector(0)`, good),
		stat("Accounts that cannot be asked", `count(backup_provider_up`+chosen+` == 0) or vector(0)`, good),
		table("Age of the newest backup", `sort_desc(time() - backup_last_success_timestamp_seconds`+chosen+`)`, "s"),
		table("Unprotected, or never backed up", `(backup_protected`+chosen+` == 0) or (backup_exists`+chosen+` == 0)`, "none"),
		curve("Stored", `sum by (provider, account) (backup_size_bytes`+chosen+`)`, "{{account}}", "bytes"),
		curve("Vaults", `backup_vault_used_bytes`+chosen+` / backup_vault_capacity_bytes`, "{{account}} {{name}}", "percentunit"),
		curve("Oldest newest backup of each account", `max by (provider, account) (time() - backup_last_success_timestamp_seconds`+chosen+`)`, "{{account}}", "s"),
		curve("Since each account was asked", `time() - backup_collect_timestamp_seconds`+chosen, "{{account}}", "s"),
		table("Without a copy off-site", `backup_off_site_copies`+chosen+` == 0`, "none"),
	}
	const across = 24
	x, y, height := 0, 0, 0
	for i := range out {
		p := &out[i]
		if x+p.GridPos.W > across {
			x, y = 0, y+height
			height = 0
		}
		p.ID, p.Datasource = i+1, source
		p.GridPos.X, p.GridPos.Y = x, y
		x, height = x+p.GridPos.W, max(height, p.GridPos.H)
	}
	return out
}

// Dashboard is the file of a Grafana dashboard.
func Dashboard() ([]byte, error) {
	variable := func(name, label string) map[string]any {
		return map[string]any{
			"name": name, "label": label, "type": "query", "datasource": map[string]any{"type": "prometheus", "uid": "${datasource}"},
			"query":      map[string]any{"query": "label_values(backup_provider_up, " + name + ")", "refId": name},
			"includeAll": true, "multi": true, "allValue": ".*", "current": map[string]any{"text": "All", "value": "$__all"}, "refresh": 2, "sort": 1,
		}
	}
	data, err := json.MarshalIndent(map[string]any{
		"uid": "backupctl", "title": "Backups", "tags": []string{"backup"}, "schemaVersion": 39, "editable": true, "refresh": "5m",
		"time":   map[string]any{"from": "now-7d", "to": "now"},
		"panels": panels(),
		"templating": map[string]any{"list": []any{
			map[string]any{"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"},
			variable("provider", "Service"), variable("account", "Account"),
		}},
		"annotations": map[string]any{"list": []any{}},
	}, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(data, '\n'), nil
}
