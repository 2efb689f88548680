import { percent, plural } from 'mbib/jobs';
import { useMemo } from 'preact/hooks';
import type { ShownGroup } from '../shown-group';
import { type Confusions, worstConfusions, wrongImages } from './count-confusions';
import { runsText } from './Matrix';
import { Picture } from './Picture';

interface ConfusionListProps {
  group: ShownGroup;
  confusions: Confusions;
  /** How many confusions it lists. */
  most: number;
}

const PICTURES = 4;
const SIZE = 28;

/** The most frequent confusions of a group with some of the test pictures. */
export function ConfusionList({ group, confusions, most }: ConfusionListProps) {
  const { classNames } = group.data!.train;
  return useMemo(() => {
    const worst = worstConfusions(confusions, most);
    if (worst.length === 0) return <p class="view-note">None: every test picture is right.</p>;
    return (
      <ol class="confusion-list">
        {worst.map((confusion) => {
          const [from, to] = [classNames[confusion.truth]!, classNames[confusion.predicted]!];
          const wrong = wrongImages(group, confusion, PICTURES);
          return (
            <li key={`${confusion.truth} ${confusion.predicted}`}>
              <span class="confusion-names" title={`${from} taken for ${to}`}>
                <bdi>{from}</bdi> <span class="faint">taken for</span> <bdi>{to}</bdi>
              </span>
              <span class="confusion-count">
                {percent(confusion.share)} %, {plural(confusion.count, 'picture')}
                {runsText(confusions)}
              </span>
              <span class="pictures">
                {wrong?.places.map((place) => (
                  <Picture key={place} set={wrong.set} place={place} size={SIZE} />
                ))}
              </span>
            </li>
          );
        })}
      </ol>
    );
  }, [confusions, most]);
}
