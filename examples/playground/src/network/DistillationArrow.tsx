import { useRef } from 'preact/hooks';
import { bow, type Place } from './network-places';
import type { Arrow } from './network-shape';

/** Points on the screen that one drags for the whole range of a strength. */
const dragged = 160;

/** An arrow as wide as the distillation is strong. Dragging it up or down changes the strength; the sliders do so by the keyboard. */
export function DistillationArrow(props: {
  arrow: Arrow;
  ends: { from: Place; to: Place };
  /** The value of the setting behind its strength, and the greatest that its slider has. */
  value: number;
  greatest: number;
  onChange: (value: number) => void;
}) {
  const { arrow, ends, value, greatest, onChange } = props;
  const start = useRef<{ y: number; value: number } | undefined>(undefined);
  const path = bow(ends.from, ends.to);
  const width = widthOf(arrow.strength);
  return (
    <g
      class={`distillation by-${arrow.by}`}
      onPointerDown={(event) => {
        start.current = { y: event.clientY, value };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (!start.current) return;
        const moved = ((start.current.y - event.clientY) / dragged) * greatest;
        onChange(Math.min(greatest, Math.max(0, start.current.value + moved)));
      }}
      onPointerUp={() => {
        start.current = undefined;
      }}
      onPointerCancel={() => {
        start.current = undefined;
      }}
    >
      <path d={path} class="grip" />
      <path
        d={path}
        class="shown"
        stroke-width={width}
        stroke-dasharray={arrow.strength === 0 ? '3 5' : undefined}
        marker-end="url(#network-arrowhead)"
      />
    </g>
  );
}

/** The width grows with the root of the strength: a strength of 0.1 is to be seen beside one of 10. */
export function widthOf(strength: number): number {
  return Math.min(12, 1 + 2.4 * Math.sqrt(strength));
}
