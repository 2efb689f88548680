import { Card } from '../parts/Card';

/** Every run, to compare, keep, share and remove. */
export function RunList() {
  return <Card title="Runs" />;
}
