// A small stand-in for the server's customer link, for working on src/track alone: node tests/trackmock.mjs [port]
// Tokens: journey onsite restored report sign rated rating booked cancelled expired unknown, each followed by -link.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = process.env.DIST ?? fileURLToPath(new URL('../dist/', import.meta.url));
const port = Number(process.argv[2] ?? 0);
const csp =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html sw-url";
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};
const started = Date.now();
const at = (minutes) => new Date(started + minutes * 60_000).toISOString();

const events = [
  { id: 'e1', kind: 'reported', text: '', eta: '', place: '', at: at(-34) },
  { id: 'e2', kind: 'accepted', text: '收到，我马上准备', eta: '', place: '', at: at(-30) },
  { id: 'e3', kind: 'departed', text: '路上堵死了，我改走路和地铁', eta: at(14), place: '', at: at(-24) },
  { id: 'e4', kind: 'progress', text: '已经挤上地铁了', eta: '', place: '西直门站', at: at(-14) },
  { id: 'e5', kind: 'progress', text: '出站了，大概 20 分钟小跑到达', eta: at(12), place: '', at: at(-2) },
];

const stamps = { reported: at(-34), responded: at(-30), departed: at(-24) };
const done = { ...stamps, arrived: at(-10), restored: at(-2), causeFound: at(20), fixed: at(24), signed: at(30), closed: at(60) };
const base = (over, job = {}) => ({
  what: 'journey',
  lang: 'zh-CN',
  eta: '',
  nextUpdateBy: '',
  stamps,
  events,
  report: null,
  maySign: false,
  rated: false,
  engineers: ['陈小安'],
  now: new Date().toISOString(),
  ...over,
  job: {
    number: 'BJ-2611-0042',
    title: '3 楼会议室无线中断',
    kind: 'fault',
    status: 'enRoute',
    waiting: '',
    siteName: 'H 集团总部大楼',
    ...job,
  },
});
/** The golden reports of hooks/report, as the server would tell them. */
const golden = (lang) => {
  const file = fileURLToPath(new URL(`../../hooks/report/testdata/full.${lang === 'en' ? 'en' : 'zh-CN'}.golden`, import.meta.url));
  return JSON.parse(readFileSync(file, 'utf8'));
};
const sheet = {
  text: '服务确认单 [1 zh-CN UTC+08:00]\n工单号：BJ-2611-0042\n标题：3 楼会议室无线中断\n客户：H 集团\n原因：防火墙策略拦住了 CAPWAP 端口 UDP 5246/5247。\n原因在哪一方：客户方\n处理结果：放行两个端口，AP 全部回到 AC。\n测量值：最远座位的 RSSI = -61 dBm',
  hash: '0'.repeat(64),
};
const unsigned = (report) => ({
  ...report,
  sections: report.sections.map((s) => (s.key === 'signed' ? { key: 'signed', title: s.title, note: '还没有签字。' } : s)),
});
const onSite = [...events, { id: 'e6', kind: 'arrived', text: '', eta: '', place: '3 楼会议室', at: at(-1) }];

const answers = {
  journey: () => base({ eta: at(12), nextUpdateBy: at(8) }),
  late: () => base({ eta: at(-6), nextUpdateBy: at(-4) }),
  onsite: () =>
    base(
      { stamps: { ...done, restored: '', causeFound: '', fixed: '', signed: '', closed: '' }, events: onSite, nextUpdateBy: at(15) },
      { status: 'onSite', waiting: 'access' },
    ),
  restored: () =>
    base(
      {
        stamps: { ...done, causeFound: '', fixed: '', signed: '', closed: '' },
        events: [...onSite, { id: 'e7', kind: 'restored', text: '会议可以继续开了', eta: '', place: '', at: at(0) }],
        nextUpdateBy: at(20),
      },
      { status: 'restored' },
    ),
  assigned: () =>
    base(
      { stamps: { reported: at(-3) }, events: events.slice(0, 1), engineers: ['陈小安', '李海'], nextUpdateBy: at(12) },
      { status: 'assigned' },
    ),
  fresh: () => base({ stamps: { reported: at(-1) }, events: [], engineers: [], nextUpdateBy: at(14) }, { status: 'new' }),
  report: (lang) => base({ what: 'report', stamps: done, report: golden(lang) }, { status: 'signed' }),
  sign: (lang) => base({ what: 'report', stamps: done, report: unsigned(golden(lang)), maySign: true }, { status: 'fixed' }),
  rated: (lang) => base({ what: 'report', stamps: done, report: golden(lang), rated: true }, { status: 'closed' }),
  rating: (lang) => base({ what: 'rating', stamps: done, report: golden(lang) }, { status: 'closed' }),
  booked: () =>
    base(
      { lang: 'en', eta: at(35), nextUpdateBy: at(25) },
      {
        kind: 'inspection',
        title: 'Quarterly inspection of the core switches and of the machine room environment',
        siteName: 'Second Middle School, North Campus',
        number: 'BJ-2611-0107',
      },
    ),
  cancelled: () => base({}, { status: 'cancelled' }),
};

function api(request, response, name, lang) {
  const json = (status, body, headers = {}) =>
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
  const [token, action] = name.split('/');
  if (token === 'expired-link') return json(410, { status: 410, message: '链接已过期', data: { code: 'link_expired' } });
  const key = token.replace(/-link$/, '');
  if (!answers[key]) return json(404, { status: 404, message: '没有这个链接', data: { code: 'link_unknown' } });
  if (action === 'rating') {
    if (key === 'rated') return json(409, { status: 409, message: '已评价', data: { code: 'already_rated' } });
    return response.writeHead(204).end();
  }
  if (action === 'photos') return response.writeHead(302, { Location: '/icons/icon-512.png' }).end();
  if (action === 'sheet') return json(200, sheet);
  if (action === 'signature') return response.writeHead(204).end();
  const etag = `"${key}-${lang}-${Math.floor(Date.now() / 60_000)}"`;
  if (request.headers['if-none-match'] === etag) return response.writeHead(304, { ETag: etag }).end();
  json(200, answers[key](lang), { ETag: etag });
}

createServer((request, response) => {
  const { pathname: path, searchParams } = new URL(request.url, 'http://x');
  if (path.startsWith('/api/track/')) return api(request, response, path.slice('/api/track/'.length), searchParams.get('lang'));
  const file = path.startsWith('/t/') ? join(dist, 'track.html') : join(dist, path);
  if (!file.startsWith(dist) || !existsSync(file) || path === '/') return response.writeHead(404).end();
  response.writeHead(200, {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': csp,
    'X-Robots-Tag': 'noindex',
  });
  createReadStream(file).pipe(response);
}).listen(port, '127.0.0.1', function () {
  console.warn(`http://127.0.0.1:${this.address().port}/t/journey-link`);
});
