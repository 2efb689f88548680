import { restoreRemovedUtil } from '../../../src/jobs/backend/removed-util';
import { nativeTensorflow } from '../native-tensorflow';
import { startBackend } from './start';

restoreRemovedUtil();
await import(nativeTensorflow);
await startBackend('tensorflow');
