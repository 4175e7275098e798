package main

import (
	"encoding/json"
	"os"
	"time"
)

const (
	// What each image does, by the name of its repository. In every image, the same for all.
	behaviourFile = "/etc/stand-in/behaviour.json"
	// What is wrong with this one container; not there in a healthy lab.
	faultFile = "/etc/stand-in/fault.json"
)

// A listener is one port of a stand-in and what is spoken on it.
type listener struct {
	// http, lines, dns, udp, redis, fastcgi, authelia
	Kind string `json:"kind"`
	Port int    `json:"port"`
	TLS  bool   `json:"tls"`
	// http: bodies by path.
	Answers map[string]string `json:"answers"`
	// http: what has to answer for the path to answer with success: tcp://host:port, http://..., unix:///path.
	Needs map[string]string `json:"needs"`
	// http: a folder whose files are served where Answers has none.
	Files string `json:"files"`
	// lines: what is said first, and the reply to lines that begin with a key.
	Greeting string            `json:"greeting"`
	Replies  map[string]string `json:"replies"`
	// lines: ends of a question other than a line break.
	Until string `json:"until"`
	// lines: smtp, imap, pop3, sieve where the connection can be upgraded.
	StartTLS string `json:"startTls"`
	// dns: where names are asked further, host:port; a fixed address is the answer where it is empty.
	Upstream string `json:"upstream"`
}

type behaviour struct {
	Listen []listener `json:"listen"`
	// heartbeat, watchdog, firewall: what runs besides.
	Tasks []string `json:"tasks"`
}

// A page is how a faulty application answers.
type page struct {
	Status   int    `json:"status"`
	Body     string `json:"body"`
	Location string `json:"location"`
	// Other headers by their name.
	Headers map[string]string `json:"headers"`
	// Milliseconds before the answer.
	Delay int `json:"delay"`
}

// A fault changes how a container behaves while it runs.
type fault struct {
	// What everybody sees who is not in the container itself.
	Visitors *page `json:"visitors"`
	// What the container's own health check sees.
	Health *page `json:"health"`
	// Ports that close every connection from outside the container.
	Deaf []int `json:"deaf"`
	// Ports that nothing listens on any more.
	Close []int `json:"close"`
	// Ports that are listened on besides.
	Listen []listener `json:"listen"`
	// Replies of line protocols that change.
	Replies map[string]string `json:"replies"`
	// Bytes that are taken of the memory, once.
	Memory int `json:"memory"`
	// Ends the first process with this status.
	Exit *int `json:"exit"`
}

func readBehaviour(image string) (behaviour, error) {
	text, err := os.ReadFile(behaviourFile)
	if err != nil {
		return behaviour{}, err
	}
	all := map[string]behaviour{}
	if err := json.Unmarshal(text, &all); err != nil {
		return behaviour{}, err
	}
	return all[image], nil
}

// currentFault is read anew for every visitor, so that a fault takes effect at once and goes as fast.
func currentFault() fault {
	var found fault
	text, err := os.ReadFile(faultFile)
	if err == nil {
		_ = json.Unmarshal(text, &found)
	}
	return found
}

func (wrong fault) isDeaf(port int) bool {
	for _, deaf := range wrong.Deaf {
		if deaf == port {
			return true
		}
	}
	return false
}

func (one page) wait() { time.Sleep(time.Duration(one.Delay) * time.Millisecond) }
