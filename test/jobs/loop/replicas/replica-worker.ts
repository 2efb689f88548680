import { serveWorkerReplica } from '../../../../src/jobs/loop/replicas/page/serve-worker-replica';
import { type NetWish, smallNet } from './small-net';
import { startWasm } from './start-wasm';

serveWorkerReplica(async (wish: NetWish) => {
  if (wish.fails) throw new Error('the test wants it.');
  await startWasm();
  return smallNet(wish);
});
