// Toxiproxy for the links between the parts of a native cluster, with two toxics that it lacks: corruption, and the
// stalls that lost packets cause. It takes the address of its API, on loopback, as its only argument.
package main

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/Shopify/toxiproxy/v2/stream"
	"github.com/Shopify/toxiproxy/v2/toxics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

// What Linux waits at least before it sends a lost segment again.
const retransmissionTimeout = 200 * time.Millisecond

// corruptToxic inverts the bits of one byte in so many percent of the chunks.
type corruptToxic struct {
	Percent int `json:"percent"`
}

func (t *corruptToxic) Pipe(stub *toxics.ToxicStub) {
	pipe(stub, func(chunk *stream.StreamChunk) bool {
		if len(chunk.Data) > 0 && rand.Intn(100) < t.Percent {
			chunk.Data = bytes.Clone(chunk.Data)
			chunk.Data[rand.Intn(len(chunk.Data))] ^= 0xff
		}
		return true
	})
}

// lossToxic shows what TCP shows of lost packets: a chunk of which a packet is lost comes later by the retransmission
// timeout, which doubles each time that it is lost again, and so does all that follows on its connection.
type lossToxic struct {
	Percent int `json:"percent"`
}

func (t *lossToxic) Pipe(stub *toxics.ToxicStub) {
	pipe(stub, func(*stream.StreamChunk) bool {
		for wait := retransmissionTimeout; rand.Intn(100) < t.Percent; wait *= 2 {
			select {
			case <-time.After(wait):
			case <-stub.Interrupt:
				return false
			}
		}
		return true
	})
}

// pipe passes chunks on after a change; it ends, without losing the chunk, when the change was interrupted.
func pipe(stub *toxics.ToxicStub, change func(*stream.StreamChunk) bool) {
	for {
		select {
		case <-stub.Interrupt:
			return
		case chunk := <-stub.Input:
			if chunk == nil {
				stub.Close()
				return
			}
			goOn := change(chunk)
			stub.Output <- chunk
			if !goOn {
				return
			}
		}
	}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "Usage: toxiproxy HOST:PORT")
		os.Exit(2)
	}
	toxics.Register("corrupt", new(corruptToxic))
	toxics.Register("loss", new(lossToxic))
	logger := zerolog.New(os.Stdout).Level(zerolog.WarnLevel).With().Timestamp().Logger()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), logger)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	failed := make(chan error, 1)
	go func() { failed <- server.Listen(os.Args[1]) }()
	select {
	case err := <-failed:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	case <-signals:
		_ = server.Shutdown()
	}
}
