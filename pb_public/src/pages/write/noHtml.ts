// Stands for @codemirror/lang-html, which lang-markdown brings with it (vite.config.ts): raw HTML is off in our articles, and the parsers
// of HTML, CSS and JavaScript would be half of what every tablet stores for the editor. A piece of HTML is coloured as text.
import { parser } from '@lezer/markdown';

export const html = () => ({ language: { parser }, support: [] });

export const htmlCompletionSource = () => null;
