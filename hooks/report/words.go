package report

import "strings"

// say is a text in both languages.
type say struct{ zh, en string }

func (s say) in(lang string) string {
	if lang == "en" {
		return s.en
	}
	return s.zh
}

// fill is in, with the named places filled.
func (s say) fill(lang string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(s.in(lang))
}

var (
	titleReport = say{"服务报告", "Service report"}
	titleBrief  = say{"服务简报", "Service brief"}
	zoneWords   = say{"文中时间均为{zone}", "All times are {zone}"}
	zoneBeijing = say{"北京时间", "Beijing time (UTC+8)"}
	zoneOther   = say{"当地时间（{utc}）", "local time ({utc})"}
	joinNames   = say{"、", ", "}

	headCustomer  = say{"客户", "Customer"}
	headSite      = say{"地点", "Site"}
	headEngineers = say{"工程师", "Engineers"}
	headNumber    = say{"单号", "Number"}
	headDate      = say{"日期", "Date"}

	figureRestored = say{"恢复用时", "To restore"}
	figureFixed    = say{"彻底修好用时", "To fix for good"}
	figureResponse = say{"首次回应", "First response"}
)

// Headings, by section.
var headings = map[Key]say{
	Reported: {"您报的问题", "What you reported"}, Journey: {"经过", "How it went"}, Restored: {"先让业务恢复", "Service first"},
	Cause: {"原因", "The cause"}, Story: {"换个说法", "In plain words"}, Fixed: {"我们做了什么", "What we did"},
	Prevention: {"以后怎样避免", "How to avoid it"}, Parts: {"备件", "Parts"}, Measured: {"测量和测试", "Measured and tested"}, Photos: {"照片", "Photos"},
	Signed: {"签字", "Signature"}, Rating: {"请您评价", "Please rate us"},
}

// A brief is read by our own people, and says so in its headings.
var briefHeadings = map[Key]say{
	Reported: {"客户报的问题", "What the customer reported"}, Fixed: {"做了什么", "What was done"}, Story: {"对客户可以这样说", "How to tell the customer"},
}

// Whose side, without blame: where the cause lay, never who it was.
var sides = map[string]say{
	"ours":     {"原因在我们这一侧，我们负责改进。", "The cause lay on our side, and it is ours to improve."},
	"customer": {"原因在您的网络环境里，不是哪一个人的过错。", "The cause lay in your own network environment; it is not the fault of any one person."},
	"carrier":  {"原因在运营商的线路一侧。", "The cause lay on the carrier's line."},
	"vendor":   {"原因在设备本身。", "The cause lay in the equipment itself."},
	"nobody":   {"这是一次意外，不在任何一方。", "It was an accident; it lay on nobody's side."},
}

var briefSides = map[string]say{
	"ours": {"原因在我方。", "Our side."}, "customer": {"原因在客户的网络环境。", "In the customer's environment."}, "carrier": {"原因在运营商线路。", "On the carrier's line."},
	"vendor": {"原因在设备厂商。", "In the vendor's equipment."}, "nobody": {"意外，不在任何一方。", "An accident; nobody's side."},
}

// Steps of the journey in order, by stamp.
var steps = []struct {
	stamp string
	words say
}{
	{"reported", say{"报修", "Reported"}}, {"responded", say{"首次回应", "First response"}}, {"departed", say{"出发", "On the way"}},
	{"arrived", say{"到场", "On site"}}, {"restored", say{"业务恢复", "Service restored"}}, {"causeFound", say{"查明原因", "Cause found"}},
	{"fixed", say{"彻底修好", "Fixed for good"}},
}

// Other kinds of work are not reported and restored: they are booked and done.
var otherSteps = map[string]say{"reported": {"预约", "Booked"}, "fixed": {"完成", "Done"}}

var (
	afterWords   = say{"报修后 {span}", "{span} after the report"}
	rangeBoth    = say{"正常范围 {min} ～ {max}", "normal {min} to {max}"}
	rangeExactly = say{"应为 {n}", "should be {n}"}
	rangeMin     = say{"应不小于 {min}", "at least {min}"}
	rangeMax     = say{"应不大于 {max}", "at most {max}"}
	outOfRange   = say{"超出", "outside: "}
	partSKU      = say{"料号 {value}", "SKU {value}"}
	partIn       = say{"换上 {value}", "put in {value}"}
	partOut      = say{"换下 {value}", "taken out {value}"}
	partNeeded   = say{"还没有换上，等到货", "not fitted yet, awaited"}
	passed       = say{"通过", "passed"}
	photoBefore  = say{"处理前", "Before"}
	photoAfter   = say{"处理后", "After"}
	photosLeft   = say{"照片共 {all} 张，这里是前 {shown} 张；其余 {left} 张在网页上的报告里。", "{shown} of {all} photos are printed here; the other {left} are in the report on the web."}
	photoDamage  = say{"损坏情况", "Damage"}
	markedCopy   = say{"（标注副本）", " (marked copy)"}
	photoUnshown = say{"这种格式（{format}）这里显示不了；原图已完整保存。", "This format ({format}) cannot be shown here; the original is stored whole."}
	signedWords  = say{"{who}于 {time} 签字确认", "Signed by {who}, {time}"}
	signedByLink = say{"{who}于 {time} 在自己的手机上签字确认", "Signed by {who} on their own phone, {time}"}
	refusedWords = say{"{who}于 {time} 表示暂不签字", "{who} chose not to sign, {time}"}
	someone      = say{"客户", "the customer"}
	someoneFirst = say{"客户", "The customer"} // where a sentence begins with it
	reasonWords  = say{"理由：{reason}", "Reason: {reason}"}
	unsigned     = say{"还没有签字。", "Not signed yet."}
	signedCovers = say{
		"签字确认的是签字时看到的服务确认单：报修内容，报修、恢复和修好的时间，临时措施、原因和处理结果，测量值和用掉的备件；其余的，例如换个说法、预防建议和照片，不在其中。",
		"The signature covers the service record as it read when it was signed: what was reported, the times of report, restoring and fixing, the workaround, the cause, what was done, measured values and parts used; everything else, such as the plain words, the advice and the photos, is not part of it.",
	} // job.Canonical
	unsignedThere = say{
		"还没有签字。需要您签字时，工程师会当面请您签，或者另发一个可以签字的链接给您。",
		"Not signed yet. When your signature is needed, your engineer will ask you in person or send you another link, where you can sign.",
	}
	changedWords  = say{"签字之后改过：{what}", "Changed after signature: {what}"}
	changedAll    = say{"全部内容", "everything"}
	ratingWords   = say{"扫码或打开链接，不到一分钟。您的感受决定我们怎样改进。", "Scan the code or open the link; it takes less than a minute and decides what we improve."}
	ratedWords    = say{"已经收到您的评价，谢谢。", "Your rating has been received, thank you."}
	bracketed     = say{"{a}（{b}）", "{a} ({b})"}
	commaBetween  = say{"，", ", "}
	spanNow       = say{"1 分钟", "1 minute"}
	spanMinutes   = say{"{n} 分钟", "{n} minutes"}
	spanHours     = say{"{n} 小时", "{n} h"}
	spanHoursMins = say{"{h} 小时 {m} 分", "{h} h {m} min"}
	spanDays      = say{"{n} 天", "{n} days"}
	spanDaysHours = say{"{d} 天 {h} 小时", "{d} days {h} h"}
)
