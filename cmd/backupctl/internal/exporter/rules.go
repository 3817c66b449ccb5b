package exporter

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// rule is an alert.
type rule struct {
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for,omitempty"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations"`
}

// rules need no number to be edited: what is too old comes from the schedules.
func rules() []rule {
	one := func(alert, severity, wait, expr, summary, description string) rule {
		return rule{
			Alert: alert, Expr: expr, For: wait, Labels: map[string]string{"severity": severity},
			Annotations: map[string]string{"summary": summary, "description": description},
		}
	}
	const machine = "{{ $labels.name }} ({{ $labels.kind }}, {{ $labels.account }})"
	return []rule{
		one("BackupUnprotected", "critical", "1h", `backup_protected == 0`,
			machine+" is not protected", "Nothing makes backups of it."),
		one("BackupNever", "critical", "1h", `backup_exists == 0 and on (provider, account, kind, id, name) backup_protected == 1`,
			machine+" was never backed up", "It is protected, and there is no good backup of it."),
		one("BackupTooOld", "critical", "15m", `time() - backup_last_success_timestamp_seconds > on (provider, account, kind, id, name) backup_max_age_seconds and on (provider, account, kind, id, name) backup_protected == 1`,
			"The newest backup of "+machine+" is too old", "It is {{ $value | humanizeDuration }} old."),
		one("BackupFailed", "warning", "15m", `max by (provider, account, kind, id, name) (backup_last_attempt_result{result=~"failed|missed"}) == 1`,
			"The last backup of "+machine+" failed", "The newest attempt failed or was missed; an older backup may be good."),
		one("BackupCannotAsk", "warning", "30m", `backup_provider_up == 0`,
			"Account {{ $labels.account }} cannot be asked in full", "What it protects is not known, or only in part: look at the exporter's log."),
		one("BackupNotAsked", "critical", "5m", `time() - backup_collect_timestamp_seconds > 86400`,
			"Account {{ $labels.account }} was not asked for a day", "Everything that is known of it is {{ $value | humanizeDuration }} old."),
		one("BackupVaultNearlyFull", "warning", "1h", `backup_vault_used_bytes / backup_vault_capacity_bytes > 0.9`,
			"Vault {{ $labels.name }} of {{ $labels.account }} is nearly full", "{{ $value | humanizePercentage }} are used; backups fail when it is full."),
		one("BackupExporterGone", "critical", "15m", `absent(backup_provider_up)`,
			"Nothing tells about backups", "The exporter is gone, or has no account."),
	}
}

// Rules is the file of alert rules.
func Rules() ([]byte, error) {
	type group struct {
		Name  string `yaml:"name"`
		Rules []rule `yaml:"rules"`
	}
	var b bytes.Buffer
	b.WriteString(generated)
	e := yaml.NewEncoder(&b)
	e.SetIndent(2) //nolint:mnd // as people write YAML
	if err := e.Encode(map[string][]group{"groups": {{"backup", rules()}}}); err != nil {
		return nil, err
	}
	return b.Bytes(), e.Close()
}

const generated = "# Made by backupctl exporter --print-rules; change it there.\n"

// metricsIn are the metrics that an expression names.
func metricsIn(expr string) []string {
	return strings.FieldsFunc(expr, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') })
}
