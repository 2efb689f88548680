import { runJob } from 'mbib/jobs';
import { job } from './replica-job';

// In a thread that is to be a replica of `job`, the training of another one is no result to go on with.
await runJob({ ...job, name: 'another' }, { epochs: 1 }, { program: import.meta.url });
