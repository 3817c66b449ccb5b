// Package alert tells people when backups fail, when they are well again, and when
// nothing has run at all.
//
// A [Watch] hears of every run ([Watch.Report]) and knows how often each subject has to
// run ([Watch.Expect]). It sends one [Event] for each change of state, and none while
// a state lasts: failed, recovered, silent. What could not be sent is tried again, and
// [Config.Save] keeps all of it for the next start of the program.
//
//	hook, err := alert.NewWebhook(alert.WebhookConfig{URL: "https://hooks.example/backup", Secret: "file:/etc/backup/hook"})
//	mail, err := alert.NewMail(alert.MailConfig{Host: "mail.example", From: "backup@example.com", To: []string{"ops@example.com"}})
//	watch, err := alert.NewWatch(alert.Config{Senders: []alert.Sender{hook, mail}})
//	watch.Expect("nightly", 26*time.Hour)
//	go watch.Run(ctx)
//	watch.Report("nightly", alert.Outcome{Failed: true, Text: "3 of 500 machines failed"})
//
// # Ways out
//
// [Webhook] posts the event as JSON, signed, and tries again with growing pauses. [Mail]
// sends it by SMTP, and [Command] gives it to any program on standard input. Secrets
// are references, env:NAME or file:PATH, read when something is sent; they are never
// in errors or texts. Everything is bounded: times, tries, sizes, and the number of
// subjects.
//
// # The signature of a webhook
//
// The header Backup-Signature is "t=SECONDS,v1=HEX": the time of sending in seconds
// since 1970, and the HMAC-SHA256, in hexadecimal, of that number, a dot and the body,
// with the secret as key. [VerifySignature] checks it, and that it is not old. The
// header Backup-Event is the event's id: the same event may come twice.
package alert
