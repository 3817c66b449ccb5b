package reliability

import (
	"net/http"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
)

// deviation is where operations do not do what a fault's row promises, and why
// that is right.
type deviation struct {
	who    string
	fits   func(target) bool
	fault  string
	reason string
	want   want
}

func deviations() []deviation {
	var (
		refused = want{kind: backup.KindUnauthenticated, status: 401, attempts: 1}
		unknown = want{kind: backup.KindUnauthenticated, status: 404, attempts: 1}
		success = want{success: true, attempts: 1}
	)
	const (
		noSecondTry = "a refused sign-in is not tried again: accounts get locked"
		others      = "others may wait for the same sign-in, so it goes on"
		ended       = "the session that should end has ended"
	)
	nothing := func(t target) bool { return !t.returns && !t.signIn && t.operation.Provider != "zomro" }
	signIn := func(t target) bool { return t.signIn }
	password := func(t target) bool { return t.signIn && t.operation.ID != "createTemporaryKey" }
	all := []deviation{
		{"sign-ins by password", password, "401 once", noSecondTry, refused},
		{"sign-ins by password", password, "401 always", noSecondTry, refused},
		{"first steps of signing in", one("cloutility createToken", "zomro auth", "iam createToken"), "cancelled while signing in", "the sign-in is what is tried", want{attempts: 1}},
		{"IAM sign-ins", one("iam createToken", "iam createTemporaryKey"), "404", "the account or user does not exist", unknown},
		{"zomro logout", one("zomro logout"), "cancelled while signing in", "it does not sign in", want{attempts: 1}},
		{"zomro logout", one("zomro logout"), "401 once", ended, success},
		{"zomro logout", one("zomro logout"), "401 always", ended, success},

		{"sign-ins", signIn, "cancelled in the body", others, want{attempts: 1}},
		{"sign-ins", signIn, "cancelled before the next attempt", others, want{attempts: 1}},

		{"methods that return nothing", nothing, "empty response", "there is nothing to read", success},
		{"methods that return nothing", nothing, "broken JSON", "there is nothing to read", success},
		{"methods that return nothing", nothing, "JSON of another type", "there is nothing to read", success},
		{"cloutility activateNode", one("cloutility activateNode"), "empty response", "the node is read afterwards", success},
		{"cloutility activateNode", one("cloutility activateNode"), "broken JSON", "the node is read afterwards", success},
		{"cloutility activateNode", one("cloutility activateNode"), "JSON of another type", "the node is read afterwards", success},
		{
			"things of Cloutility that need not be there", one("cloutility getContract", "cloutility getDefaultRubrikServer", "cloutility getDefaultSPPlusServer",
				"cloutility getDeleteRequest", "cloutility getFallbackSPPlusServer", "cloutility getFirstJob", "cloutility getJobIncidentConfig",
				"cloutility getLatestNodeReport", "cloutility getLatestStatusReport", "cloutility getNodeDeletionRule", "cloutility getNodeNamingRule",
				"cloutility getNodePasswordRule", "cloutility getPointRepository", "cloutility getProvider", "cloutility getServiceLevelAgreement",
				"cloutility getStatusDeliveryConfig", "cloutility getMicrosoft365Account", "cloutility getMicrosoft365Tenant",
				"cloutility getInheritedNodeNamingRule", "cloutility getCOSBucket", "cloutility getORainBucket"), "empty response",
			"it says that there is none", want{kind: backup.KindNotFound, status: 200, attempts: 1},
		},
		{
			"changes of Cloutility whose response is on no page", one("cloutility createAddress", "cloutility updateAddress", "cloutility createBrand",
				"cloutility updateBrand", "cloutility createDeleteRequestSettings", "cloutility updateDeleteRequestSettings",
				"cloutility createServiceLevelAgreement", "cloutility addBackupPolicy", "cloutility updateSLADomain"), "empty response",
			"the service may have nothing to say", success,
		},
		{"cbr restoreBackup", one("cbr restoreBackup"), "empty response", "the service documents no answer to this call", success},
		{"operations whose answer nobody has seen", func(t target) bool { return t.raw }, "JSON of another type", "it is handed out as it is", success},
	}
	for _, status := range []int{301, 302, 303} {
		all = append(all, deviation{
			"all but reads by GET", func(t target) bool { return t.operation.Method != http.MethodGet }, strconv.Itoa(status) + " within the service",
			"a change never becomes a question", want{status: status, attempts: 1},
		})
	}
	for _, status := range []int{307, 308} {
		all = append(all, deviation{
			"GETs of Cloutility that change something", one("cloutility activateNode", "cloutility createTOTPSecret"), strconv.Itoa(status) + " within the service",
			"a GET that changes something is kept from being repeated", want{status: status, attempts: 1},
		})
	}
	for _, f := range noise()[1:] {
		all = append(all,
			deviation{"methods that return nothing", nothing, f.name, "there is nothing to read", success},
			deviation{"cloutility activateNode", one("cloutility activateNode"), f.name, "the node is read afterwards", success},
		)
	}
	all = append(all,
		deviation{"methods that return nothing", nothing, "JSON of secrets", "there is nothing to read", success},
		deviation{"cloutility activateNode", one("cloutility activateNode"), "JSON of secrets", "the node is read afterwards", success},
		deviation{"operations whose answer nobody has seen", func(t target) bool { return t.raw }, "JSON of secrets", "it is handed out as it is", success},
		deviation{"operations that answer with a text", one("cloutility getFullVersion", "cloutility getNodeSPName", "cloutility getTimeZoneOffset", "cloutility createTOTPSecret"), "word before JSON", "any text will do", success},
		deviation{"versions of CBR", one("cbr listVersions", "cbr showVersion"), "300 with a body of success", "300 is their success", success},
		deviation{"zomro logout", one("zomro logout"), "session expired, then not found", ended, success},
		deviation{
			"sign-ins of Zomro", func(t target) bool { return t.signIn && of("zomro")(t) }, "session expired, then not found",
			noSecondTry, want{kind: backup.KindUnauthenticated, status: 200, attempts: 1},
		},
		deviation{
			"operations of Zomro", of("zomro"), "session expired, then not found", "its errors have status 200",
			want{kind: backup.KindNotFound, status: 200, attempts: 2},
		},
		deviation{
			"iam createTemporaryKey", one("iam createTemporaryKey"), "session expired, then not found", "the account or user does not exist",
			want{kind: backup.KindUnauthenticated, status: 404, attempts: 2},
		},
		deviation{
			"deletions of Zomro", one("zomro deleteAddress", "zomro deleteImage", "zomro deleteInstance", "zomro deleteSchedule", "zomro deleteSshKey"),
			"reset after the work is done, then not found", "what is gone was deleted by the attempt that was lost", want{success: true, attempts: 2},
		},
		deviation{"sign-ins by password", password, "session expired, then not found", noSecondTry, refused},
		deviation{
			"what is not idempotent", func(t target) bool { return !t.operation.Idempotent }, "reset after the work is done, then not found",
			"it is sent once", want{kind: backup.KindUnavailable, attempts: 1},
		},
		deviation{
			"what is not idempotent", func(t target) bool { return !t.operation.Idempotent }, "closed once after the work is done",
			"it is sent once", want{kind: backup.KindUnavailable, attempts: 1},
		},
		deviation{
			"operations of Zomro", of("zomro"), "reset after the work is done, then not found", "its errors have status 200",
			want{kind: backup.KindNotFound, status: 200, attempts: 2},
		},
	)
	// What costs money is sent once, whatever happens.
	spends := one("zomro applyPromoCode", "zomro confirmOrder", "zomro confirmResize", "zomro copyImage", "zomro orderAddress",
		"zomro orderImage", "zomro orderInstance", "zomro prolongInstance", "zomro resizeInstance")
	for _, f := range faults() {
		if f.want.repeat && f.want.attempts == most || f.name == "cancelled before the next attempt" {
			w := f.want
			w.attempts, w.over = 1, true
			all = append(all, deviation{"orders of Zomro", spends, f.name, "what costs money is sent once", w})
		}
	}
	return all
}

func of(provider string) func(target) bool {
	return func(t target) bool { return t.operation.Provider == provider }
}

func one(names ...string) func(target) bool {
	return func(t target) bool {
		for _, name := range names {
			if t.operation.String() == name {
				return true
			}
		}
		return false
	}
}
