package local

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestAddress(t *testing.T) {
	for address, want := range map[string]bool{"127.0.0.1:8080": true, "[::1]:80": true, "[::1]": true, "localhost": true, "LOCALHOST:1": true, "127.9.9.9": true,
		"10.0.0.1:80": false, "luat.example:80": false, "127.0.0.1.example": false, "": false, "[": false} {
		if got := Address(address); got != want {
			t.Errorf("%q is local: %v", address, got)
		}
	}
}

func TestRequest(t *testing.T) {
	for _, tt := range []struct {
		from, host, proxy string
		named, local      bool
	}{
		{"127.0.0.1:5", "localhost:80", "", true, true},
		{"127.0.0.1:5", "evil.example", "", false, false},
		{"127.0.0.1:5", "127.0.0.1", "10.0.0.9", true, false},
		{"10.0.0.9:5", "localhost", "", true, false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr, r.Host = tt.from, tt.host
		if tt.proxy != "" {
			r.Header.Set("X-Forwarded-For", tt.proxy)
		}
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80})))
		if CalledByName(r) != tt.named || Request(r) != tt.local {
			t.Errorf("%+v: called by name %v, from this machine %v", tt, CalledByName(r), Request(r))
		}
	}
}
