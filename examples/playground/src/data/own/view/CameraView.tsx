import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { Problem } from '../../../parts/Problem';
import { camera, startCamera, stopCamera } from '../camera';

/** The camera's picture, and the button that switches it on and off. */
export function CameraView({ video }: { video: RefObject<HTMLVideoElement | null> }) {
  const stream = camera.value;
  useEffect(() => {
    if (video.current) video.current.srcObject = stream ?? null;
  }, [stream]);
  useEffect(() => stopCamera, []);
  return (
    <div class="camera">
      <button
        type="button"
        aria-pressed={stream !== undefined}
        onClick={() => (stream ? stopCamera() : startCamera())}
      >
        {stream ? 'Switch the camera off' : 'Use the camera'}
      </button>
      <video ref={video} hidden={!stream} autoplay muted playsInline aria-label="What the camera shows" />
      <Problem at="camera" />
    </div>
  );
}
