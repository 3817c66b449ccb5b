module github.com/backup-sdk/backup-go/fleet

go 1.26.0
