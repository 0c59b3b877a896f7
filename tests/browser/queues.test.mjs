// SQS by a reader's own clicks: a queue is created, a message sent, received, deleted; another is given up to a dead-letter queue and
// brought back. What the console says is compared with what the host API answers. Not here: the comparison with a stream (`contrast`).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launch, serve } from './harness.mjs';
import { drawn, openTab, openWorks, until, words } from './works.mjs';

const word = words('en');
const urlOf = (name) => `https://sqs.us-east-1.amazonaws.com/111122223333/${name}`;

let browser;
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

const press = (page, key, scope = page) => scope.getByRole('button', { name: word(key), exact: true }).first().click();
const queueOf = async (works, name) => (await works.levels()).works.queues.find((queue) => queue.name === name);
const countsOf = async (works, name) => {
  const queue = await queueOf(works, name);
  return queue && [queue.visible, queue.in_flight, queue.deleted];
};
const becomes = (works, name, counts) =>
  until(`${name} ${counts}`, async () => (await countsOf(works, name))?.join() === counts.join(), 10_000);

async function create(page, name, fill = async () => undefined) {
  await press(page, 'queue-create');
  const form = page.locator('acequia-sandbox form.p-form').first();
  await form.getByLabel(word('queue-name'), { exact: true }).fill(name);
  await fill(form);
  await form.getByRole('button', { name: word('queue-create'), exact: true }).click();
}

test('a queue is created, a message sent, received and deleted', { timeout: 120_000 }, async () => {
  const { context, page, works, wrongs } = await openWorks(browser, site);
  await openTab(page, word, 'queues');
  await page.getByText(word('queues-none')).waitFor();
  await create(page, 'not a name');
  // AWS says what is wrong, in its own words, and nothing is there.
  const refused = page.getByRole('alert').last();
  await refused.waitFor();
  assert.match(await refused.innerText(), /Can only include alphanumeric characters/);
  await press(page, 'dismiss');
  const form = page.locator('acequia-sandbox form.p-form').first();
  await form.getByLabel(word('queue-name'), { exact: true }).fill('jobs');
  await form.getByLabel(word('queue-visibility'), { exact: true }).fill('20');
  await form.getByRole('button', { name: word('queue-create'), exact: true }).click();
  await until('the queue', () => queueOf(works, 'jobs'));
  await page.getByText(word('message-lying-none')).waitFor();

  await page.getByLabel(word('message-body'), { exact: true }).fill('{"order": 7} <b>&amp;</b>');
  await press(page, 'message-send');
  await becomes(works, 'jobs', [1, 0, 0]);
  await press(page, 'message-poll');
  await becomes(works, 'jobs', [0, 1, 0]);
  const received = page.getByRole('region', { name: word('message-received'), exact: true });
  assert.match(await received.innerText(), /\{"order": 7\} <b>&amp;<\/b>/);
  await works.advance('PT5S');
  await received.getByText(word('message-back-in', { x: '15\u00a0s' })).waitFor();

  // It stays received after another console was looked at.
  await openTab(page, word, 'shards');
  await openTab(page, word, 'queues');
  await received.getByRole('button', { name: word('message-release'), exact: true }).click();
  await becomes(works, 'jobs', [1, 0, 0]);
  await press(page, 'message-poll');
  await becomes(works, 'jobs', [0, 1, 0]);
  await received.getByRole('button', { name: word('message-delete'), exact: true }).click();
  await becomes(works, 'jobs', [0, 0, 1]);
  await received.waitFor({ state: 'detached' });
  const { Attributes } = await works.call('SQS.GetQueueAttributes', { QueueUrl: urlOf('jobs'), AttributeNames: ['All'] });
  assert.equal(Attributes.VisibilityTimeout, '20');
  assert.equal(Attributes.ApproximateNumberOfMessages, '0');
  await drawn(page);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test('what is received too often goes to the dead-letter queue, and a redrive brings it back', { timeout: 120_000 }, async () => {
  const { context, page, works, wrongs } = await openWorks(browser, site);
  await openTab(page, word, 'queues');
  await create(page, 'dead');
  await until('the dead-letter queue', () => queueOf(works, 'dead'));
  await create(page, 'jobs', async (form) => {
    await form.getByLabel(word('queue-visibility'), { exact: true }).fill('5');
    // The label's text has the options in it.
    await form.getByLabel(new RegExp(`^${word('queue-dead')}`)).selectOption('dead');
    await form.getByLabel(word('queue-receives-max'), { exact: true }).fill('1');
  });
  await until('the queue', async () => (await queueOf(works, 'jobs'))?.dead_letter === 'dead');
  await press(page, 'message-send');
  await press(page, 'message-poll');
  await becomes(works, 'jobs', [0, 1, 0]);
  await works.advance('PT6S');
  await press(page, 'message-poll');
  await becomes(works, 'dead', [1, 0, 0]);
  await page.locator('acequia-sandbox .list').getByRole('button', { name: /^dead/ }).click();
  await press(page, 'queue-redrive');
  await press(page, 'redrive-start');
  await works.advance('PT5S');
  await page.getByText('COMPLETED').waitFor();
  await becomes(works, 'jobs', [1, 0, 0]);
  await press(page, 'queue-details');
  await page.getByText(urlOf('dead'), { exact: true }).waitFor();
  await drawn(page);
  assert.deepEqual(await axe(page), []);
  await press(page, 'delete', page.locator('acequia-sandbox .detail-head'));
  await press(page, 'confirm-yes');
  await until('no dead-letter queue', async () => (await queueOf(works, 'dead')) === undefined);
  assert.deepEqual(wrongs, []);
  await context.close();
});
