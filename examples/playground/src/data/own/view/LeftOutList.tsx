import { plural } from 'mbib/jobs';
import type { LeftOut } from '../../../state/playground-data';

const SHOWN = 200;

/** The files that were left out, and why. */
export function LeftOutList({ files }: { files: readonly LeftOut[] }) {
  if (files.length === 0) return null;
  return (
    <details class="own-left-out">
      <summary>{plural(files.length, 'file')} left out</summary>
      <ul>
        {files.slice(0, SHOWN).map(({ path, why }, i) => (
          <li key={i}>
            <span dir="auto">{path}</span>: {why}
          </li>
        ))}
      </ul>
      {files.length > SHOWN && <p>and {files.length - SHOWN} more</p>}
    </details>
  );
}
