// What is compiled a second time, with relaxed SIMD: the products of matrices, where a step of training spends its time.
export { accumulate, multiply } from './gemm';
