// Command trolyluat is the virtual assistant for Vietnamese law: it ingests
// statutes, judgments and án lệ into a store, searches them, answers questions
// with passages that can be opened, and serves the chat page.
//
// This package parses flags, wires the other packages and runs; what the
// commands do lives in corpus, retrieval, assistant, eval and web.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"trolyluat/corpus/extract/pdf"
)

// Exit codes of every command.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

func main() {
	if pdf.IsWorker() {
		os.Exit(pdf.WorkerMain())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run executes one command line and returns its exit code. Everything that a
// test may want to replace comes in as an argument.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	app := &app{getenv: getenv, stdin: stdin, stdout: stdout, stderr: stderr}
	root := app.rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	var usage usageError
	var silent silentError
	var refused storeError
	switch {
	case errors.As(err, &silent):
		return exitFailure
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "trolyluat: %s\nGõ 'trolyluat --help' để xem cách dùng.\n", usage.Error())
		return exitUsage
	case errors.As(err, &refused) && refused.finding.Code == "schema_version":
		fmt.Fprintf(stderr, "trolyluat: %s\n", readerMessage(err))
		return exitUsage
	}
	fmt.Fprintf(stderr, "trolyluat: %s\n", readerMessage(err))
	return exitFailure
}
