import { useSignal } from '@preact/signals';
import { messageOf } from 'mbib/jobs';
import { Problem } from '../parts/Problem';
import { saveFile } from '../parts/save-file';
import { groupTitle } from '../state/group-title';
import { setProblem } from '../state/problems';
import type { RunGroup } from '../state/run-group';
import { chosenGroups, dataSets } from '../state/store';
import { CopyLink } from './CopyLink';
import { linkToSettings } from './link/follow-link';
import type { SharedRun } from './share/run-record';
import { runsCsv } from './share/runs-csv';
import { runsJson } from './share/runs-json';

type Format = 'report' | 'csv' | 'json';

/** Saves runs as a report, a table or data, and copies a link to the settings. */
export function ShareBar({ groups }: { groups: readonly RunGroup[] }) {
  const which = useSignal<'stage' | 'all'>('stage');
  const chosen = which.value === 'all' ? groups : chosenGroups.value;
  const none = chosen.length === 0;
  return (
    <div class="share-bar">
      <label>
        Save{' '}
        <select
          value={which.value}
          onChange={(event) => {
            which.value = event.currentTarget.value as 'stage' | 'all';
          }}
        >
          <option value="stage">the runs on the stage</option>
          <option value="all">all runs</option>
        </select>{' '}
        as
      </label>
      <button type="button" class="small" disabled={none} onClick={() => void save('report', chosen, groups)}>
        Report page
      </button>
      <button type="button" class="small" disabled={none} onClick={() => void save('csv', chosen, groups)}>
        CSV
      </button>
      <button type="button" class="small" disabled={none} onClick={() => void save('json', chosen, groups)}>
        JSON
      </button>
      <CopyLink text="Copy a link to the settings" link={linkToSettings} />
      <Problem at="share" />
    </div>
  );
}

async function save(format: Format, chosen: readonly RunGroup[], all: readonly RunGroup[]): Promise<void> {
  const shared = chosen.flatMap((group) =>
    group.runs.map((run): SharedRun => {
      return {
        run,
        label: groupTitle(group, all, (id) => dataSets.value.get(id)?.title),
        data: dataSets.value.get(run.dataId),
      };
    }),
  );
  try {
    if (format === 'csv') saveFile(runsCsv(shared), 'mbib-runs.csv', 'text/csv;charset=utf-8');
    else if (format === 'json')
      saveFile(runsJson(shared), 'mbib-runs.json', 'application/json;charset=utf-8');
    else {
      // Its script and style are some 200 kB that nobody else needs.
      const { reportPage } = await import('./share/report-page');
      saveFile(reportPage(shared), 'mbib-report.html', 'text/html;charset=utf-8');
    }
    setProblem('share', undefined);
  } catch (error) {
    setProblem('share', messageOf(error));
  }
}
