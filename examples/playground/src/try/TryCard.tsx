import { useSignalEffect } from '@preact/signals';
import { Card } from '../parts/Card';
import { Answers } from './Answers';
import { candidates } from './candidates';
import { keepOpen } from './classifiers';
import { Pad } from './Pad';
import { Pictures, tryFile } from './Pictures';
import { Shelf } from './Shelf';
import './try.css';

/** Classifiers to try on pictures, to download and to load. */
export function TryCard() {
  useSignalEffect(() => keepOpen(new Set(candidates.value.map(({ key }) => key))));
  const take = (event: Event, files: FileList | undefined) => {
    const picture = [...(files ?? [])].find(({ type }) => type.startsWith('image/'));
    if (!picture) return;
    event.preventDefault();
    void tryFile(picture);
  };
  return (
    <Card title="Try a classifier" class="try-card">
      <section
        class="try"
        aria-label="A picture and the answers"
        onDrop={(event) => take(event, event.dataTransfer?.files)}
        onPaste={(event) => take(event, event.clipboardData?.files)}
      >
        <div class="try-left">
          <Pad />
          <Pictures />
        </div>
        <div class="try-right">
          <Shelf />
          <p class="try-note">
            {candidates.value.length > 0
              ? 'Draw, drop or paste a picture, or take a test picture: every classifier says what it sees.'
              : 'Train first and choose a run, or load a classifier that was downloaded here.'}
          </p>
          <Answers />
        </div>
      </section>
    </Card>
  );
}
