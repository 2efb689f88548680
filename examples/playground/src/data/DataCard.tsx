import { useEffect } from 'preact/hooks';
import { Card } from '../parts/Card';
import { Term } from '../parts/Term';
import { data, dataKind } from '../state/store';
import { listenToDrops } from './drops';
import { dataWords, untestedWords } from './view/data-words';
import { TailChart } from './view/TailChart';
import './data-card.css';

/** What one sees of the data before training: the tail, pictures of every class, and the test set. */
export function DataCard() {
  useEffect(listenToDrops, []);
  const shown = data.value;
  return (
    <Card title="The data" class="data-card">
      <p class="data-words">
        {shown ? (
          dataWords(shown)
        ) : dataKind.value === 'own' ? (
          <>Choose your pictures below: a folder, a zip file, single pictures or the camera.</>
        ) : (
          'The digits are being loaded.'
        )}{' '}
        {shown && (
          <>
            A distribution like this is{' '}
            <Term means="A few classes have most of the pictures, and many classes have few. Most data that nobody balanced is like this.">
              long-tailed
            </Term>
            .
          </>
        )}
      </p>
      <p class="data-words muted">{shown && untestedWords(shown)}</p>
      <div class="data-tail">{shown && <TailChart data={shown} />}</div>
    </Card>
  );
}
