package hooks

import (
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
	for _, chunk := range p.app.SubscriptionsBroker().ChunkedClients(300) {
		for _, client := range chunk {
			auth, _ := client.Get(apis.RealtimeClientAuthKey).(*core.Record)
			if auth == nil || !client.HasSubscription("sync") {
				continue
			}
			if seq, ok := batch[auth.Id]; ok {
				data, _ := json.Marshal(map[string]int64{"seq": seq}) // a map of numbers always encodes
				client.Send(subscriptions.Message{Name: "sync", Data: data})
			}
		}
	}
}
