// The part of an article that is for the customer's eyes: the picture of the road and the words meant to be said. What the engineer is
// told about tact, money and vendors' commands stays out of sight.
const ONE_SENTENCE = /^(一句话|in one sentence)/i;
const TOLD = /^(讲给客户|tell the customer)/i;

/** Leaves only the story in the rendered article; one that has neither picture nor words for the customer stays whole. */
export function keepStory(root: Element): void {
  const picture = root.querySelector('figure, svg');
  const words: Element[] = [];
  let chapter = '';
  for (const node of root.children) {
    if (/^H[1-3]$/.test(node.tagName)) chapter = node.textContent.trim();
    else if (ONE_SENTENCE.test(chapter) || (TOLD.test(chapter) && node.tagName === 'BLOCKQUOTE')) words.push(node);
  }
  if (picture || words.length > 0) root.replaceChildren(...(picture ? [picture] : []), ...words);
}
