package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

func serveHTTP(socket net.Listener, one listener) {
	var handler http.Handler = pages(one)
	if one.Kind == "authelia" {
		handler = portal()
	}
	server := &http.Server{Handler: withFault(handler, one.Port), ReadHeaderTimeout: 10 * time.Second}
	if one.TLS {
		socket = tls.NewListener(socket, serverTLS())
	}
	_ = server.Serve(socket)
}

// withFault answers as the fault of this container says; its own health check is not a visitor.
func withFault(handler http.Handler, port int) http.Handler {
	return http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		wrong := currentFault()
		instead := wrong.Visitors
		host, _, _ := net.SplitHostPort(request.RemoteAddr)
		if net.ParseIP(host).IsLoopback() {
			instead = wrong.Health
		} else if wrong.isDeaf(port) {
			panic(http.ErrAbortHandler)
		}
		if instead == nil {
			handler.ServeHTTP(answer, request)
			return
		}
		instead.wait()
		if instead.Location != "" {
			answer.Header().Set("Location", strings.ReplaceAll(instead.Location, "{host}", request.Host))
		}
		for name, value := range instead.Headers {
			answer.Header().Set(name, value)
		}
		if instead.Status == 0 {
			handler.ServeHTTP(answer, request)
			return
		}
		answer.WriteHeader(instead.Status)
		_, _ = io.WriteString(answer, instead.Body)
	})
}

func pages(one listener) http.Handler {
	return http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		if needed, asks := one.Needs[request.URL.Path]; asks && !works(needed) {
			http.Error(answer, "what this needs does not answer", http.StatusServiceUnavailable)
			return
		}
		body, known := one.Answers[request.URL.Path]
		if !known && one.Files != "" {
			body, known = fileAt(one.Files, request.URL.Path)
		}
		if !known {
			http.Error(answer, "the application knows no such page", http.StatusNotFound)
			return
		}
		if strings.HasPrefix(body, "{") || strings.HasPrefix(body, "[") {
			answer.Header().Set("Content-Type", "application/json")
		}
		_, _ = io.WriteString(answer, body)
	})
}

func fileAt(folder, asked string) (string, bool) {
	file := filepath.Join(folder, path.Clean("/"+asked))
	if about, err := os.Stat(file); err == nil && about.IsDir() {
		file = filepath.Join(file, "index.html")
	}
	text, err := os.ReadFile(file)
	return string(text), err == nil
}

// works asks another service, as the real image does before it calls itself healthy.
func works(needed string) bool {
	where, err := url.Parse(needed)
	if err != nil {
		return false
	}
	network, address := "tcp", where.Host
	client := &http.Client{Timeout: 3 * time.Second}
	switch where.Scheme {
	case "tcp":
		connection, err := net.DialTimeout(network, address, 3*time.Second)
		if err == nil {
			connection.Close()
		}
		return err == nil
	case "unix":
		client.Transport = &http.Transport{Dial: func(string, string) (net.Conn, error) {
			return net.DialTimeout("unix", where.Path, 3*time.Second)
		}}
		needed = "http://engine/_ping"
	}
	answer, err := client.Get(needed)
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode < 400
}

// fetch gets a page as curl and wget do; redirects are not followed.
func fetch(address string, headers []string) (string, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ":")
		if strings.EqualFold(name, "host") {
			request.Host = strings.TrimSpace(value)
		} else {
			request.Header.Set(name, strings.TrimSpace(value))
		}
	}
	client := &http.Client{
		Timeout: 8 * time.Second,
		// Health checks ask their own container, whose certificate names something else.
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err == nil && answer.StatusCode >= 400 {
		err = fmt.Errorf("%s answers %d", address, answer.StatusCode)
	}
	return string(body), err
}
