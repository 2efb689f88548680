/**
 * Draws charts one by one, each as wide as its place. Between two charts the browser can react to input, also where a page has many.
 * A chart is drawn again when the width of its place changes.
 */
export class ChartQueue {
  private readonly places = new Set<HTMLElement>();
  private readonly waiting = new Set<HTMLElement>();
  private busy = false;
  private readonly observer = new ResizeObserver((entries) => {
    for (const { target } of entries) this.enqueue(target as HTMLElement);
  });

  /** @param draw draws into a place, `width` pixels wide */
  constructor(private readonly draw: (place: HTMLElement, width: number) => void) {}

  add(place: HTMLElement): void {
    this.places.add(place);
    this.observer.observe(place);
  }

  /** Replaces all places by those of a part of the page. */
  replace(root: HTMLElement): void {
    this.clear();
    for (const chart of root.querySelectorAll<HTMLElement>('[data-chart]')) this.add(chart);
  }

  /** Forgets all places. */
  clear(): void {
    this.observer.disconnect();
    this.places.clear();
    this.waiting.clear();
  }

  /** Draws every chart again. */
  redraw(): void {
    for (const place of this.places) {
      delete place.dataset.width;
      this.enqueue(place);
    }
  }

  private enqueue(place: HTMLElement): void {
    this.waiting.add(place);
    if (this.busy) return;
    this.busy = true;
    setTimeout(() => this.drawNext());
  }

  private drawNext(): void {
    const [place] = this.waiting;
    this.busy = place !== undefined;
    if (!place) return;
    this.waiting.delete(place);
    const width = Math.floor(place.getBoundingClientRect().width);
    if (width > 0 && place.dataset.width !== String(width)) {
      place.dataset.width = String(width);
      this.draw(place, width);
    }
    setTimeout(() => this.drawNext());
  }
}
