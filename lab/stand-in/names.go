package main

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"time"
)

// What a resolver without another one behind it says of every name: an address of the range for documentation.
var anyAddress = []byte{192, 0, 2, 53}

// answerNames answers questions over UDP (RFC 1035): asks further where there is another resolver.
func answerNames(socket net.PacketConn, one listener) {
	buffer := make([]byte, 1500)
	for {
		length, from, err := socket.ReadFrom(buffer)
		if err != nil {
			return
		}
		question := append([]byte(nil), buffer[:length]...)
		go func() {
			if answer, err := resolve(question, one.Upstream); err == nil {
				_, _ = socket.WriteTo(answer, from)
			}
		}()
	}
}

// talkNames is the same over TCP, where a length comes before each message.
func talkNames(connection net.Conn, one listener) {
	size := make([]byte, 2)
	for {
		if _, err := io.ReadFull(connection, size); err != nil {
			return
		}
		question := make([]byte, binary.BigEndian.Uint16(size))
		if _, err := io.ReadFull(connection, question); err != nil {
			return
		}
		answer, err := resolve(question, one.Upstream)
		if err != nil {
			return
		}
		_, _ = connection.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...))
	}
}

func resolve(question []byte, upstream string) ([]byte, error) {
	if upstream == "" {
		return addressFor(question)
	}
	connection, err := net.DialTimeout("udp", upstream, 2*time.Second)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err := connection.Write(question); err != nil {
		return nil, err
	}
	answer := make([]byte, 1500)
	length, err := connection.Read(answer)
	return answer[:length], err
}

// serveResolver is the resolver of a host itself: `resolver ADDRESS`. It knows no name and says so at once; without it
// the engine asks nobody for a container that is gone, and whoever needs one waits until he gives up.
func serveResolver(args []string) error {
	if len(args) != 1 {
		return errors.New("needs the address that it listens on")
	}
	socket, err := net.ListenPacket("udp", args[0])
	if err != nil {
		return err
	}
	buffer := make([]byte, 1500)
	for {
		length, from, err := socket.ReadFrom(buffer)
		if err != nil {
			return err
		}
		if answer, err := asked(buffer[:length]); err == nil {
			// An answer, recursion available, no such name.
			copy(answer[2:12], []byte{0x81, 0x83, 0, 1, 0, 0, 0, 0, 0, 0})
			_, _ = socket.WriteTo(answer, from)
		}
	}
}

// asked is a copy of a question up to the end of its first name, type and class.
func asked(question []byte) ([]byte, error) {
	if len(question) < 17 {
		return nil, errors.New("not a question")
	}
	end := 12
	for end < len(question) && question[end] != 0 {
		end += int(question[end]) + 1
	}
	if end+5 > len(question) {
		return nil, errors.New("not a question")
	}
	return append([]byte(nil), question[:end+5]...), nil
}

func addressFor(question []byte) ([]byte, error) {
	answer, err := asked(question)
	if err != nil {
		return nil, err
	}
	// An answer, recursion available, one question, one record.
	copy(answer[2:12], []byte{0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0})
	// The name of the question, type A, class IN, 60 seconds, four bytes.
	answer = append(answer, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4)
	return append(answer, anyAddress...), nil
}

// addressOf asks a resolver for the first address of a name.
func addressOf(name, server string) (string, error) {
	question := []byte{0x13, 0x37, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0}
	for _, label := range strings.Split(strings.TrimSuffix(name, "."), ".") {
		if len(label) == 0 || len(label) > 63 {
			return "", errors.New("not a name")
		}
		question = append(append(question, byte(len(label))), label...)
	}
	question = append(question, 0, 0, 1, 0, 1)
	answer, err := resolve(question, net.JoinHostPort(server, "53"))
	if err != nil {
		return "", err
	}
	if len(answer) < len(question)+16 || answer[3]&0x0f != 0 || binary.BigEndian.Uint16(answer[6:8]) == 0 {
		return "", errors.New("the resolver has no address for the name")
	}
	return net.IP(answer[len(answer)-4:]).String(), nil
}
