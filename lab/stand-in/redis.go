package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

var store = struct {
	sync.Mutex
	lists map[string][]string
}{lists: map[string][]string{}}

// talkRedis knows AUTH, PING, LPUSH and LINDEX. A password is asked for where REDISPASS is set.
func talkRedis(connection net.Conn, _ listener) {
	password := os.Getenv("REDISPASS")
	welcome := password == ""
	reader := bufio.NewReader(connection)
	for {
		words, err := readCommand(reader)
		if err != nil || len(words) == 0 {
			return
		}
		reply := "-ERR unknown command\r\n"
		switch command := strings.ToUpper(words[0]); {
		case command == "AUTH" && len(words) == 2:
			welcome = words[1] == password
			reply = "+OK\r\n"
			if !welcome {
				reply = "-WRONGPASS invalid password\r\n"
			}
		case !welcome:
			reply = "-NOAUTH Authentication required.\r\n"
		case command == "PING":
			reply = "+PONG\r\n"
		case command == "LPUSH" && len(words) == 3:
			reply = fmt.Sprintf(":%d\r\n", push(words[1], words[2]))
		case command == "LINDEX" && len(words) == 3:
			reply = bulk(entry(words[1], words[2]))
		}
		if _, err := io.WriteString(connection, reply); err != nil {
			return
		}
	}
}

func push(key, value string) int {
	store.Lock()
	defer store.Unlock()
	list := append([]string{value}, store.lists[key]...)
	store.lists[key] = list[:min(len(list), 100)]
	return len(store.lists[key])
}

func entry(key, index string) (string, bool) {
	store.Lock()
	defer store.Unlock()
	place, err := strconv.Atoi(index)
	list := store.lists[key]
	if err != nil || place < 0 || place >= len(list) {
		return "", false
	}
	return list[place], true
}

func bulk(value string, found bool) string {
	if !found {
		return "$-1\r\n"
	}
	return fmt.Sprintf("$%d\r\n%s\r\n", len(value), value)
}

func readCommand(reader *bufio.Reader) ([]string, error) {
	count, err := readCount(reader, '*')
	if err != nil || count > 16 {
		return nil, errors.Join(err, io.ErrUnexpectedEOF)
	}
	words := make([]string, count)
	for at := range words {
		length, err := readCount(reader, '$')
		if err != nil || length < 0 || length > 1<<16 {
			return nil, errors.Join(err, io.ErrUnexpectedEOF)
		}
		word := make([]byte, length+2)
		if _, err := io.ReadFull(reader, word); err != nil {
			return nil, err
		}
		words[at] = string(word[:length])
	}
	return words, nil
}

func readCount(reader *bufio.Reader, sign byte) (int, error) {
	line, err := reader.ReadString('\n')
	if err != nil || len(line) < 2 || line[0] != sign {
		return 0, errors.Join(err, io.ErrUnexpectedEOF)
	}
	return strconv.Atoi(strings.TrimSpace(line[1:]))
}

// askRedis sends one command, after the password where there is one.
func askRedis(address, password string, words []string) (string, error) {
	connection, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(5 * time.Second))
	reader := bufio.NewReader(connection)
	if password != "" {
		if _, err := sendCommand(connection, reader, []string{"AUTH", password}); err != nil {
			return "", err
		}
	}
	return sendCommand(connection, reader, words)
}

func sendCommand(connection net.Conn, reader *bufio.Reader, words []string) (string, error) {
	text := fmt.Sprintf("*%d\r\n", len(words))
	for _, word := range words {
		text += bulk(word, true)
	}
	if _, err := io.WriteString(connection, text); err != nil {
		return "", err
	}
	line, err := reader.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	switch {
	case strings.HasPrefix(line, "-"):
		return "", errors.New("Redis refuses the command")
	case strings.HasPrefix(line, "$-1"):
		return "", nil
	case strings.HasPrefix(line, "$"):
		length, err := strconv.Atoi(line[1:])
		if err != nil {
			return "", err
		}
		value := make([]byte, length+2)
		_, err = io.ReadFull(reader, value)
		return string(value[:length]), err
	}
	return line[1:], nil
}
