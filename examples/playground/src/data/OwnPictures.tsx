import { useRef } from 'preact/hooks';
import { Card } from '../parts/Card';
import { whyNoData } from './own/own-data';
import { collection, reading } from './own/own-pictures';
import { testPictures } from './own/test-pictures';
import { CameraView } from './own/view/CameraView';
import { ClassRow } from './own/view/ClassRow';
import { LeftOutList } from './own/view/LeftOutList';
import { Sources } from './own/view/Sources';
import './own/view/own-pictures.css';

/** Pictures of one's own: what was chosen, what was understood of it, and the means to change that. */
export function OwnPictures() {
  const video = useRef<HTMLVideoElement>(null);
  const { classes, leftOut } = collection.value;
  const tested = testPictures(collection.value);
  return (
    <Card title="Your pictures" class="own-pictures">
      <Sources />
      <CameraView video={video} />
      <p class="own-note" role="status">
        {reading.value
          ? `Reading picture ${reading.value.done} of ${reading.value.all}.`
          : (whyNoData(collection.value) ??
            'Select a picture to remove it. Those with a border are for the test.')}
      </p>
      {classes.length === 0 && <HowTo />}
      <ul class="own-classes">
        {classes.map((own) => (
          <ClassRow key={own.id} own={own} tested={tested} video={video} />
        ))}
      </ul>
      <LeftOutList files={leftOut} />
    </Card>
  );
}

function HowTo() {
  return (
    <p class="own-note">
      A folder has a sub-folder for each class, named after it; it may have <i>train</i>, <i>val</i> and{' '}
      <i>test</i> around these. Drop one or several anywhere on this page, or zip files. Or add a class, and
      give it pictures by choice, drop, paste or the camera. Pictures of one take resemble each other: with
      them the test is easier than life. Everything stays on this machine.
    </p>
  );
}
