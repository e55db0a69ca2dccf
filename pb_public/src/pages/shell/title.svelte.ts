// The name of what is open, for the window's title and the back button's neighbour. The page that opens something sets it, and takes it
// back when it goes.
let opened = $state('');

export const title = {
  get opened(): string {
    return opened;
  },
  /** For use as an effect: `$effect(() => title.open(job.title))`. */
  open(text: string): () => void {
    opened = text;
    return () => {
      if (opened === text) opened = '';
    };
  },
};
