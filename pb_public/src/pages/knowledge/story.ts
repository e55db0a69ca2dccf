// The part of an article that is for the customer: its first picture and the chapters that tell the story, without commands and tables.
const STORY = /故事|比喻|讲给|说给|怎么讲|大白话|story|plain words|for the customer/i;

/** Leaves only the story in the rendered article; an article that has none stays whole. */
export function keepStory(root: Element): void {
  const chapters: Element[][] = [[]];
  for (const node of root.children) {
    if (/^H[1-3]$/.test(node.tagName)) chapters.push([]);
    chapters.at(-1)!.push(node);
  }
  const told = chapters.filter(([head]) => head && STORY.test(head.textContent)).flat();
  const picture = [...root.children].find((node) => node.matches('figure, svg') || node.querySelector(':scope > svg'));
  if (told.length === 0 && !picture) return;
  const kept = new Set([...(picture ? [picture] : []), ...told]);
  for (const node of [...root.children]) if (!kept.has(node)) node.remove();
  if (picture) root.prepend(picture);
}
