/** Light, dark, or as the system: kept in the browser, where it keeps things. */

type Theme = 'auto' | 'light' | 'dark';

const KEY = 'acequia-theme';

export function recallTheme(): void {
  wear(stored());
}

/** The button goes through what is seen: from whatever shows now to the other one. */
export function bindThemeButton(works: Element): void {
  // A frame's page is told its theme; that is not the reader's choice and is not kept.
  const told = works.getAttribute('theme');
  if (told === 'light' || told === 'dark') wear(told);
  else works.setAttribute('theme', stored());
  // The head is replaced when the language changes, so the document listens.
  document.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('[data-theme-button]') !== null) choose(dark() ? 'light' : 'dark');
  });
  // The works have a switch of their own.
  works.addEventListener('changed', (event) => {
    const { theme } = (event as CustomEvent<{ theme?: unknown }>).detail;
    if (theme === 'auto' || theme === 'light' || theme === 'dark') choose(theme);
  });
  works.addEventListener('acequia-renewed', tell);
  tell();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell);

  function choose(theme: Theme): void {
    keep(theme);
    wear(theme);
    works.setAttribute('theme', theme);
    tell();
  }

  function tell(): void {
    document.querySelector('[data-theme-button]')?.setAttribute('aria-pressed', String(dark()));
  }
}

function dark(): boolean {
  const worn = document.documentElement.dataset['theme'];
  return worn === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : worn === 'dark';
}

function wear(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'auto') delete dataset['theme'];
  else dataset['theme'] = theme;
}

function stored(): Theme {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === 'light' || theme === 'dark' ? theme : 'auto';
  } catch {
    // An opaque origin has no storage.
    return 'auto';
  }
}

function keep(theme: Theme): void {
  try {
    if (theme === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // It holds for this visit.
  }
}
