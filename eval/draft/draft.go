// Package draft measures the check of a draft judgment: it plants faults in real
// judgments (a điều or khoản that is not there, a text not in force, words that
// are not the law's, nothing on fees, appeal or absence) and counts which are
// found, and what is found fault with that is sound. `trolyluat eval draft` calls
// it.
package draft
