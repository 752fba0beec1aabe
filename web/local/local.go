// Package local tells requests of this machine from others: the pages and the
// open interfaces are guarded by the same rules.
package local

import (
	"net"
	"net/http"
	"strings"
)

// Address says that an address, with or without a port, is this machine's own.
func Address(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = strings.Trim(address, "[]")
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// CalledByName says that a server which listens on loopback is called by a
// loopback name. A page elsewhere whose name was pointed at 127.0.0.1 (DNS
// rebinding) calls it by another.
func CalledByName(r *http.Request) bool {
	at, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return !ok || !Address(at.String()) || Address(r.Host)
}

// Request says that a request comes from this machine. A proxy in front makes
// every request look local, so that one which names itself counts as foreign.
func Request(r *http.Request) bool {
	return Address(r.RemoteAddr) && Address(r.Host) && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
}
