import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { type Size, useSize } from './use-size';

interface ReadableProps {
  /** What the drawing shows. */
  label: string;
  /** How many things there are to read; their order is that of the arrow keys. */
  count: number;
  /** Which of them is nearest to a place in the drawing, in pixels; −1 where none is near. */
  nearest: (x: number, y: number, size: Size) => number;
  /** What it says of one of them. */
  text: (index: number) => string;
  /** The drawing of a size; it is told which of them is read, −1 for none. */
  children: (index: number, size: Size) => ComponentChildren;
}

/** A drawing whose parts say what they are when one points at them, touches them or goes through them by the arrow keys. */
export function Readable({ label, count, nearest, text, children }: ReadableProps) {
  const [chosen, setIndex] = useState(-1);
  const [ref, size] = useSize<HTMLDivElement>();
  const index = chosen < count ? chosen : -1;
  const point = (event: PointerEvent) => {
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    setIndex(nearest(event.clientX - left, event.clientY - top, size));
  };
  const press = (event: KeyboardEvent) => {
    const next = indexAfter(event.key, index, count);
    if (next === undefined) return;
    event.preventDefault();
    setIndex(next);
  };
  return (
    <div class="readable">
      <div
        ref={ref}
        class="readable-drawing"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={count}
        aria-valuenow={index + 1}
        aria-valuetext={index === -1 ? 'Arrow keys go through it' : text(index)}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={(event) => event.pointerType === 'mouse' && setIndex(-1)}
        onKeyDown={press}
      >
        {size.width > 0 && size.height > 0 && children(index, size)}
      </div>
      <p class="readout" dir="auto" title={index === -1 ? undefined : text(index)}>
        {index === -1 ? '\u00a0' : text(index)}
      </p>
    </div>
  );
}

function indexAfter(key: string, index: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowRight' || key === 'ArrowDown') return Math.min(index + 1, count - 1);
  if (key === 'ArrowLeft' || key === 'ArrowUp') return Math.max(index - 1, 0);
  if (key === 'PageDown') return Math.min(index + 10, count - 1);
  if (key === 'PageUp') return Math.max(index - 10, 0);
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return key === 'Escape' ? -1 : undefined;
}
