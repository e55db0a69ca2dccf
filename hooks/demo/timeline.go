package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lutong/hooks/job"
)

// timeline writes a job's events one after the other.
type timeline struct {
	b            *builder
	key, visit   string
	now          time.Time // where the story is
	dice         *dice
	events       []job.Event
	dispatcher   string
	engineer     string
	underground  bool // no signal on site: what is done there arrives on the server later
	receivedLate time.Duration
}

// say adds an event some minutes after the last one.
func (t *timeline) say(minutes int, kind, by, text string, shared bool, more map[string]any) {
	t.now = t.now.Add(time.Duration(minutes)*time.Minute + time.Duration(t.dice.below(20))*time.Second)
	if t.now.After(t.b.now) { // nothing has happened yet that has not happened
		t.now = t.b.now
	}
	eventID := id(fmt.Sprintf("event %s %d", t.key, len(t.events)))
	received := t.now.Add(time.Duration(t.dice.between(400, 2600)) * time.Millisecond)
	if t.underground {
		received = received.Add(t.receivedLate)
	}
	if received.After(t.b.now) {
		received = t.b.now
	}
	fields := map[string]any{
		"job": jobID(t.key), "visit": t.visit, "kind": kind, "text": text, "shared": shared, "by": by,
		"at": job.Time(t.now.Add(clockError(by))), "correctedAt": job.Time(t.now), "receivedAt": job.Time(received),
	}
	for k, v := range more {
		fields[k] = v
	}
	t.b.add("events", eventID, fields)
	eta, _ := fields["eta"].(string)
	t.events = append(t.events, job.Event{ID: eventID, Kind: kind, Text: text, ETA: eta, Shared: shared, By: by, CorrectedAt: job.Time(t.now), Data: fields["data"]})
}

// clockError is by how much somebody's tablet is wrong: a few seconds, everybody's their own.
func clockError(by string) time.Duration {
	return time.Duration(diceOf("clock "+by).between(-4, 4)) * time.Second
}

// at is when the first event of a kind happened; "" if none did.
func (t *timeline) at(kind string) string {
	if i := slices.IndexFunc(t.events, func(e job.Event) bool { return e.Kind == kind }); i >= 0 {
		return t.events[i].CorrectedAt
	}
	return ""
}

// reaches says whether a job that is to end in a status has passed the step.
func (s sheet) reaches(step string) bool {
	return s.status != "cancelled" && slices.Index(job.Statuses, s.status) >= slices.Index(job.Statuses, step)
}

// timeline tells the whole story of a sheet, up to its status.
func (b *builder) timeline(s sheet, team, visit string) *timeline {
	t := &timeline{b: b, key: s.key, visit: visit, now: b.reported(s), dice: diceOf("timeline " + s.key), dispatcher: dispatcherOf(team)}
	t.receivedLate = time.Duration(t.dice.between(12, 55)) * time.Minute
	if s.who != "" {
		t.engineer = person(s.who[:1])
	}
	t.say(0, "reported", t.dispatcher, s.title, true, nil) // the customer reads this: the title, not what we note about them
	if s.who != "" {
		t.assign(s)
	}
	if s.status == "cancelled" {
		t.cancelled(s)
		return t
	}
	if s.reaches("accepted") {
		t.say(t.dice.between(1, 4), "accepted", t.engineer, "", true, nil)
	}
	if s.reaches("enRoute") && s.travel > 0 {
		t.travel(s)
	}
	if s.reaches("onSite") {
		t.onSite(s)
	}
	if s.waiting != "" {
		t.say(3, "waiting", t.engineer, waitingWords[s.waiting], true, map[string]any{"data": map[string]any{"for": s.waiting}})
	}
	return t
}

var waitingWords = map[string]string{
	"parts": "等备件，到货时间一确认马上告诉您", "customer": "等您这边确认", "access": "在门口等放行", "carrier": "已向运营商报障，等他们查线路",
}

// Small things people say around a visit.
var (
	beforeLeaving = []string{
		"带上备用 AP、光模块、调试线，配置已导出。", "出发前看过这个点的历史，带了同型号电源。", "电话里请客户先别动设备，备件与标签机已装车。",
		"约好时间，确认有人开门；笔记本电量 90%。", "机箱擦过，手套带了，不留指纹。",
	}
	testedWords  = []string{"业务逐项验证通过", "和客户一起从头到尾用了一遍，正常", "连续 ping 十分钟无丢包，业务正常", "三台终端分别测试，均正常", "请客户自己操作一遍，通过"}
	leavingWords = []string{"现场已收拾干净，告辞", "线头和包装都带走了，有事随时打电话", "离场前又看了一遍指示灯，一切正常", "已向您说明注意事项，先走一步"}
)

func (t *timeline) assign(s sheet) {
	assigned := func(minutes int, to string) {
		t.say(minutes, "assigned", t.dispatcher, "", false, map[string]any{"data": map[string]any{"to": people(to)}})
	}
	if s.twist == "declined" {
		other := map[bool]string{true: "H", false: "E"}[strings.Contains("FG", s.who[:1])]
		assigned(2, other)
		t.say(3, "declined", person(other), "正在另一个现场，一小时内走不开", false, nil)
	}
	assigned(t.dice.between(1, 2), s.who)
}

