import { type ImageSet, pixelsOf } from 'mbib/jobs';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** One image of a set, drawn on a canvas. What it shows has to be said beside it. */
export function Picture({ set, place, size }: { set: ImageSet; place: number; size: number }) {
  const ref = useRef<HTMLCanvasElement>(null);
  const { height, width } = set;
  useLayoutEffect(() => {
    ref.current!.getContext('2d')!.putImageData(imageData(set, place), 0, 0);
  }, [set, place]);
  return (
    <canvas {...{ ref, width, height }} class="picture" style={{ width: `${size}px`, height: `${size}px` }} />
  );
}

function imageData(set: ImageSet, place: number): ImageData {
  const pixels = pixelsOf(set, place);
  const { height, width, channels } = set;
  const data = new ImageData(width, height);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) data.data[4 * i + c] = pixels[i * channels + Math.min(c, channels - 1)]!;
    data.data[4 * i + 3] = 255;
  }
  return data;
}
