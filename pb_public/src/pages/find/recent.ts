// What was looked for on this device, for this person: the first suggestions on an empty box. It stays here and is never sent.
const MOST = 8;
const keyOf = (user: string) => `searched:${user}`;

export function recentOf(user: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(user)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((t): t is string => typeof t === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Remembers a search that a person acted on, the newest first, each once. */
export function remember(user: string, text: string): void {
  const words = text.trim().slice(0, 80);
  if (words.length < 2) return;
  try {
    localStorage.setItem(keyOf(user), JSON.stringify([words, ...recentOf(user).filter((t) => t !== words)].slice(0, MOST)));
  } catch {
    // full or forbidden: nothing is remembered
  }
}

export function forget(user: string): void {
  try {
    localStorage.removeItem(keyOf(user));
  } catch {
    // what cannot be written was not kept either
  }
}
