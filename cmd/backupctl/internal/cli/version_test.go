package cli

import (
	"runtime"
	"runtime/debug"
	"testing"
)

func TestBuiltFrom(t *testing.T) {
	t.Parallel()
	info := func(settings ...string) *debug.BuildInfo {
		out := new(debug.BuildInfo)
		for i := 0; i < len(settings); i += 2 {
			out.Settings = append(out.Settings, debug.BuildSetting{Key: settings[i], Value: settings[i+1]})
		}
		return out
	}
	for _, tt := range []struct {
		info *debug.BuildInfo
		ok   bool
		want string
	}{
		{nil, false, " (" + runtime.Version() + ")"},
		{info(), true, " (" + runtime.Version() + ")"},
		{info("vcs.revision", "0123456789abcdef0123", "vcs.time", "2026-04-05T06:07:08Z", "vcs.modified", "false"), true, " (commit 0123456789ab, 2026-04-05T06:07:08Z, " + runtime.Version() + ")"},
		{info("vcs.revision", "01234567", "vcs.modified", "true"), true, " (commit 01234567 with changes, " + runtime.Version() + ")"},
	} {
		if got := builtFrom(tt.info, tt.ok).words(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
