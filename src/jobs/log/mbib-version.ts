/** The version of this package, as logs name it. */
export { version as mbibVersion } from '../../../package.json';
