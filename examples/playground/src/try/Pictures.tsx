import { useRef } from 'preact/hooks';
import { camera, frameOf } from '../data/own/camera';
import { CameraView } from '../data/own/view/CameraView';
import { decoded } from '../data/pixels';
import { setProblem } from '../state/problems';
import { splitOf } from '../state/split-of';
import { chosenData, chosenGroups, data } from '../state/store';
import { canvasOf, tried } from './picture';

/** Where a picture to try comes from, besides the pad. */
export function Pictures() {
  const video = useRef<HTMLVideoElement>(null);
  const source = chosenData.value ?? data.value;
  return (
    <div class="try-pictures">
      <button
        type="button"
        onClick={() => {
          tried.value = undefined;
        }}
      >
        Clear
      </button>
      <button type="button" disabled={!source} onClick={() => void tryTestPicture()}>
        A test picture
      </button>
      <label class="button">
        A picture…
        <input
          id="try-image"
          type="file"
          accept="image/*"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files!;
            currentTarget.value = '';
            if (file) void tryFile(file);
          }}
        />
      </label>
      <CameraView video={video} />
      {camera.value && (
        <button
          type="button"
          onClick={() => {
            const frame = video.current ? frameOf(video.current) : undefined;
            if (frame) tried.value = { name: 'the camera', picture: frame };
          }}
        >
          Try the camera's picture
        </button>
      )}
    </div>
  );
}

/** Tries the picture of a file. */
export async function tryFile(file: File): Promise<void> {
  const picture = await decoded(file);
  const why = `${file.name} is no picture that this browser reads. Choose a PNG, JPEG or WebP file.`;
  setProblem('try', picture ? undefined : why);
  if (picture) tried.value = { name: file.name, picture };
}

/** Tries a random picture of the test set of the chosen runs. */
async function tryTestPicture(): Promise<void> {
  const source = chosenData.value ?? data.value;
  if (!source) return;
  const seed = chosenGroups.value[0]?.runs[0]?.settings.seed ?? 0;
  const { test } = splitOf(source, seed);
  const index = Math.floor(Math.random() * test.labels.length);
  const original = source.originals?.test[index];
  const picture = (original && (await decoded(original.file))) ?? canvasOf(test, index);
  tried.value = {
    name: `a test picture of '${test.classNames[test.labels[index]!]}'`,
    picture,
    own: { set: test, index },
  };
}
