import { lossDefaults } from 'mbib';
import { svg, text } from './svg';

const box = (x: number, y: number, w: number, label: string, s: number) => [
  `<rect class="frame" x="${x}" y="${y}" width="${w}" height="34" rx="5"/>`,
  `<rect class="s${s}" x="${x}" y="${y + 4}" width="4" height="26"/>`,
  text(label, x + w / 2, y + 22),
];
const line = (d: string) => `<path class="frame" d="${d}"/>`;

/** The taps of MBIB and the weights of their losses: Figure 2 of the paper, with the library's defaults. */
export function mixture(): string {
  const names = ['v1', 'v2', 'v3'];
  const columns = [110, 260, 410];
  const shapes = [
    text('image', 14, 42, 'start'),
    line('M52 38H80'),
    ...columns.flatMap((x, i) => [
      ...box(x - 30, 20, 90, `stage ${i + 1}`, 0),
      ...(i < 2 ? [line(`M${x + 60} 38H${columns[i + 1]! - 30}`)] : []),
      line(`M${x + 15} 54V100`),
      ...box(x - 30, 100, 90, names[i]!, 1),
      line(`M${x + 15} 134V${176 + 0}`),
      text(`× ${lossDefaults.tapWeights[i]}`, x + 22, 160, 'start'),
    ]),
    text('pooled', 131, 82, 'start'),
    line('M470 117H530'),
    ...box(530, 100, 90, 'z', 2),
    line('M575 134V176'),
    line('M125 176H575'),
    text('a balanced information bottleneck between each v and z', 350, 198),
  ];
  return svg(
    'Three stages of a network, a tap v on each, z behind the deepest, and a loss between each v and z',
    [640, 210],
    shapes,
  );
}
