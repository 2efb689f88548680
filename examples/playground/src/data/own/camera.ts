import { signal } from '@preact/signals';
import { messageOf } from 'mbib/jobs';
import { setProblem } from '../../state/problems';

/** The camera's picture; undefined while it is off. */
export const camera = signal<MediaStream | undefined>(undefined);

const SIDE = 480;

/** Switches the camera on. What is wrong is said beside the button. */
export async function startCamera(): Promise<void> {
  setProblem('camera', undefined);
  try {
    if (!navigator.mediaDevices) throw new Error('A browser gives the camera to pages on https only.');
    camera.value = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
  } catch (error) {
    setProblem('camera', `There is no camera to be had here. ${messageOf(error)}`);
  }
}

/** Switches the camera off. */
export function stopCamera(): void {
  for (const track of camera.value?.getTracks() ?? []) track.stop();
  camera.value = undefined;
}

/**
 * What a camera shows: the square in the middle of it.
 *
 * @returns undefined before the first picture
 */
export function frameOf(video: HTMLVideoElement): OffscreenCanvas | undefined {
  const { videoWidth, videoHeight } = video;
  const edge = Math.min(videoWidth, videoHeight);
  if (edge === 0) return undefined;
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const [left, top] = [(videoWidth - edge) / 2, (videoHeight - edge) / 2];
  canvas.getContext('2d')!.drawImage(video, left, top, edge, edge, 0, 0, SIDE, SIDE);
  return canvas;
}
