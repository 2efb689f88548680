import { type ImageSet, pixelsOf } from 'mbib/jobs';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { toImageData } from '../pixels';

/** A picture of a set, drawn from its pixels; or from the address of a larger one. */
export function Thumb({
  set,
  index,
  address,
}: {
  set: ImageSet;
  index: number;
  address?: string | undefined;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const { height, width } = set;
    canvas.current?.getContext('2d')?.putImageData(toImageData(pixelsOf(set, index), height, width), 0, 0);
  }, [set, index, address]);
  if (address !== undefined) return <img class="thumb" src={address} alt="" />;
  return <canvas ref={canvas} class="thumb" height={set.height} width={set.width} />;
}
