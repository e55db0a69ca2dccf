// The app's one Trusted Types policy for script addresses (CSP: trusted-types svelte-trusted-html sw-url): only our own
// service worker and our own built files. Workers: import url from './x.worker.ts?worker&url', then
// new Worker(scriptUrl(url), { type: 'module' }).
interface Policy {
  createScriptURL(url: string): string;
}

function check(url: string): string {
  const { origin, pathname } = new URL(url, location.href);
  const ours = origin === location.origin && (pathname === '/sw.js' || pathname.startsWith('/assets/') || import.meta.env.DEV);
  if (!ours) throw new TypeError('not a script of this app: ' + url);
  return url;
}

const factory = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
const policy: Policy = factory?.createPolicy('sw-url', { createScriptURL: check }) ?? { createScriptURL: check };

/** A script address the browser will accept; typed as text because the sinks are. */
export function scriptUrl(url: string): string {
  return policy.createScriptURL(url);
}
