package hooks

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// pokes wakes devices over PocketBase's realtime: topic "sync", message {"seq":N}, only to users with something new (sync.md, section
// 3). Pokes are coalesced: sending blocks on slow clients, and a device that pulls once has seen everything anyway.
type pokes struct {
	app   core.App
	every time.Duration

	mu      sync.Mutex
	waiting map[string]int64 // user -> last number
	running bool
}

// beat is how often a silent line is used, so that a device notices a dead one (tablet.md: heartbeat 15 s, watchdog 40 s).
const beat = 15 * time.Second

// run keeps the lines warm until the context ends.
func (p *pokes) run(ctx context.Context) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			p.each(func(client subscriptions.Client, _ string) {
				client.Send(subscriptions.Message{Name: "beat", Data: []byte("{}")})
			})
		}
	}
}

// each visits the connected devices that listen to sync, with their users.
func (p *pokes) each(fn func(client subscriptions.Client, user string)) {
	for _, chunk := range p.app.SubscriptionsBroker().ChunkedClients(300) {
		for _, client := range chunk {
			if auth, _ := client.Get(apis.RealtimeClientAuthKey).(*core.Record); auth != nil && client.HasSubscription("sync") {
				fn(client, auth.Id)
			}
		}
	}
}

func newPokes(app core.App) *pokes {
	return &pokes{app: app, every: 50 * time.Millisecond, waiting: map[string]int64{}}
}

// add remembers whom to wake; it never blocks.
func (p *pokes) add(seq int64, users []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, u := range users {
		p.waiting[u] = seq
	}
	if len(p.waiting) > 0 && !p.running {
		p.running = true
		time.AfterFunc(p.every, p.send)
	}
}

func (p *pokes) send() {
	p.mu.Lock()
	batch := p.waiting
	p.waiting, p.running = map[string]int64{}, false
	p.mu.Unlock()
	p.each(func(client subscriptions.Client, user string) {
		if seq, ok := batch[user]; ok {
			data, _ := json.Marshal(map[string]int64{"seq": seq}) // a map of numbers always encodes
			client.Send(subscriptions.Message{Name: "sync", Data: data})
		}
	})
}
