package cli

import "github.com/backup-sdk/backup-go/zomro"

func zomroImages() group {
	return group{name: "image", aliases: []string{"images"}, short: "Images, backups and snapshots in storage", verbs: []verb{
		{use: "list", short: "List the images of the account, backups and snapshots included", example: "list", call: (*zomro.ImagesService).List, all: (*zomro.ImagesService).All, columns: "id name status image_type size_gb created|create_date region protected", fill: fillImageTimes},
		{use: "get IMAGE", short: "Show an image", example: "get 9201", call: (*zomro.ImagesService).Get},
		{use: "wait IMAGE", short: "Wait until an image is saved", example: "wait 9201 --timeout 1h", kind: waits, call: (*zomro.ImagesService).WaitActive},
		{use: "update IMAGE", short: "Change an image", example: "update 9201 --name golden --protected", kind: changes, call: (*zomro.ImagesService).Update},
		{use: "delete IMAGE", short: "Delete an image for good", example: "delete 9201 --yes", kind: destroys, call: (*zomro.ImagesService).Delete},
		{use: "copy-options IMAGE", short: "Show the regions an image can be copied to", example: "copy-options 9201", call: (*zomro.ImagesService).CopyOptions},
		{use: "copy IMAGE", short: "Copy an image to another region", example: "copy 9201 --name golden-2 --region Netherlands-2 --confirm-cost", kind: spends, call: (*zomro.ImagesService).Copy, waitCommand: waitFor((*zomro.ImagesService).WaitActive, func(i *zomro.Image) int64 { return i.ID })},
		{use: "tariffs", short: "List the tariffs of images", example: "tariffs", call: (*zomro.ImagesService).Tariffs, columns: "id name"},
		{use: "order-options TARIFF", short: "Show the choices of an order", example: "order-options 7", call: (*zomro.ImagesService).OrderOptions},
		{use: "order", short: "Load an image from an address", example: "order --tariff-id 7 --name golden --from-url https://example.com/golden.qcow2 --region Netherlands-2 --disk-format qcow2 --os-distro debian --confirm-cost", kind: spends, call: (*zomro.ImagesService).Order, cost: imageCost, waitCommand: waitFor((*zomro.ImagesService).WaitActive, func(i *zomro.Image) int64 { return i.ID })},
		{use: "filter", short: "Show the filter the service keeps for the list", example: "filter", call: (*zomro.ImagesService).Filter},
		{use: "set-filter", short: "Store a filter for the list, in the control panel too", example: "set-filter --name golden", kind: changes, call: (*zomro.ImagesService).SetFilter},
		{use: "reset-filter", short: "Take the filter of the list away", example: "reset-filter", kind: changes, call: (*zomro.ImagesService).ResetFilter},
	}}
}
