import { useEffect, useRef, useState } from 'preact/hooks';
import { drawPlane } from './draw-plane';
import type { ToyAnswer } from './toy-messages';
import { newPointsPerClass, type Points } from './toy-points';

/** The points and what one classifier makes of the plane, with how many rare ones it finds. */
export function Plane(props: { title: string; points: Points; answer: ToyAnswer | undefined }) {
  const { title, points, answer } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const dark = useDark();
  // `dark` decides the colours that the drawing reads from the style.
  useEffect(() => drawPlane(canvas.current!, points, answer), [points, answer, dark]);
  const rare = answer?.found.at(-1);
  const all = answer && answer.found.reduce((sum, each) => sum + each, 0) / answer.found.length;
  const said = answer
    ? `${title}: finds ${rare} of ${newPointsPerClass} new points of the rare class, and ${all!.toFixed(0)} of ${newPointsPerClass} on average over the classes`
    : `${title}: is trained`;
  return (
    <figure class="plane">
      <figcaption>{title}</figcaption>
      <canvas ref={canvas} width={336} height={336} role="img" aria-label={said} />
      <p aria-hidden="true">
        <strong>{rare ?? '…'}</strong> of {newPointsPerClass} rare ones found
        <small>{all === undefined ? '…' : `${all.toFixed(0)} %`} over all classes</small>
      </p>
    </figure>
  );
}

/** Whether the page is dark. */
function useDark(): boolean {
  const query = '(prefers-color-scheme: dark)';
  const [dark, setDark] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const listen = () => setDark(list.matches);
    list.addEventListener('change', listen);
    return () => list.removeEventListener('change', listen);
  }, []);
  return dark;
}
