module github.com/backup-sdk/backup-go/tools/foreign

go 1.26.0

require github.com/gophercloud/gophercloud v1.14.1
