package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strings"
)

// The part of Authelia's configuration that decides here. The file is JSON, which is YAML.
type portalSettings struct {
	Session struct {
		Cookies []struct {
			Domain string `json:"domain"`
			Portal string `json:"authelia_url"`
		} `json:"cookies"`
	} `json:"session"`
	Access struct {
		DefaultPolicy string `json:"default_policy"`
		Rules         []struct {
			// Exact names, or `*.` before a domain.
			Domain oneOrMore `json:"domain"`
			Policy string    `json:"policy"`
		} `json:"rules"`
	} `json:"access_control"`
}

type oneOrMore []string

func (names *oneOrMore) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*names = oneOrMore{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(names))
}

// portal answers as Authelia's published API says (api/openapi.yml of authelia/authelia: /api/health, /api/state,
// /api/authz/forward-auth). Nobody can sign in: every visitor is anonymous.
func portal() http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("/api/health", func(answer http.ResponseWriter, _ *http.Request) {
		writeJSON(answer, `{"status":"OK"}`)
	})
	routes.HandleFunc("/api/state", func(answer http.ResponseWriter, _ *http.Request) {
		writeJSON(answer, `{"status":"OK","data":{"username":"","authentication_level":0,"factor_knowledge":false}}`)
	})
	routes.HandleFunc("/api/authz/forward-auth", forwardAuth)
	routes.HandleFunc("/", func(answer http.ResponseWriter, request *http.Request) {
		if request.URL.Path != "/" {
			http.NotFound(answer, request)
			return
		}
		answer.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = answer.Write([]byte("<!doctype html><title>Login - Authelia</title>"))
	})
	return routes
}

// forwardAuth looks at scheme and cookie domain before any rule, as handler_authz.go does.
func forwardAuth(answer http.ResponseWriter, request *http.Request) {
	settings, err := readPortal()
	if err != nil {
		http.Error(answer, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	method := request.Header.Get("X-Forwarded-Method")
	scheme := request.Header.Get("X-Forwarded-Proto")
	host := strings.ToLower(strings.Split(request.Header.Get("X-Forwarded-Host"), ":")[0])
	target := url.URL{Scheme: scheme, Host: request.Header.Get("X-Forwarded-Host")}
	target.Path, target.RawQuery, _ = strings.Cut(request.Header.Get("X-Forwarded-Uri"), "?")
	loginPage := ""
	for _, cookie := range settings.Session.Cookies {
		if within(host, cookie.Domain) {
			loginPage = cookie.Portal
		}
	}
	if method == "" || host == "" || loginPage == "" || (scheme != "https" && scheme != "wss") {
		http.Error(answer, "Bad Request", http.StatusBadRequest)
		return
	}
	switch settings.policyOf(host) {
	case "bypass":
		answer.WriteHeader(http.StatusOK)
	case "one_factor", "two_factor":
		query := url.Values{"rd": {target.String()}, "rm": {method}}
		answer.Header().Set("Location", strings.TrimSuffix(loginPage, "/")+"/?"+query.Encode())
		answer.WriteHeader(loginStatus(request, method))
	default:
		http.Error(answer, "Forbidden", http.StatusForbidden)
	}
}

// loginStatus is 401 for programs, and a redirect for browsers (handler_authz_impl_forwardauth.go).
func loginStatus(request *http.Request, method string) int {
	if request.Header.Get("X-Requested-With") == "XMLHttpRequest" || !acceptsPages(request.Header.Get("Accept")) {
		return http.StatusUnauthorized
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return http.StatusFound
	}
	return http.StatusSeeOther
}

func acceptsPages(accept string) bool {
	for place, part := range strings.Split(accept, ",") {
		kind, _, _ := strings.Cut(part, ";")
		kind = strings.TrimSpace(kind)
		if kind == "text/html" || (place == 0 && kind == "*/*") {
			return true
		}
	}
	return false
}

func (settings portalSettings) policyOf(host string) string {
	for _, rule := range settings.Access.Rules {
		for _, domain := range rule.Domain {
			if domain == host || (strings.HasPrefix(domain, "*.") && strings.HasSuffix(host, domain[1:])) {
				return rule.Policy
			}
		}
	}
	return settings.Access.DefaultPolicy
}

func readPortal() (portalSettings, error) {
	var settings portalSettings
	file := os.Getenv("X_AUTHELIA_CONFIG")
	if file == "" {
		file = "/config/configuration.yml"
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return settings, err
	}
	return settings, json.Unmarshal(text, &settings)
}

func within(host, domain string) bool {
	return host == domain || strings.HasSuffix(host, "."+domain)
}

func writeJSON(answer http.ResponseWriter, body string) {
	answer.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = answer.Write([]byte(body))
}
