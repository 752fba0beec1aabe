// Package mhtml reads web archives (RFC 2557), which Word saves under the name
// .doc or .mht: it takes the page out of its MIME envelope and hands it to the
// HTML reader. Package formats wires it.
package mhtml

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"

	"trolyluat/corpus/extract"
)

// maxDepth bounds envelopes in envelopes.
const maxDepth = 8

// Reader returns a reader that gives the page of an archive to page.
func Reader(page extract.Reader) extract.Reader {
	return func(ctx context.Context, name string, data []byte) (*extract.Text, error) {
		if len(data) == 0 {
			return nil, extract.Refuse(extract.CodeEmpty, "")
		}
		data = bytes.TrimLeft(data, "\xef\xbb\xbf \t\r\n")
		message, err := mail.ReadMessage(bytes.NewReader(data))
		if err != nil {
			return nil, extract.Refuse(extract.CodeCorrupt, "MIME header: "+err.Error())
		}
		html, err := find(textproto.MIMEHeader(message.Header), message.Body, 0)
		if err != nil {
			return nil, err
		}
		if html == nil {
			return nil, extract.Refuse(extract.CodeNoText, "web archive without a page")
		}
		text, err := page(ctx, name, html)
		if err != nil {
			return nil, fmt.Errorf("page of the web archive: %w", err)
		}
		return text, nil
	}
}

// find returns the first HTML part, decoded; nil where there is none.
func find(header textproto.MIMEHeader, body io.Reader, depth int) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil || depth > maxDepth {
		return nil, nil
	}
	if kind == "text/html" || kind == "application/xhtml+xml" {
		data, err := io.ReadAll(decoded(header.Get("Content-Transfer-Encoding"), body))
		if err != nil {
			return nil, refusal(err)
		}
		return data, nil
	}
	if !strings.HasPrefix(kind, "multipart/") || params["boundary"] == "" {
		return nil, nil
	}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF { // exactly: the end is marked; a wrapped one is a cut file
			return nil, nil
		}
		if err != nil {
			return nil, refusal(err)
		}
		html, err := find(part.Header, part, depth+1)
		if html != nil || err != nil {
			return html, err
		}
	}
}

func refusal(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || strings.Contains(err.Error(), "EOF") {
		return extract.Refuse(extract.CodeTruncated, err.Error())
	}
	return extract.Refuse(extract.CodeCorrupt, err.Error())
}

func decoded(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}
