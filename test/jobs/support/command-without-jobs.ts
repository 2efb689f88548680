import { runCommand } from '../../../src/jobs/command/run-command';

/** The command of a program that has no jobs: `command-without-jobs.ts WORDS`. */
await runCommand([]);
