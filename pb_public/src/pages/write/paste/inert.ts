// Reads the HTML of a clipboard into a document that is no page: nothing in it runs, loads or is ever shown. It is looked through and turned
// into markdown, which goes the way of everything a trainer types. Its Trusted Types policy (CSP: lutong-paste) is used here and nowhere else,
// and never leaves this file.
interface Policy {
  createHTML(html: string): string;
}

const factory = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
const rules: Policy = { createHTML: (html) => html };
let policy: Policy | undefined;

export function inertDocument(html: string): Document {
  policy ??= factory?.createPolicy('lutong-paste', rules) ?? rules;
  return new DOMParser().parseFromString(policy.createHTML(html), 'text/html');
}
