/** Type-checked only: the declaration for authors says what the element is. */
import type { AcequiaSandbox } from '../src/loader/element';

type Declared = Omit<AcequiaSandboxElement, keyof HTMLElement>;

export function declared(element: AcequiaSandbox): Declared {
  return element;
}

export async function used(document: Document): Promise<number> {
  const works = document.querySelector('acequia-sandbox');
  if (works === null) return 0;
  await works.ready;
  works.addEventListener('tick', ({ detail }) => detail.ms.toFixed());
  works.addEventListener('task', ({ detail }) => detail.progress?.toFixed() ?? detail.reason?.trim());
  await works.set('producers/flights', { target: 'deliverystream/x' } satisfies AcequiaProducer);
  const { duplicates } = await works.set('consumers/billing', { source: 'queue/orders', workers: 2 } satisfies AcequiaConsumer);
  if ((await works.set('consumers/billing/replay', true)).replayed < duplicates) return duplicates;
  const { EventStream } = await works.call('Kinesis.SubscribeToShard', { ConsumerARN: 'arn', ShardId: 'shardId-000000000000', StartingPosition: { Type: 'LATEST' } });
  for await (const { SubscribeToShardEvent: event } of EventStream) if (event.Records[0]?.Data.endsWith('=')) break;
  return (await works.advance('PT5M')).ms;
}
