import { byId } from '../elements';
import type { TrainingState } from '../training-state';
import { ConfusionsView } from './confusions';
import { PosteriorView } from './posterior';
import { ReportView } from './report';
import { ScatterView } from './scatter';

/** The part of the page with the results of the two runs. */
export class Results {
  private readonly report = new ReportView(byId('report', HTMLElement));
  private readonly posterior = new PosteriorView(byId('posterior', HTMLElement));
  private readonly scatter = new ScatterView(byId('scatter', HTMLElement));
  private readonly confusions = new ConfusionsView(byId('confusions', HTMLElement));

  /** Shows that two runs have begun. */
  begin({ runs, test, sample }: TrainingState, labels: string[]): void {
    byId('results', HTMLElement).hidden = false;
    this.report.show(runs);
    byId('posterior', HTMLElement).hidden = true;
    byId('scatter', HTMLElement).hidden = true;
    byId('confusions', HTMLElement).hidden = true;
    this.scatter.begin(labels, {
      labels: sample.map((index) => test.labels[index]!),
      classNames: test.classNames,
      samplesPerClass: runs[0].start.samplesPerClass,
    });
    this.confusions.begin(labels);
  }

  /** Shows a run after an epoch. */
  show({ runs, outputs, test }: TrainingState, run: 0 | 1): void {
    this.report.show(runs);
    for (const id of ['scatter', 'confusions']) byId(id, HTMLElement).hidden = false;
    const { z, width, predictions } = outputs[run]!;
    this.scatter.show(run, { z, width });
    this.confusions.show(run, test, predictions);
    const [first, second] = outputs;
    if (!first || !second) return;
    byId('posterior', HTMLElement).hidden = false;
    this.posterior.show(runs, [first.posterior, second.posterior]);
  }

  /** Shows that both runs are complete. */
  finish({ runs }: TrainingState): void {
    this.report.show(runs);
  }
}
