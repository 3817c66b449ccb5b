module github.com/backup-sdk/backup-go/otel

go 1.26.0

require github.com/backup-sdk/backup-go v0.1.0
