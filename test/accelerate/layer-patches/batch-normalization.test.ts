import 'mbib/accelerate';
import { testBatchNorm } from './test-batch-norm';

testBatchNorm();
