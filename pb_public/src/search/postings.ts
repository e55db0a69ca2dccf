// The documents that have a term, as columns that are filled anew for every term: an object or a call for each of them takes longer than the
// ranking itself.
export class Postings {
  n = 0;
  numbers = new Int32Array(1024);
  /** How often the term stands in the whole document, in its title, on its card. */
  whole = new Int32Array(1024);
  title = new Int32Array(1024);
  card = new Int32Array(1024);

  /** Empty, with room for so many. */
  clear(room: number): void {
    this.n = 0;
    if (room <= this.numbers.length) return;
    this.numbers = new Int32Array(room * 2);
    this.whole = new Int32Array(room * 2);
    this.title = new Int32Array(room * 2);
    this.card = new Int32Array(room * 2);
  }

  add(number: number, whole: number, title: number, card: number): void {
    const { n } = this;
    this.numbers[n] = number;
    this.whole[n] = whole;
    this.title[n] = title;
    this.card[n] = card;
    this.n = n + 1;
  }
}
