import { useEffect, useRef } from 'preact/hooks';
import { PAD_SIDE, paintOnPad, tried } from './picture';

const PEN = 22;

/** The pad: it is drawn on with mouse, pen or finger, and shows whatever is tried. */
export function Pad() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef(false);
  const context = () => canvas.current!.getContext('2d', { willReadFrequently: true })!;
  const shown = tried.value;
  useEffect(() => {
    if (shown?.picture === canvas.current) return;
    if (shown) paintOnPad(context(), shown.picture);
    else blacken(context());
  }, [shown]);
  const at = ({ offsetX, offsetY }: PointerEvent) => {
    const scale = PAD_SIDE / canvas.current!.clientWidth;
    return [offsetX * scale, offsetY * scale] as const;
  };
  const end = () => {
    if (!drawing.current) return;
    drawing.current = false;
    tried.value = { name: 'your drawing', picture: canvas.current! };
  };
  return (
    <canvas
      ref={canvas}
      class="pad"
      width={PAD_SIDE}
      height={PAD_SIDE}
      role="img"
      aria-label="Drawing pad: draw with mouse, pen or finger"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        // A drawing goes on; over a picture a new one begins.
        if (shown?.picture !== canvas.current) blacken(context());
        drawing.current = true;
        context().beginPath();
        context().moveTo(...at(event));
      }}
      onPointerMove={(event) => {
        if (!drawing.current) return;
        Object.assign(context(), {
          strokeStyle: 'white',
          lineWidth: PEN,
          lineCap: 'round',
          lineJoin: 'round',
        });
        context().lineTo(...at(event));
        context().stroke();
      }}
      onPointerUp={end}
      onPointerCancel={end}
    />
  );
}

function blacken(context: CanvasRenderingContext2D): void {
  context.fillStyle = 'black';
  context.fillRect(0, 0, PAD_SIDE, PAD_SIDE);
}
