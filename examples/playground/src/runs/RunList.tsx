import '../parts/visually-hidden.css';
import './runs.css';
import { useRef } from 'preact/hooks';
import { Card } from '../parts/Card';
import { Problem } from '../parts/Problem';
import { Term } from '../parts/Term';
import { groups } from '../state/store';
import { GroupRow } from './GroupRow';
import { ShareBar } from './ShareBar';

/** Every run, by the settings that runs share: to compare, rename, share, keep and remove. */
export function RunList() {
  const table = useRef<HTMLElement>(null);
  const all = groups.value;
  return (
    <Card title="Runs" class="run-list">
      <p class="note">
        Every run stays here, in this browser, until you remove it. Put any two on the stage to compare them.
      </p>
      <Problem at="runs" />
      <ShareBar groups={all} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, and is where the focus goes when a row is removed */}
      <section class="run-table" ref={table} tabIndex={0} aria-label="Runs by their settings">
        <table>
          <thead>
            <tr>
              <th scope="col">Stage</th>
              <th scope="col">Settings</th>
              <th scope="col">Seeds</th>
              <th scope="col">
                <Term means="Mean of the accuracies of the classes: each class counts the same, however rare. Over several seeds mean ± standard deviation, after the last epoch. Below it the test pictures of one run, and the interval of 95 %.">
                  Balanced accuracy
                </Term>
              </th>
              <th scope="col">
                <Term means="Accuracy over all test images.">All</Term>
              </th>
              <th scope="col">
                <Term means="Accuracy over the test images of the classes with under 20 training images.">
                  Few
                </Term>
              </th>
              <th scope="col">
                <span class="visually-hidden">More</span>
              </th>
            </tr>
          </thead>
          {all.map((group) => (
            <GroupRow key={group.id} group={group} all={all} onRemoved={() => table.current?.focus()} />
          ))}
        </table>
        {all.length === 0 && <p class="empty">Nothing is trained yet.</p>}
      </section>
    </Card>
  );
}
