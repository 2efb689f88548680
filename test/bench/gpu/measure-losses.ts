// Its import registers the gradients of tfjs, which the cross entropy needs.
import '@tensorflow/tfjs-layers';
import { finish, mbib, mbibOfAppendixJ, softmaxCrossEntropy } from '../losses/contestants';
import { disposeTask, makeTask } from '../losses/task';
import { median, type Rounds, ratioOf, takeTurns, turnOf } from '../turns';
import { printPrograms } from './print-programs';

/** Prints what the MBIB loss of four heads with its gradients takes, beside one cross entropy and Appendix J, and its programs. */
export async function measureLosses(sizes: readonly number[], batch: number, rounds: Rounds): Promise<void> {
  const rows: Record<string, Record<string, number>> = {};
  for (const classes of sizes) {
    const task = makeTask({ classes, batch, gamma: 0 });
    const contestants = {
      mbib: mbib(task),
      crossEntropy: softmaxCrossEntropy(task),
      appendixJ: mbibOfAppendixJ(task),
    };
    const turns = Object.entries(contestants).map(([name, run]) => [name, turnOf(() => finish(run))]);
    const times = await takeTurns(Object.fromEntries(turns), rounds);
    rows[`${classes} classes, batch ${batch}`] = {
      'MBIB, ms': round(median(times.mbib!)),
      'one cross entropy, ms': round(median(times.crossEntropy!)),
      'MBIB / cross entropy': round(ratioOf(times.mbib!, times.crossEntropy!).value),
      'MBIB / Appendix J': round(ratioOf(times.mbib!, times.appendixJ!).value),
    };
    await printPrograms(`${classes} classes`, contestants.mbib);
    disposeTask(task);
  }
  console.log('\nLoss and gradients on webgpu');
  console.table(rows);
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
