import { describe, expect, it } from 'vitest';
import { ComboBox } from './comboBox.svelte.ts';

const sites = [
  { id: 'h1', name: 'H 集团总部', address: '科苑路 8 号' },
  { id: 'h2', name: 'H 集团研发楼', address: '' },
  { id: 's1', name: '实验中学', address: '' },
];

function form(site: string) {
  const state = { site, free: '' };
  const box = new ComboBox<(typeof sites)[number]>({
    items: () => sites,
    text: (one) => one.name,
    more: (one) => one.address,
    chosen: () => sites.find((one) => one.id === state.site),
    free: () => state.free,
    onchoose: (one) => (state.site = one?.id ?? ''),
    onfree: (text) => (state.free = text),
  });
  return { state, box };
}

describe('a box of choices', () => {
  it('typing something else takes the choice back at once', () => {
    const { state, box } = form('h1');
    expect(box.shown).toBe('H 集团总部');
    box.input('城南菜');
    expect(state.site).toBe('');
  });

  it('a name that is not on file stays in the box and is kept as words', () => {
    const { state, box } = form('h1');
    box.input('城南菜市场二楼 ');
    box.leave();
    expect(state).toEqual({ site: '', free: '城南菜市场二楼' });
    expect(box.shown).toBe('城南菜市场二楼');
  });

  it('the only one that fits is meant; of several none is', () => {
    const { state, box } = form('h1');
    box.input('实验');
    box.leave();
    expect(state).toEqual({ site: 's1', free: '' });
    box.input('H 集团');
    box.leave();
    expect(state).toEqual({ site: '', free: 'H 集团' });
  });

  it('choosing replaces words of one’s own', () => {
    const { state, box } = form('');
    box.input('H 集');
    box.choose(sites[1]!);
    expect(state).toEqual({ site: 'h2', free: '' });
    expect(box.shown).toBe('H 集团研发楼');
  });

  it('escape brings back what was chosen; an emptied box chooses nothing', () => {
    const { state, box } = form('h1');
    box.input('H');
    box.input('');
    box.escape();
    expect(state.site).toBe('h1');
    box.input('');
    box.leave();
    expect(state).toEqual({ site: '', free: '' });
    expect(box.shown).toBe('');
  });
});
