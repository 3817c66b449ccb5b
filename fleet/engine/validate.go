package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// What the engine takes at most, so that a store stays small and quick to list.
const (
	maxJobs   = 100_000
	maxInput  = 256 << 10
	maxOutput = 1 << 20
	maxName   = 100
	maxJobID  = 200
)

// check fills in what may be left out, and says what cannot be used.
func (cfg *Config) check() error {
	if cfg.Executor == "" {
		name, err := os.Hostname()
		if err != nil {
			return invalid("Config.Executor", "is empty, and the host has no name: %v", err)
		}
		cfg.Executor = name
	}
	if err := checkExecutor("Config.Executor", cfg.Executor); err != nil {
		return err
	}
	if cfg.Workers == 0 {
		cfg.Workers = 16
	}
	if cfg.Workers < 1 || cfg.Workers > 1000 {
		return invalid("Config.Workers", "%d is not between 1 and 1000", cfg.Workers)
	}
	if cfg.Keep == 0 {
		cfg.Keep = 30 * 24 * time.Hour
	}
	if cfg.AdoptAfter != 0 && cfg.AdoptAfter < time.Minute {
		return invalid("Config.AdoptAfter", "%v is less than a minute", cfg.AdoptAfter)
	}
	if cfg.StartTimeout == 0 {
		cfg.StartTimeout = 30 * time.Second
	}
	if len(cfg.Accounts) == 0 {
		return invalid("Config.Accounts", "are needed")
	}
	for _, name := range slices.Sorted(maps.Keys(cfg.Accounts)) {
		field := fmt.Sprintf("Config.Accounts[%q]", name)
		if err := checkText(field, name, maxName); err != nil {
			return err
		}
		limits := cfg.Accounts[name]
		if limits.Concurrency < 0 {
			return invalid(field+".Concurrency", "%d is less than 0", limits.Concurrency)
		}
		if !(limits.PerSecond >= 0) || math.IsInf(limits.PerSecond, 0) {
			return invalid(field+".PerSecond", "%v is no rate", limits.PerSecond)
		}
		if limits.PerSecond > 0 && limits.PerSecond < 1.0/3600 {
			return invalid(field+".PerSecond", "%v is less than one call in an hour", limits.PerSecond)
		}
	}
	if len(cfg.Kinds) == 0 {
		return invalid("Config.Kinds", "are needed")
	}
	for _, name := range slices.Sorted(maps.Keys(cfg.Kinds)) {
		kind, field := cfg.Kinds[name], fmt.Sprintf("Config.Kinds[%q]", name)
		if err := checkText(field, name, maxName); err != nil {
			return err
		}
		switch {
		case kind.Handler == nil:
			return invalid(field+".Handler", "is needed")
		case kind.Steps < 1:
			return invalid(field+".Steps", "%d is less than 1: number the list of steps", kind.Steps)
		case kind.Retries.Tries < 0 || kind.Retries.Tries > 1000:
			return invalid(field+".Retries.Tries", "%d is not between 0 and 1000", kind.Retries.Tries)
		case kind.Retries.Pause < 0:
			return invalid(field+".Retries.Pause", "%v is less than 0", kind.Retries.Pause)
		case kind.Retries.MaxPause < 0:
			return invalid(field+".Retries.MaxPause", "%v is less than 0", kind.Retries.MaxPause)
		}
	}
	return cfg.checkSchedules()
}

func checkExecutor(field, name string) error {
	if name == "" || len(name) > maxName || strings.Trim(name, ".") == "" {
		return invalid(field, "needs 1 to %d characters", maxName)
	}
	for _, r := range name {
		if !asciiWord(r) && !strings.ContainsRune("-._", r) {
			return invalid(field, "%q has a character that is no letter, digit or one of -._", name)
		}
	}
	return nil
}

func checkRun(field, id string) error {
	if id == "" || len(id) > maxName {
		return invalid(field, "needs 1 to %d characters", maxName)
	}
	for _, r := range id {
		if !asciiWord(r) && !strings.ContainsRune("-._:@+", r) {
			return invalid(field, "%q has a character that is no letter, digit or one of -._:@+", id)
		}
	}
	return nil
}

func asciiWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// checkText takes names that are shown and stored.
func checkText(field, text string, most int) error {
	switch {
	case text == "" || len(text) > most:
		return invalid(field, "needs 1 to %d bytes", most)
	case !utf8.ValidString(text):
		return invalid(field, "is not UTF-8")
	case strings.ContainsFunc(text, unicode.IsControl):
		return invalid(field, "has a control character")
	}
	return nil
}

// checkJobs looks at every job before the first is stored.
func (cfg *Config) checkJobs(jobs []Job) error {
	if len(jobs) == 0 || len(jobs) > maxJobs {
		return invalid("Jobs", "%d is not between 1 and %d", len(jobs), maxJobs)
	}
	seen := make(map[string]int, len(jobs))
	for i, job := range jobs {
		field := fmt.Sprintf("Jobs[%d]", i)
		if err := checkText(field+".ID", job.ID, maxJobID); err != nil {
			return err
		}
		if first, ok := seen[job.ID]; ok {
			return invalid(field+".ID", "%q is that of Jobs[%d] too", job.ID, first)
		}
		seen[job.ID] = i
		if _, ok := cfg.Accounts[job.Account]; !ok {
			return invalid(field+".Account", "%q is not among Config.Accounts", job.Account)
		}
		if _, ok := cfg.Kinds[job.Kind]; !ok {
			return invalid(field+".Kind", "%q is not among Config.Kinds", job.Kind)
		}
		if err := checkInput(field+".Input", job.Input); err != nil {
			return err
		}
	}
	return nil
}

func checkInput(field string, input json.RawMessage) error {
	if len(input) > maxInput {
		return invalid(field, "%d bytes are more than %d", len(input), maxInput)
	}
	if len(input) > 0 && !json.Valid(input) {
		return invalid(field, "is not JSON")
	}
	return nil
}
