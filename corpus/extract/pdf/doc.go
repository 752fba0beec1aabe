// Package pdf reads the text of PDF files with its layout: lines, paragraphs and
// columns in reading order, running headers and page numbers told apart.
//
// The object layer is github.com/ledongthuc/pdf; content streams, fonts, CMaps
// and filters are read here, because that library loses letters and order of
// Vietnamese text: it ignores ToUnicode beside an Encoding, the widths of CID
// fonts, Form XObjects, and the moves between strings.
//
// A hostile file can make any reader of PDF loop or swell. Where the program
// gave Configure a worker, Extract therefore runs in a process of its own with
// a deadline and a memory limit; else it runs here, where every read of the
// file checks the deadline and every stream has a limit on what it unpacks to.
//
// Package extract/formats calls it; package parse reads the blocks.
package pdf
