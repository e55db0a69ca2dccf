/** The reader's own type size in px: heights that hold text are multiples of it. */
export const rem = (): number => parseFloat(getComputedStyle(document.documentElement).fontSize);
