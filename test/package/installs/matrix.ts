/** What a project has before mbib is added to it. */
export const factors = {
  manager: ['npm', 'pnpm', 'yarn classic', 'yarn berry'],
  tfjs: ['4.0.0', '4.10.0', '4.21.0', '4.22.0'],
  stands: ['exact version', 'range', 'lockfile'],
} as const;

export type Row = { [factor in keyof typeof factors]: (typeof factors)[factor][number] };

/** Every combination; of neighbours, which run at the same time, each has a package manager of its own. */
export const all: Row[] = factors.tfjs.flatMap((tfjs) =>
  factors.stands.flatMap((stands) => factors.manager.map((manager) => ({ manager, tfjs, stands }))),
);

/** Every pair of values, in the fewest rows: all of the two larger factors, between which the third goes round. */
export const pairwise: Row[] = factors.tfjs.flatMap((tfjs, row) =>
  factors.manager.map((manager, column) => ({
    manager,
    tfjs,
    stands: factors.stands[(row + column) % factors.stands.length]!,
  })),
);
