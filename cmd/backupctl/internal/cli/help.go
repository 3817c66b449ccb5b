package cli

import "github.com/spf13/cobra"

// topic is a text that help shows.
func topic(name, short, text string) *cobra.Command {
	return &cobra.Command{Use: name, Short: short, Long: text}
}

func helpExitCodes() *cobra.Command {
	return topic("exit-codes", "What exit codes mean", `Exit codes of backupctl:

  0    done
  1    failed, for a reason that is none of the following
  2    wrong command line or configuration
  3    not found
  4    not authenticated
  5    permission denied
  6    conflict: it exists already, or its state forbids it
  7    busy: something else is going on with it
  8    invalid argument, found by this program or by the service
  9    quota exceeded
  10   rate limited
  11   service or network unavailable
  12   the work that was waited for ended badly
  13   timeout
  14   not confirmed: nobody agreed to destroy something or to spend money
  15   partial: something could not be asked; the rest is shown (status, report)
  16   drift: responses differ from the specifications (drift, verify)
  130  interrupted

A command about several things ends with the highest code of theirs.

Problems are told on standard error; with --output json as a JSON object
"error" with message, kind, code, status, request_id, operation, field,
attempts, hint and exit_code.`)
}

func helpOutput() *cobra.Command {
	return topic("output", "How results can be shown", `Results go to standard output, everything else to standard error.

  -o table   for people; fits the terminal (the default), see below
  -o json    one JSON document: an object, or an array for lists
  -o jsonl   one JSON document a line, an entry of a list each
  -o yaml    the same as YAML
  -o csv     all fields that are one value, or the --columns
  -o name    ids only, one per line

--columns, --sort and --filter take names of fields; dots lead into nested
ones, as in billing.size_gb. --query takes a JMESPath expression and applies
last. Names in JSON, YAML and CSV are those of the SDK's fields in snake_case:
they are stable. Times are RFC 3339 and what is not known is null.

Tables have ages ("3 h ago"), and of one thing its times in this machine's zone.
--utc shows times in UTC, --time-format says how: age, time, both, rfc3339, unix,
or a layout of Go such as "2006-01-02 15:04". Days that a service tells without a
time are days everywhere. Sizes are in the unit that suits them, of 1024; the other
formats have the service's own number, in the unit of the field's name. Ids are cut
in a terminal that is too narrow, as far as they tell the rows apart; what is left
of one stands for it in the next command. A line on standard error says which fields
a table does not show; --wide shows them, and cuts nothing.

Where a command takes an id, the name of the thing will do if no other has it; an id
always wins. Commands about one thing take several: there is one question, one
result for each, in JSON a list, and the exit code is the highest of theirs.

Secrets are REDACTED unless --show-secrets is given: those of the account and
of the result wherever they stand, and in the responses that raw shows whatever
has the name of one. --debug and --trace-file never show any.

What a service sends cannot move the cursor: characters that would, and those
that are not seen, are shown as �, and in JSON and YAML as escapes such as
\u202e. In CSV a text that a spreadsheet would run as a formula has an
apostrophe in front; --csv-raw leaves it as it is.

Colours are for terminals only, and not with NO_COLOR set.`)
}

func helpConfiguration() *cobra.Command {
	return topic("configuration", "Contexts, variables and where passwords come from", `What a command needs to know comes from, the first that says it:

  1. flags, such as --url or --instance
  2. variables; none of these counts when --context names a context
       zomro       ZOMRO_USERNAME ZOMRO_PASSWORD ZOMRO_SESSION ZOMRO_AUTHINFO
                   ZOMRO_URL ZOMRO_LANG ZOMRO_INSTANCE
       cloutility  CLOUTILITY_CLIENT_ID CLOUTILITY_ORIGIN CLOUTILITY_USERNAME
                   CLOUTILITY_PASSWORD CLOUTILITY_URL CLOUTILITY_UNIT, and
                   CLIENT_ID APIKEY_ORIGIN SAFESPRING_USERNAME
                   SAFESPRING_PASSWORD of the community client
       cbr         HW_…, HUAWEICLOUD_SDK_… or OS_…, the first family that has
                   credentials, as a whole; CBR_URL
  3. the context: --context, BACKUPCTL_CONTEXT_ZOMRO (_CLOUTILITY, _CBR), or
     the current one of the service
  4. cloutility-api-client.yaml in the working directory, as a whole, for
     cloutility; ~/.huaweicloud/credentials for cbr

Contexts are in backupctl/config.yaml in the platform's directory for
configuration, or where BACKUPCTL_CONFIG or --config say. The file must not be
readable by others.

What a sign-in brings is kept for the next command, in files that only you can
read, in backupctl/tokens of the platform's directory for caches; "context
delete" removes it. --no-token-store or BACKUPCTL_NO_TOKEN_STORE=1 keep nothing.

Passwords are never arguments. A context names a variable (--password-env), a
file, a command (--password-command) or an entry of the system's keyring;
without any of these they are typed, without echo.

Certificates are checked by the authorities of the system, and by those of
--ca-file, of BACKUPCTL_CA_FILE or of the context's ca_file besides. HTTPS_PROXY,
HTTP_PROXY and NO_PROXY count.`)
}