// travel: on the way, in words. Planned work sets out for its appointment.
func (t *timeline) travel(s sheet) {
	if start, _ := t.b.planned(s); s.kind != "fault" && !start.IsZero() {
		t.now = start.Add(-time.Duration(s.travel+5) * time.Minute)
	}
	if s.ago == 0 || s.ago > 60 {
		t.say(t.dice.between(3, 9), "note", t.engineer, pick(t.dice, beforeLeaving), false, nil)
	}
	arrival := t.now.Add(time.Duration(s.travel+3) * time.Minute)
	road := func(late int) map[string]any {
		return map[string]any{"eta": job.Time(arrival.Add(time.Duration(late) * time.Minute).Truncate(time.Minute)), "place": "路上"}
	}
	words := s.words
	if len(words) == 0 {
		words = []string{"已出发"}
	}
	t.say(2, "departed", t.engineer, words[0], true, road(0))
	for i, w := range words[1:] {
		t.say(s.travel/len(words), "progress", t.engineer, w, true, road(2*i+2))
	}
}

func (t *timeline) onSite(s sheet) {
	t.underground = strings.Contains("hpk", s.site[:1]) // their machine rooms are below ground
	if s.travel > 0 {
		t.say(max(2, s.travel/max(1, len(s.words))), "arrived", t.engineer, "已到现场", true, map[string]any{"place": "现场"})
	}
	if s.twist == "cancelAfterArrival" {
		t.say(4, "cancelled", t.dispatcher, "客户来电说好像好了，不用来了", false, nil)
	}
	if s.pressure != nil && s.travel > 0 {
		t.say(1, "pressureNoted", t.engineer, "先保："+s.pressure.mustWorkFirst, false, nil)
	}
	if s.kind != "fault" {
		t.planned(s)
		return
	}
	if s.reaches("restored") {
		t.say(s.restore, "restored", t.engineer, restoredWords(s), true, nil)
	}
	if s.reaches("fixed") {
		t.repair(s)
	}
	if s.reaches("signed") {
		t.leave(s)
	}
}

// What the customer reads says what it means for them; how it was done is in the job.
const fixedWords = "根上的原因已经消除，可以放心用了"

func restoredWords(s sheet) string {
	if s.workaround == "" {
		return "业务已恢复"
	}
	return "业务已恢复，先用临时办法顶着，接着查原因"
}

// repair: from a service that works again to a cause that is gone.
func (t *timeline) repair(s sheet) {
	if s.twist == "waited" {
		reason := "parts"
		if s.side == "carrier" {
			reason = "carrier"
		}
		t.say(10, "waiting", t.engineer, waitingWords[reason], true, map[string]any{"data": map[string]any{"for": reason}})
		t.say(s.repair*3/4, "resumed", t.engineer, "可以继续了", true, nil)
		t.say(s.repair/8, "causeFound", t.engineer, s.cause, false, nil)
		t.say(s.repair/8, "fixed", t.engineer, fixedWords, true, nil)
	} else {
		t.say(s.repair*2/3, "causeFound", t.engineer, s.cause, false, nil)
		t.say(s.repair/3, "fixed", t.engineer, fixedWords, true, nil)
	}
	if s.workaround != "" {
		t.say(4, "workaroundUndone", t.engineer, "临时措施已撤销", false, nil)
	}
	t.say(5, "tested", t.engineer, pick(t.dice, testedWords), false, nil)
	t.say(4, "explained", t.engineer, s.story, false, map[string]any{"data": map[string]any{"understood": s.understood, "side": s.side}})
}

// planned: work that was agreed beforehand has nothing to restore.
func (t *timeline) planned(s sheet) {
	t.say(s.restore, "tested", t.engineer, pick(t.dice, testedWords), false, nil)
	if s.kind == "installation" || s.kind == "training" {
		t.say(10, "handedOver", t.engineer, "资料与账号已移交", true, nil)
	}
	t.leave(s)
}

func (t *timeline) leave(s sheet) {
	if s.travel > 0 {
		t.say(5, "signed", t.engineer, "", true, nil)
		t.say(4, "left", t.engineer, pick(t.dice, leavingWords), true, nil)
	}
	if !s.reaches("closed") {
		return
	}
	t.underground = false
	t.say(t.dice.between(25, 200), "closed", t.dispatcher, "", false, nil)
	if s.twist == "reopened" {
		t.say(19*60, "reopened", t.dispatcher, "客户反映又出现一次", true, nil)
		t.say(2, "assigned", t.dispatcher, "", false, map[string]any{"data": map[string]any{"to": people(s.who)}})
		t.say(3, "accepted", t.engineer, "", true, nil)
		t.say(8, "departed", t.engineer, "马上再来一趟", true, nil)
		t.say(s.travel, "arrived", t.engineer, "已到现场", true, nil)
		t.say(25, "restored", t.engineer, "业务已恢复", true, nil)
		t.say(20, "fixed", t.engineer, fixedWords, true, nil)
		t.say(6, "signed", t.engineer, "", true, nil)
		t.say(90, "closed", t.dispatcher, "", false, nil)
	}
	if s.rating != nil {
		t.say(t.dice.between(30, 900), "rated", "", "", false, nil)
	}
}

func (t *timeline) cancelled(s sheet) {
	if s.twist != "arrivedAfterCancel" {
		t.say(12, "cancelled", t.dispatcher, s.notes, true, nil)
		return
	}
	t.say(2, "accepted", t.engineer, "", true, nil)
	t.say(4, "departed", t.engineer, "已出发", true, nil)
	t.say(s.travel/2, "cancelled", t.dispatcher, "客户来电取消", true, nil)
	t.underground = true
	t.say(s.travel/2, "arrived", t.engineer, "已到现场", false, nil)
	t.say(10, "left", t.engineer, "插头已插好，返回", false, nil)
}
