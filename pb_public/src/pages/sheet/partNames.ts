// What a part may be called, offered while it is typed: the models that stand at this site, those of the job first, and what was used before,
// the most often first. Pure; all of it is on the tablet.
import type { Asset, Id, Part } from '../../domain/records.ts';

export interface Proposal {
  name: string;
  sku: string;
  unit: string;
}

export function proposals(typed: string, assets: readonly Asset[], ofJob: readonly Id[], before: readonly Part[], most = 6): Proposal[] {
  const words = typed.trim().toLowerCase();
  const fits = (name: string) => name.toLowerCase().includes(words) && name.toLowerCase() !== words;
  const times = new Map<string, { one: Proposal; n: number }>();
  for (const { name, sku, unit } of before) {
    const known = times.get(name);
    // the last one that said more counts
    times.set(name, { one: { name, sku: sku || (known?.one.sku ?? ''), unit: unit || (known?.one.unit ?? '') }, n: (known?.n ?? 0) + 1 });
  }
  const models = [...assets]
    .sort((a, b) => Number(ofJob.includes(b.id)) - Number(ofJob.includes(a.id)))
    .filter((asset) => asset.model)
    .map(({ model }) => times.get(model)?.one ?? { name: model, sku: '', unit: '' });
  const used = [...times.values()].sort((a, b) => b.n - a.n).map(({ one }) => one);
  const ofThisJob = assets.filter((asset) => asset.model && ofJob.includes(asset.id)).length;
  // what the job is about, what is used everywhere, what else stands here
  const all = [...models.slice(0, ofThisJob), ...used, ...models.slice(ofThisJob)].filter(({ name }) => fits(name));
  return all.filter((one, i) => all.findIndex(({ name }) => name === one.name) === i).slice(0, most);
}
