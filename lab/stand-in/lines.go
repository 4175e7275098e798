package main

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

// talkLines speaks a protocol of lines: a greeting, then a reply for each question whose beginning is known.
func talkLines(connection net.Conn, one listener) {
	_, _ = io.WriteString(connection, one.Greeting)
	reader := bufio.NewReader(connection)
	end := byte('\n')
	if one.Until != "" {
		end = one.Until[0]
	}
	for {
		line, err := reader.ReadString(end)
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		if before, after, upgrades := upgradeOf(one.StartTLS, line); upgrades {
			_, _ = io.WriteString(connection, before)
			connection = overTLS(connection)
			_, _ = io.WriteString(connection, after)
			reader = bufio.NewReader(connection)
			continue
		}
		reply, known := replyTo(line, currentFault().Replies)
		if !known {
			reply, known = replyTo(line, one.Replies)
		}
		if known {
			// Clients that tag their questions find the tag in the reply.
			tag, _, _ := strings.Cut(line, " ")
			_, _ = io.WriteString(connection, strings.ReplaceAll(reply, "{tag}", tag))
		}
	}
}

// replyTo finds the reply to the longest key that the question holds.
func replyTo(line string, replies map[string]string) (string, bool) {
	best, found := "", false
	for key := range replies {
		if strings.Contains(strings.ToUpper(line), strings.ToUpper(key)) && (!found || len(key) > len(best)) {
			best, found = key, true
		}
	}
	return replies[best], found
}

// upgradeOf says what a server writes before and after it changes to TLS.
func upgradeOf(protocol, line string) (before, after string, upgrades bool) {
	asked := strings.ToUpper(line)
	switch protocol {
	case "smtp":
		return "220 2.0.0 Ready to start TLS\r\n", "", asked == "STARTTLS"
	case "imap":
		tag, command, _ := strings.Cut(line, " ")
		return tag + " OK Begin TLS negotiation now.\r\n", "", strings.ToUpper(command) == "STARTTLS"
	case "pop3":
		return "+OK Begin TLS negotiation now.\r\n", "", asked == "STLS"
	case "sieve":
		return "OK \"Begin TLS negotiation now.\"\r\n", "\"IMPLEMENTATION\" \"stand-in\"\r\nOK\r\n", asked == "STARTTLS"
	}
	return "", "", false
}

// talkFastCGI answers FCGI_GET_VALUES with FCGI_GET_VALUES_RESULT, as a free worker does.
func talkFastCGI(connection net.Conn, _ listener) {
	header := make([]byte, 8)
	if _, err := io.ReadFull(connection, header); err == nil && header[1] == 9 {
		_, _ = connection.Write([]byte{1, 10, 0, 0, 0, 0, 0, 0})
	}
}

// ask sends one question to a line protocol and returns the first reply.
func ask(address, question string) (string, error) {
	connection, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.WriteString(connection, question); err != nil {
		return "", err
	}
	buffer := make([]byte, 4096)
	length, err := connection.Read(buffer)
	if err == io.EOF {
		err = nil
	}
	return string(buffer[:length]), err
}

const (
	mountedCertificate = "/etc/ssl/mail/cert.pem"
	mountedKey         = "/etc/ssl/mail/key.pem"
)

// serverTLS offers the certificate that is mounted, read anew for each connection, or one of its own making.
func serverTLS() *tls.Config {
	own, err := selfSigned()
	return &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		if _, missing := os.Stat(mountedCertificate); missing != nil {
			return &own, err
		}
		mounted, err := tls.LoadX509KeyPair(mountedCertificate, mountedKey)
		return &mounted, err
	}}
}

func overTLS(connection net.Conn) net.Conn { return tls.Server(connection, serverTLS()) }
