// Package metrics holds the measures that the suites of eval report, as the
// field defines them, with confidence intervals and paired tests. It knows
// numbers and lists of ids only; every suite calls it.
//
// # Names
//
// Every suite prints {"suite", "n", "metrics"}; the metrics are flat, in lower
// case, and a measure M has the ends of its 95 % interval as M_lo and M_hi. A group
// of items stands before a slash ("citizen/correct"), a kind of fault behind one
// ("recall/no_article"). Beside their main figures, below, all give errors (items
// that could not be measured; never counted as wrong), p50_ms and p95_ms (time of
// an item), and with a model tokens, money and their p50_ and p95_.
//
//	suite       main figures                       of
//	structure   precision, recall, f1              điều, khoản, điểm; also dieu_precision …
//	            number_accuracy, title_accuracy …  fields of the page
//	amendment   precision, recall, accuracy        operations judged; recorded relations; texts rebuilt
//	            (judged.precision, relations.recall, rebuild.identical)
//	retrieval   acc@1, recall@10, recall@100, mrr@10, ndcg@10, map, f2; r@10 is the hit rate
//	answers     ALQAC shapes: accuracy (true_false_acc, choice_acc), em and f1 of the phrase
//	            (phrase_em, phrase_f1), span_marked, precision, recall, f2 of provisions cited
//	            own shape: accuracy (correct), points, cited, temporal, refusal_recall,
//	            refusal_precision, grounded, citation_recall, citation_precision
//	citations   recall (caught), precision, f1     planted faults; false_alarms, citation_caught
//	review      recall, precision, f1              planted faults; recall_references …
//	basis       recall@20, precision, recall, f1   provisions that the judgment cites; constant_…
//	cases       acc@1, mrr; accuracy (pairs)       halves find their case; judged pairs
//	draft       recall, precision, f1              planted faults on references; missing_recall
//	redact      recall, precision, f1              mentions of people; case_recall, clean
//	safety      accuracy (blocked and stream)      attacks
//	choice      accuracy                           questions with choices
//
// Precision, recall and F of structure, amendment, citations, review, basis, draft and
// redact are over all items together (sums divided, the interval from a bootstrap
// over whole items); the others are means over items.
package metrics
