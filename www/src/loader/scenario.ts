/**
 * A scenario that is an address instead of a name: the text of a scenario or of a saved run, from the page's own origin. It is fetched here,
 * because workers need not; what it says, and where it is wrong, is the worker's.
 */
import { UNREADABLE, errorOf } from './works';
import type { Settings } from './works';

/** Built-in scenarios have names such as `empty`. */
const NAME = /^[a-z0-9-]*$/;

/** Puts the text in the place of the address. */
export async function fetchScenario(settings: Settings): Promise<void> {
  const { scenario } = settings;
  if (scenario === undefined || NAME.test(scenario)) return;
  settings.scenarioText = await textOf(scenario);
  delete settings.scenario;
}

async function textOf(scenario: string): Promise<string> {
  const wrong = (why: string) => errorOf({ name: UNREADABLE, message: `the scenario '${scenario}' ${why}` });
  if (!URL.canParse(scenario, document.baseURI)) throw wrong('is neither a name nor an address');
  const address = new URL(scenario, document.baseURI);
  if (location.origin === 'null') throw wrong('cannot be fetched: this page has no origin; open the file in the works instead');
  if (address.origin !== location.origin) throw wrong(`lies on ${address.origin}; it must lie on this page's origin, ${location.origin}`);
  let response: Response;
  try {
    // A redirect to another origin fails as well.
    response = await fetch(address, { mode: 'same-origin' });
  } catch (thrown) {
    throw wrong(`cannot be fetched: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  if (!response.ok) throw wrong(`cannot be fetched: HTTP ${response.status}`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await response.arrayBuffer());
  } catch {
    throw wrong('is not text in UTF-8');
  }
}
