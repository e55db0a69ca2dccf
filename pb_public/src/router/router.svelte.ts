// Where we are, as the address bar says it. The History API and nothing else: links are ordinary <a href>, one listener turns the
// clicks on them into moves, so middle-click, copy-address and screen readers work as on any page.
//
//   /today[/<job>]   /jobs[/<job>]   /knowledge[/<article>]   /me[/<section>]   /desk[/...]   /write[/<article>]
//   /find[/<kind>/<record>]   /words   /board   and, without the frame, /report/<job>
//
// A query (?tab=photos) is part of the address too, and is replaced rather than pushed: back goes to the last place, not the last tab.
export type Place = 'today' | 'jobs' | 'knowledge' | 'me' | 'desk' | 'write' | 'find' | 'words' | 'board';

const places: readonly string[] = ['today', 'jobs', 'knowledge', 'me', 'desk', 'write', 'find', 'words', 'board'];

let url = $state.raw(new URL(location.href));
/** How many moves inside the app lie behind us: only then does "back" stay in the app. */
let depth = depthOf(history.state);

let moves = 0;

function depthOf(state: unknown): number {
  return typeof state === 'object' && state !== null && 'depth' in state && typeof state.depth === 'number' ? state.depth : 0;
}

export const route = {
  get segments(): string[] {
    return url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  },
  get place(): Place {
    const first = this.segments[0] ?? 'today';
    return (places.includes(first) ? first : 'today') as Place;
  },
  /** What is chosen in the place: a job, an article, a section; "" for the list alone. */
  get id(): string {
    return this.segments[1] ?? '';
  },
  get query(): URLSearchParams {
    return url.searchParams;
  },
  /** Whether anybody has gone anywhere since the page was loaded. */
  get moved(): boolean {
    return moves > 0;
  },
  get path(): string {
    return url.pathname;
  },
};

export function go(to: string, options: { replace?: boolean } = {}): void {
  const next = new URL(to, location.href);
  if (next.href === url.href) return;
  if (options.replace) history.replaceState({ depth }, '', next);
  else history.pushState({ depth: ++depth }, '', next);
  url = next;
  moves++;
}

/** Back to where we came from, or to `fallback` when the page was opened directly. */
export function back(fallback: string): void {
  if (depth > 0) history.back();
  else go(fallback, { replace: true });
}

/** Changes one word of the query without a step in the history; "" removes it. */
export function setQuery(name: string, value: string): void {
  const next = new URL(url);
  if (value) next.searchParams.set(name, value);
  else next.searchParams.delete(name);
  go(next.href, { replace: true });
}

/** Starts listening; returns how to stop. */
export function startRouter(): () => void {
  function moved() {
    depth = depthOf(history.state);
    url = new URL(location.href);
    moves++;
  }
  function clicked(e: MouseEvent) {
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const link = (e.target as Element).closest?.('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin || !link.href) return;
    // the customer's page and the server's own addresses are other documents
    const first = link.pathname.split('/')[1] ?? '';
    if (!places.includes(first) && first !== 'report' && first !== '') return;
    e.preventDefault();
    go(link.href);
  }
  window.addEventListener('popstate', moved);
  document.addEventListener('click', clicked);
  return () => {
    window.removeEventListener('popstate', moved);
    document.removeEventListener('click', clicked);
  };
}
