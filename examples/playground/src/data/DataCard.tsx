import { Card } from '../parts/Card';

/** What one sees of the data before training. */
export function DataCard() {
  return <Card title="The data" />;
}
