import { Card } from '../parts/Card';

/** Classifiers to try on pictures, to download and to load. */
export function TryCard() {
  return <Card title="Try a classifier" />;
}
