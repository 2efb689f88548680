import { Card } from '../parts/Card';

/** Why rare classes are missed, and what helps, on points in the plane. */
export function Why() {
  return <Card title="Why it helps" />;
}
