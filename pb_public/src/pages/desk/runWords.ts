// A filled checklist as lines to read. Pure.
import type { Both, Lang, Run, Template } from '../../domain/records.ts';

export interface RunWords {
  title: string;
  done: number;
  items: { id: string; label: string; value: string; note: string }[];
}

export function runWords(run: Run, template: Template | undefined, lang: Lang): RunWords {
  const say = (both: Both | null | undefined) => both?.[lang] || both?.['zh-CN'] || '';
  const items = (template?.items ?? []).map((item) => {
    const answer = run.answers[item.id];
    const value = answer?.value;
    const option = item.options?.find((o) => o.value === value);
    const text =
      value === true
        ? '✓'
        : value === false
          ? '✗'
          : option
            ? say(option.label)
            : value === null || value === undefined
              ? ''
              : `${String(value)}${item.unit ? ` ${item.unit}` : ''}`;
    return {
      id: item.id,
      label: say(item.label),
      value: text || (answer?.photos.length ? `${answer.photos.length} ▣` : ''),
      note: answer?.note ?? '',
    };
  });
  return { title: say(template?.title) || run.template, done: items.filter((item) => item.value !== '').length, items };
}
