package fault

// messages gives every code its sentence: {zh-CN, en}. Codes are part of the API: they are added, never renamed.
var messages = map[string][2]string{
	// the request
	"invalid":         {"请求有误,服务器读不懂", "The request is not understood"},
	"unauthorized":    {"请重新登录;未发送的工作都还在", "Please sign in again; unsent work is kept"},
	"not_allowed":     {"您没有权限做这件事;内容已保留,等调度处理", "You may not do this; what you entered is kept for the dispatcher"},
	"not_found":       {"找不到这条记录", "This record does not exist"},
	"too_large":       {"内容太大", "This is too large"},
	"slow_down":       {"请求太频繁,请稍后再试", "Too many requests; please wait a moment"},
	"unavailable":     {"服务器暂时不可用,请稍后再试", "The server is not available now; please try again shortly"},
	"update_required": {"应用版本太旧,请更新后再取数据;未发送的工作仍可发送", "Please update the app before it fetches data; unsent work can still be sent"},
	"device_revoked":  {"这台设备已被停用", "This device has been revoked"},
	"device_invalid":  {"设备编号无效或属于别人", "The device id is invalid or belongs to somebody else"},
	"rewound":         {"服务器从备份恢复过,请补发之后的工作", "The server was restored from a backup; please send later work again"},
	"unknown_path":    {"没有这个接口地址", "There is nothing at this address"},
	"web_not_built":   {"网页应用还没有构建", "The web app has not been built"},
	"internal":        {"服务器内部出错,已记录", "Something went wrong on the server; it has been logged"},
	// a mutation
	"unknown_collection": {"没有这类记录", "There is no such kind of record"},
	"unknown_field":      {"没有这个字段", "There is no such field"},
	"server_field":       {"这个字段只能由服务器填写", "Only the server writes this field"},
	"bad_id":             {"记录编号格式不对", "The record id has a wrong form"},
	"bad_value":          {"内容格式不对", "The value has a wrong form"},
	"required":           {"缺少必填内容", "Something required is missing"},
	"no_such_record":     {"引用的记录不存在", "It refers to a record that does not exist"},
	"id_taken":           {"同一编号已有不同内容的记录", "A record with this id and other content exists"},
	"deleted":            {"这条记录已被删除,内容已保留,等调度处理", "This record was deleted; what you entered is kept for the dispatcher"},
	"append_only":        {"这类记录只能新增,不能修改", "Records of this kind are only added, never changed"},
	"bad_operation":      {"没有这种操作", "There is no such operation"},
	"both_changed":       {"两个人改了同一处,两份内容都保留,请选择", "Two people changed the same thing; both are kept, please choose"},
	"already_resolved":   {"这一条已经处理过了", "This has been decided already"},
	// customer's link
	"link_unknown":  {"链接无效,请向工程师或调度索取新链接", "This link is not valid; please ask the engineer or the dispatcher for a new one"},
	"link_expired":  {"链接已过期,请向工程师或调度索取新链接", "This link has expired; please ask the engineer or the dispatcher for a new one"},
	"already_rated": {"已经收到您的评价,谢谢", "Your rating has been received, thank you"},
	// photos
	"wrong_hash":    {"照片内容与登记的校验值不一致,请重新上传", "The photo does not match its checksum; please upload it again"},
	"not_an_image":  {"这不是可以识别的图片", "This is not a picture that can be read"},
	"bomb":          {"图片尺寸过大", "The picture has too many pixels"},
	"truncated":     {"图片不完整", "The picture is incomplete"},
	"photo_unknown": {"没有登记这张照片,请先同步工单", "This photo is not registered; please sync the job first"},
	"photo_waiting": {"照片还没有上传完成", "The photo has not arrived yet"},
}
