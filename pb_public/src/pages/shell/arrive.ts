import { route } from '../../router/router.svelte.ts';

/** Attached to the heading of what was opened: takes the focus if the link that was tapped is gone with its list (narrow screens). */
export function arrive(heading: HTMLElement): void {
  if (!route.moved) return; // a page that was just loaded has lost nobody's focus
  const active = document.activeElement;
  if (!active || active === document.body || active.getClientRects().length === 0) heading.focus({ preventScroll: true });
}
