// The part of an article that is for the customer: its pictures and the chapter that tells the story, without commands and tables.
import type { Article } from '../../domain/records.ts';

const STORY = /故事|比喻|讲给|说给|怎么讲|story|plain words|for the customer/i;

/** HTML that was sanitised by the server, cut by chapters; nothing is added to it. */
export function storyOf(article: Pick<Article, 'kind' | 'html'>): string {
  const whole = new DOMParser().parseFromString(article.html, 'text/html').body;
  if (article.kind === 'story') return whole.innerHTML;
  const chapters: Element[][] = [[]];
  for (const node of whole.children) {
    if (/^H[1-3]$/.test(node.tagName)) chapters.push([]);
    chapters.at(-1)!.push(node);
  }
  const told = chapters.filter(([head]) => head && STORY.test(head.textContent)).flat();
  const drawn = [...whole.querySelectorAll('figure, svg')].filter(
    (node) => !node.parentElement?.closest('figure') && !told.some((part) => part.contains(node)),
  );
  return [...drawn.slice(0, 1), ...told].map((node) => node.outerHTML).join('');
}
