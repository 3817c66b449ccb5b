// Package protection tells, over any number of backup services, what is
// protected, how old its newest backup is, and whether it is good.
//
// A [Source] asks one account of one service; cbrsource, zomrosource and
// cloutilitysource beside this package are those of this module, and anybody
// can write one. [Collect] asks several at once and yields a [Row] for each
// thing that is protected or should be:
//
//	for row, err := range protection.Collect(ctx, sources...) {
//		if err != nil {
//			log.Print(err) // a *GapError: a part that could not be asked
//			continue
//		}
//		verdict := protection.Policy{MaxAge: 26 * time.Hour}.Classify(row, time.Now())
//		fmt.Println(row.Name, verdict.State, verdict.Words)
//	}
//
// What fails does not end a collection: the other accounts, and the other
// things of the same account, come all the same, and what could not be asked is
// said. Rows hold what a service says; all opinions are in [Policy].
package protection
