// The first script, and a small one: it only asks for the rest, all at once. Who was signed in last time (the hint of state/session) will want the
// house, so that is fetched beside the start and not after it; a new visitor's first load does without.
if (globalThis.localStorage?.getItem('lutong-session') === '1') void import('./pages/shell/Shell.svelte').catch(() => {});
void import('./start.ts');
