package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// serve is the first process of a container: `serve IMAGE`, followed by the declared command of the real image, which
// is passed over. It ends with status 0 on SIGTERM, as a service that shuts down cleanly does.
func serve(args []string) error {
	if len(args) == 0 {
		return errors.New("needs the name of the image that it stands in for")
	}
	wanted, err := readBehaviour(args[0])
	if err != nil {
		return err
	}
	for _, one := range wanted.Listen {
		if err := listen(one); err != nil {
			return err
		}
	}
	for _, task := range wanted.Tasks {
		go tasks[task]()
	}
	go followFault()
	ending := make(chan os.Signal, 1)
	signal.Notify(ending, syscall.SIGTERM, syscall.SIGINT)
	<-ending
	return nil
}

// Sockets that wait for connections, by port.
var open sync.Map

func listen(one listener) error {
	address := fmt.Sprintf(":%d", one.Port)
	switch one.Kind {
	case "udp", "dns":
		socket, err := net.ListenPacket("udp", address)
		if err != nil {
			return err
		}
		if one.Kind == "udp" {
			go echo(socket)
			return nil
		}
		go answerNames(socket, one)
	}
	socket, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	open.Store(one.Port, socket)
	switch one.Kind {
	case "http", "authelia":
		go serveHTTP(socket, one)
	default:
		go serveConnections(socket, one)
	}
	return nil
}

func serveConnections(socket net.Listener, one listener) {
	talk := map[string]func(net.Conn, listener){
		"lines": talkLines, "redis": talkRedis, "fastcgi": talkFastCGI, "dns": talkNames,
	}[one.Kind]
	for {
		connection, err := socket.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			if currentFault().isDeaf(one.Port) && !isLoopback(connection.RemoteAddr()) {
				return
			}
			_ = connection.SetDeadline(time.Now().Add(time.Minute))
			if one.TLS {
				connection = overTLS(connection)
			}
			talk(connection, one)
		}()
	}
}

func echo(socket net.PacketConn) {
	buffer := make([]byte, 1500)
	for {
		length, from, err := socket.ReadFrom(buffer)
		if err != nil {
			return
		}
		_, _ = socket.WriteTo(buffer[:length], from)
	}
}

func isLoopback(address net.Addr) bool {
	host, _, err := net.SplitHostPort(address.String())
	return err == nil && net.ParseIP(host).IsLoopback()
}

// followFault does what a fault asks for once: opens ports, takes memory, ends.
func followFault() {
	opened := map[int]bool{}
	var taken [][]byte
	for ; ; time.Sleep(250 * time.Millisecond) {
		wrong := currentFault()
		for _, port := range wrong.Close {
			if socket, found := open.LoadAndDelete(port); found {
				socket.(net.Listener).Close()
			}
		}
		for _, one := range wrong.Listen {
			if !opened[one.Port] {
				opened[one.Port] = listen(one) == nil
			}
		}
		if wrong.Memory > 0 && taken == nil {
			for size := 0; size < wrong.Memory; size += 1 << 20 {
				block := make([]byte, 1<<20)
				for at := range block {
					block[at] = 1
				}
				taken = append(taken, block)
			}
		}
		if wrong.Exit != nil {
			os.Exit(*wrong.Exit)
		}
	}
}

var tasks = map[string]func(){
	// A scheduler whose own job touches a file every minute.
	"heartbeat": func() {
		for ; ; time.Sleep(time.Minute) {
			_ = os.WriteFile("/tmp/heartbeat", nil, 0o644)
		}
	},
	// A watchdog that notes its checks in the mail stack's Redis.
	"watchdog": func() {
		pause := 2 * time.Second
		for ; ; time.Sleep(pause) {
			entry := fmt.Sprintf(`{"time":"%d","service":"stand-in"}`, time.Now().Unix())
			_, err := askRedis("redis-mailcow:6379", os.Getenv("REDISPASS"), []string{"LPUSH", "WATCHDOG_LOG", entry})
			if err == nil {
				pause = 30 * time.Second
			}
		}
	},
	// Bans in the firewall of the host.
	"firewall": func() {
		for ; ; time.Sleep(time.Second) {
			if exec.Command("iptables", "-w", "5", "-n", "-L", "MAILCOW").Run() != nil {
				_ = exec.Command("iptables", "-w", "5", "-N", "MAILCOW").Run()
			}
		}
	},
}
