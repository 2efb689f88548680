import { useEffect, useRef, useState } from 'preact/hooks';
import type { Projection, ProjectionReply, ProjectionRequest } from './projection';

/** Representations that are shown. */
export interface Representation {
  /** What it is of: the same key again is the same run at another epoch. */
  key: string;
  /** `[points, width]` */
  z: Float32Array;
  width: number;
}

/** Where the points of a representation are. */
export type Places = Pick<ProjectionReply, 'places' | 'reach'>;

/**
 * Places representations in the plane, in a worker of its own. While it computes, the places of before are returned; what has been
 * replaced meanwhile is not computed at all.
 *
 * @returns the places by key, as far as there are some by this projection
 */
export function usePlaces(
  shown: readonly Representation[],
  projection: Projection,
): ReadonlyMap<string, Places> {
  const [places, setPlaces] = useState<ReadonlyMap<string, Places>>(new Map());
  const queue = useRef<ProjectionQueue>(undefined);
  useEffect(() => {
    queue.current = new ProjectionQueue(({ key, places: of, reach, projection: by }) =>
      setPlaces((now) => new Map(now).set(`${by} ${key}`, { places: of, reach })),
    );
    return () => queue.current?.end();
  }, []);
  useEffect(() => {
    queue.current!.ask(shown.map((of) => ({ ...of, projection })));
  }, [projection, ...shown.map(({ z }) => z)]);
  return new Map(
    shown.flatMap(({ key }) => {
      const of = places.get(`${projection} ${key}`);
      return of ? [[key, of] as const] : [];
    }),
  );
}

/** Asks the worker for one thing after the other, the latest of each. */
class ProjectionQueue {
  private waiting: ProjectionRequest[] = [];
  private worker: Worker | undefined;
  private busy = false;
  /** The representations that were asked for last, by key and projection. */
  private readonly asked = new Map<string, Float32Array>();

  constructor(private readonly answer: (reply: ProjectionReply) => void) {}

  ask(requests: readonly ProjectionRequest[]): void {
    this.waiting = requests.filter(({ projection, key, z }) => this.asked.get(`${projection} ${key}`) !== z);
    if (!this.busy) this.next();
  }

  end(): void {
    this.worker?.terminate();
    this.waiting = [];
  }

  private next(): void {
    const request = this.waiting.shift();
    this.busy = request !== undefined;
    if (!request) return;
    this.asked.set(`${request.projection} ${request.key}`, request.z);
    this.worker ??= this.start();
    this.worker.postMessage(request);
  }

  private start(): Worker {
    const worker = new Worker(new URL('./projection-worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<ProjectionReply>) => {
      this.answer(data);
      this.next();
    };
    // What cannot be placed is left as it was.
    worker.onerror = () => this.next();
    return worker;
  }
}
