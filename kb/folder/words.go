package folder

import (
	"fmt"
	"strings"
)

// Problem is something in a file that a person must know: why it cannot be read, or what was made of it.
type Problem struct {
	File   string   `json:"file"`
	Line   int      `json:"line,omitempty"` // from 1; 0: the file as a whole
	Column int      `json:"column,omitempty"`
	Code   string   `json:"code"`
	Args   []string `json:"args,omitempty"`
}

// Where is file:line:column.
func (p Problem) Where() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// In is the sentence for a reader.
func (p Problem) In(lang string) string {
	w, known := words[p.Code]
	if !known {
		return strings.Join(append([]string{p.Code}, p.Args...), " ")
	}
	s := w[0]
	if strings.HasPrefix(lang, "en") {
		s = w[1]
	}
	for i, arg := range p.Args {
		s = strings.ReplaceAll(s, fmt.Sprintf("{%d}", i), arg)
	}
	return s
}

// Codes are all codes, for the test that each has its words.
func Codes() map[string][2]string { return words }

// words: code -> zh-CN, en. Codes are stable; {0} is the first argument.
var words = map[string][2]string{
	// cannot be read
	"io":            {"读不了：{0}", "cannot be read: {0}"},
	"not_regular":   {"不是普通文件", "is not an ordinary file"},
	"link":          {"是一个链接，不跟过去", "is a link and is not followed"},
	"too_large":     {"文件有 {0}，文章最多 {1}", "the file has {0}; an article has at most {1}"},
	"too_many":      {"文件太多，一次最多 {0} 个", "too many files: at most {0} at once"},
	"too_deep":      {"文件夹嵌套太深，最多 {0} 层", "folders within folders: at most {0} deep"},
	"binary":        {"不是文本：里面有零字节", "is no text: there is a zero byte in it"},
	"utf16":         {"是 UTF-16 编码。请另存为 UTF-8", "is UTF-16. Please save it as UTF-8"},
	"gbk":           {"看来是 GBK 编码，不是 UTF-8。请另存为 UTF-8，或者加上 --gbk", "looks like GBK, not UTF-8. Please save it as UTF-8, or say --gbk"},
	"not_utf8":      {"不是 UTF-8，也认不出是什么编码", "is not UTF-8, nor any encoding that is known here"},
	"front_open":    {"开头的 --- 没有用另一行 --- 关上", "the --- at the beginning is not closed by another line of ---"},
	"front_toml":    {"开头是 TOML（+++）。这里只认 YAML（---）", "begins with TOML (+++); only YAML (---) is read here"},
	"front_json":    {"开头是 JSON。这里只认 YAML（---）", "begins with JSON; only YAML (---) is read here"},
	"front_long":    {"两行 --- 之间超过 {0} KB", "more than {0} kB between the lines of ---"},
	"front_form":    {"两行 --- 之间应当是“名字: 值”", "between the lines of --- there must be “name: value”"},
	"yaml":          {"YAML 写错了：{0}", "YAML: {0}"},
	"yaml_alias":    {"不接受 YAML 的锚点和别名（& 和 *）。以 & 或 * 开头的文字请加引号", "anchors and aliases of YAML (& and *) are not taken; put a text that begins with & or * between quotes"},
	"key_twice":     {"{0} 写了两次", "{0} is there twice"},
	"not_a_list":    {"{0} 应当是一列文字", "{0} must be a list of texts"},
	"not_a_text":    {"{0} 应当是一段文字", "{0} must be a text"},
	"text_long":     {"{0} 太长，最多 {1} 个字", "{0} is too long: at most {1} characters"},
	"body_long":     {"正文太长，最多 {0} 个字", "the text is too long: at most {0} characters"},
	"bad_choice":    {"{0} 没有“{1}”这个值，只有：{2}", "{0} cannot be “{1}”; there are: {2}"},
	"bad_day":       {"{0} “{1}”不是日子，要像 2027-05-31 这样写", "{0} “{1}” is no day; write it like 2027-05-31"},
	"bad_slug":      {"{0} “{1}”不行：只用小写字母、数字和连字符", "{0} “{1}”: small letters, digits and hyphens only"},
	"bad_id":        {"{0} “{1}”不是编号：15 个小写字母和数字", "{0} “{1}” is no id: 15 small letters and digits"},
	"bad_number":    {"{0} “{1}”不是数", "{0} “{1}” is no number"},
	"bad_value":     {"{0} 不能这样写：{1}", "{0} cannot be like that: {1}"},
	"kind_missing":  {"没有写 kind。写在文件里，或者加上 --kind（{0}）", "there is no kind. Write it into the file, or say --kind ({0})"},
	"empty":         {"里面没有正文", "there is no text in it"},
	"id_twice":      {"编号 {0} 已经在 {1} 里用了", "the id {0} is that of {1} too"},
	"slug_twice":    {"这个语言里名字 {0} 已经是 {1} 的了", "the name {0} is that of {1} too, in the same language"},
	"image_bad":     {"图片 {0} 不能收：{1}", "the image {0} cannot be taken: {1}"},
	"version_alone": {"它的文章 {0} 不在这个文件夹里", "its article {0} is not in this folder"},

	// an export finds
	"edited": {"改过，还没有导入。先导入，或者用 --force 盖掉", "was changed and not imported yet. Import it first, or write over it with --force"},

	"name_shared": {"链接名 {0} 和 {1} 的文章一样，所以用编号作文件名", "has the same name {0} as the article in {1}, and is therefore called by its id"},

	"zero_byte": {"正文里有 {0} 个字符是零字节或坏字符，文件里写成 �", "{0} characters of the text are zero bytes, or were broken before; the file has � for them"},

	// is no article
	"not_markdown": {"不是 markdown", "is no markdown"},

	"image_unused": {"没有文章用到这张图片", "no article shows this image"},

	// was read, and something was made of it
	"key_ignored":   {"{0} 这里用不上，没有收", "{0} means nothing here and was left out"},
	"key_read_as":   {"{0} 当作 {1} 收下", "{0} was read as {1}"},
	"title_heading": {"标题取自第一个大标题：{0}", "the title is the first heading: {0}"},
	"title_name":    {"没有标题，用了文件名：{0}", "there is no title; the file's name was taken: {0}"},
	"lang_guessed":  {"没有写语言，看文字是 {0}", "no language was given; by its text it is {0}"},
	"slug_made":     {"起了个名字：{0}", "was given the name {0}"},
	"link_made":     {"链接 {0} 改成了 [[{1}]]", "the link {0} became [[{1}]]"},
	"link_nowhere":  {"[[{0}]] 还没有这篇文章", "[[{0}]]: there is no such article yet"},
	"road_bad":      {"{0}", "{0}"},
	"image_foreign": {"图片 {0} 不在文件夹里，没有收，只留下文字", "the image {0} is not in the folder and was not taken; only its words stay"},
	"image_missing": {"图片 {0} 没有收：{1}", "the image {0} was not taken: {1}"},
	"owner_unknown": {"这里没有 {0} 这个账号，负责人空着", "there is no account {0} here; the owner is left empty"},
	"owner_kept":    {"负责人在应用里改，文件里的 {0} 没有收", "who owns an article is changed in the app; {0} in the file was left out"},
	"field_unknown": {"{0} 这里还不认识，没有收", "{0} is not known here and was left out"},

	// the app and the file disagree
	"both_changed": {"应用里和文件里都改了：{0}。先导出，把您的修改放到新文件上，再导入", "changed both in the app and in the file: {0}. Export again, put your change into the new file, and import that"},
	"app_changed":  {"文章在应用里有人改过，文件又没有说它是从哪一版来的：{0}", "somebody changed the article in the app, and the file does not say which state it comes from: {0}"},
	"base_unknown": {"文件所说的那一版（base）这里找不到，没法合并：{0}", "the state the file comes from (base) is not known here, so it cannot be merged: {0}"},
	"name_taken":   {"名字 {0} 是另一篇文章《{1}》的。在文件里写上 slug 或 id", "the name {0} is that of another article, “{1}”. Write a slug or an id into the file"},
	"deleted":      {"这篇文章已经删掉了", "the article was deleted"},
}
