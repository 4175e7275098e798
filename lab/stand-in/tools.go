package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"regexp"
	"strings"
	"time"
)

// These do what the health checks of the estate ask of the real programs, and fail as those do.

var errUnknownUse = errors.New("the stand-in does not know this use of the program")

// curl gets a page: -f, -s, -S, -k, -o FILE, -H HEADER.
func curl(args []string) error {
	return get(args, "-o", "-H", 22)
}

// wget gets a page: -q, --no-check-certificate, -O FILE, --header HEADER.
func wget(args []string) error {
	return get(args, "-O", "--header", 8)
}

func get(args []string, output, header string, failed status) error {
	address, file := "", "-"
	var headers []string
	for at := 0; at < len(args); at++ {
		switch word := args[at]; {
		case word == output && at+1 < len(args):
			at++
			file = args[at]
		case word == header && at+1 < len(args):
			at++
			headers = append(headers, args[at])
		case strings.HasPrefix(word, "http://"), strings.HasPrefix(word, "https://"):
			address = word
		}
	}
	body, err := fetch(address, headers)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return failed
	}
	if file == "-" {
		fmt.Print(body)
		return nil
	}
	return os.WriteFile(file, []byte(body), 0o644)
}

// dig asks for an address: +short, @SERVER, NAME, A.
func dig(args []string) error {
	server, name := "", ""
	for _, word := range args {
		switch {
		case strings.HasPrefix(word, "@"):
			server = word[1:]
		case strings.Contains(word, ".") && !strings.HasPrefix(word, "+"):
			name = word
		}
	}
	if server == "" || name == "" {
		return errUnknownUse
	}
	address, err := addressOf(name, server)
	if err != nil {
		fmt.Println(";; connection timed out; no servers could be reached")
		return status(9)
	}
	fmt.Println(address)
	return nil
}

var (
	opened    = regexp.MustCompile(`urlopen\('([^']+)'`)
	connected = regexp.MustCompile(`create_connection\(\('([^']+)', (\d+)\)`)
	sent      = regexp.MustCompile(`sendall\(b'([^']*)'\)`)
	expected  = regexp.MustCompile(`b'([^']*)' not in`)
)

// python runs the two kinds of scripts that health checks hand to it: open an address, or exchange one message.
func python(args []string) error {
	if len(args) != 2 || args[0] != "-c" {
		return errUnknownUse
	}
	script := args[1]
	if address := opened.FindStringSubmatch(script); address != nil {
		_, err := fetch(address[1], nil)
		return err
	}
	to, says, wants := connected.FindStringSubmatch(script), sent.FindStringSubmatch(script), expected.FindStringSubmatch(script)
	if to == nil || says == nil || wants == nil {
		return errUnknownUse
	}
	reply, err := ask(net.JoinHostPort(to[1], to[2]), strings.ReplaceAll(says[1], `\n`, "\n"))
	if err == nil && !strings.Contains(reply, wants[1]) {
		err = errors.New("another answer was expected")
	}
	return err
}

// node runs the health check that Uptime Kuma's image brings.
func node(args []string) error {
	if len(args) != 1 || args[0] != "/app/extra/healthcheck.js" {
		return errUnknownUse
	}
	_, err := fetch("http://127.0.0.1:3001/", nil)
	return err
}

// php asks the FastCGI workers of its own container whether one is free.
func php(args []string) error {
	if len(args) != 2 || args[0] != "-r" || !strings.Contains(args[1], "9001") {
		return errUnknownUse
	}
	reply, err := ask("127.0.0.1:9001", "\x01\x09\x00\x00\x00\x00\x00\x00")
	if err != nil || len(reply) < 2 || reply[1] != 10 {
		return status(1)
	}
	return nil
}

// mariadb sends one statement: --execute=STATEMENT.
func mariadb(args []string) error { return statement(args, "--execute=", "127.0.0.1:3306") }

// psql sends one statement: --command=STATEMENT.
func psql(args []string) error { return statement(args, "--command=", "127.0.0.1:5432") }

func statement(args []string, option, address string) error {
	for _, word := range args {
		if text, found := strings.CutPrefix(word, option); found {
			reply, err := ask(address, text+"\n")
			if err == nil {
				fmt.Print(strings.TrimLeft(reply, "\n"))
			}
			return err
		}
	}
	return errUnknownUse
}

// mongosh asks whether the database takes writes.
func mongosh(args []string) error {
	if !strings.Contains(strings.Join(args, " "), "isWritablePrimary") {
		return errUnknownUse
	}
	reply, err := ask("127.0.0.1:27017", "hello\n")
	if err == nil && strings.TrimSpace(reply) != "primary" {
		err = status(1)
	}
	return err
}

// redisClient sends one command: -h HOST, then its words; the password comes from REDISCLI_AUTH.
func redisClient(args []string) error {
	host := "127.0.0.1"
	if len(args) > 1 && args[0] == "-h" {
		host, args = args[1], args[2:]
	}
	if len(args) == 0 {
		return errUnknownUse
	}
	reply, err := askRedis(net.JoinHostPort(host, "6379"), os.Getenv("REDISCLI_AUTH"), args)
	if err == nil {
		fmt.Println(reply)
	}
	return err
}

// cscli asks CrowdSec's local API whether this machine may use it.
func cscli(args []string) error {
	if strings.Join(args, " ") != "lapi status" {
		return errUnknownUse
	}
	_, err := fetch("http://127.0.0.1:8080/health", nil)
	return err
}

// healthcheckScript is Authelia's script below /app, and clamd's at the root.
func healthcheckScript([]string) error {
	if strings.HasPrefix(os.Args[0], "/app/") {
		body, err := fetch("http://127.0.0.1:9091/api/health", nil)
		if err == nil && !strings.Contains(body, `"OK"`) {
			err = errors.New("the portal does not call itself healthy")
		}
		return err
	}
	reply, err := ask("127.0.0.1:3310", "PING\n")
	if err == nil && !bytes.Contains([]byte(reply), []byte("PONG")) {
		err = errors.New("clamd does not answer PING")
	}
	return err
}

// openssl says whether a certificate is still valid in some seconds: x509 -noout -checkend SECONDS -in FILE.
func openssl(args []string) error {
	seconds, file := time.Duration(-1), ""
	for at := 0; at+1 < len(args); at++ {
		switch args[at] {
		case "-checkend":
			var count int64
			if _, err := fmt.Sscan(args[at+1], &count); err != nil {
				return err
			}
			seconds = time.Duration(count) * time.Second
		case "-in":
			file = args[at+1]
		}
	}
	if seconds < 0 || file == "" {
		return errUnknownUse
	}
	certificate, err := readCertificate(file)
	if err == nil && time.Now().Add(seconds).After(certificate.NotAfter) {
		fmt.Println("Certificate will expire")
		err = status(1)
	}
	return err
}
