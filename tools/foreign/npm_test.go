package foreign

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// node runs a program of the npm folder.
func node(t *testing.T, env []string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", args...)
	cmd.Dir, cmd.Env = "npm", append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("node %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// A client is made of each specification, compiled strictly, and does a day's work.
func TestTypeScript(t *testing.T) {
	for _, name := range []string{"cbr", "iam", "zomro", "cloutility"} {
		// Without the flag a field with a default would be wanted in requests too.
		node(t, nil, "node_modules/openapi-typescript/bin/cli.js", filepath.Join("..", root, "specs", name+".yaml"), "--default-non-nullable=false", "-o", "gen/"+name+".d.ts")
	}
	node(t, nil, "node_modules/typescript/bin/tsc", "-p", ".")
	for name, env := range map[string][]string{
		"cbr": {
			"CBR_URL=" + setting(t, "cbr base URL"), "IAM_URL=" + setting(t, "cbr IAM URL"), "CBR_DOMAIN=" + setting(t, "cbr domain"),
			"CBR_USER=" + setting(t, "cbr user"), "CBR_PASSWORD=" + setting(t, "cbr password"), "CBR_PROJECT=" + setting(t, "cbr project name"),
		},
		"zomro": {
			"ZOMRO_URL=" + setting(t, "zomro base URL"), "ZOMRO_USERNAME=" + setting(t, "zomro username"),
			"ZOMRO_PASSWORD=" + setting(t, "zomro password"), "ZOMRO_INSTANCE=" + setting(t, "zomro instance"),
		},
		"cloutility": {
			"CLOUTILITY_URL=" + setting(t, "cloutility base URL"), "CLOUTILITY_CLIENT_ID=" + setting(t, "cloutility client id"), "CLOUTILITY_ORIGIN=" + setting(t, "cloutility origin"),
			"CLOUTILITY_USERNAME=" + setting(t, "cloutility username"), "CLOUTILITY_PASSWORD=" + setting(t, "cloutility password"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			node(t, env, "out/src/"+name+".js")
			passed(t, "openapi-typescript", name)
		})
	}
}

// Prism listens within half a minute, and its validator takes what is documented.
func TestPrism(t *testing.T) {
	for _, name := range []string{"cbr", "iam", "zomro", "cloutility"} {
		t.Run(name, func(t *testing.T) {
			node(t, nil, "src/prism.mjs", filepath.Join("..", root, "specs", name+".yaml"))
			passed(t, "Prism", name+":")
		})
	}
}
