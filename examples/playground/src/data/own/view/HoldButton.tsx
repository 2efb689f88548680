import { useEffect, useRef } from 'preact/hooks';

const EVERY_MILLISECONDS = 200;

/** A button that does something again and again while it is held, by pointer or by keyboard. */
export function HoldButton({
  label,
  onTick,
  children,
}: {
  label: string;
  onTick: () => void;
  children: string;
}) {
  const timer = useRef<ReturnType<typeof setInterval> | undefined>(undefined);
  const tick = useRef(onTick);
  tick.current = onTick;
  const release = () => {
    clearInterval(timer.current);
    timer.current = undefined;
  };
  const hold = () => {
    if (timer.current !== undefined) return;
    tick.current();
    timer.current = setInterval(() => tick.current(), EVERY_MILLISECONDS);
  };
  useEffect(() => release, []);
  const isPress = ({ key }: KeyboardEvent) => key === ' ' || key === 'Enter';
  return (
    <button
      type="button"
      class="hold"
      aria-label={label}
      onPointerDown={hold}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onBlur={release}
      onKeyDown={(event) => isPress(event) && hold()}
      onKeyUp={(event) => isPress(event) && release()}
    >
      {children}
    </button>
  );
}
