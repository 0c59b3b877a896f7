/**
 * The other language, without leaving the page: the article is fetched and put in the place of the present one, so that the run goes on. Where
 * that fails, the link is an ordinary link.
 */

const TAKEN = ['a.skip', 'header.page-head', 'article', 'footer.page-foot'];

export function bindLanguage(works: Element, renewed: (article: Element) => void): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-language]') : null;
    if (link === null || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(link.href).catch(() => location.assign(link.href));
  });
  works.addEventListener('changed', (event) => {
    const { lang } = (event as CustomEvent<{ lang?: unknown }>).detail;
    if (typeof lang !== 'string' || lang === document.documentElement.lang) return;
    const link = document.querySelector<HTMLAnchorElement>(`a[data-language="${CSS.escape(lang)}"]`);
    // The works have changed already; a text that cannot be fetched stays as it is.
    if (link !== null) go(link.href).catch(() => undefined);
  });
  window.addEventListener('popstate', () => location.reload());

  async function go(address: string): Promise<void> {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const other = new DOMParser().parseFromString(await response.text(), 'text/html');
    const read = sectionInView();
    // The works may stand in a figure of the article: they come out first.
    const home = document.querySelector('.works-home');
    if (home !== null && works.parentElement !== home) home.append(works);
    for (const selector of TAKEN) {
      const [old, fresh] = [document.querySelector(selector), other.querySelector(selector)];
      if (old === null || fresh === null) throw new Error(`the other page has no '${selector}'`);
      old.replaceWith(document.adoptNode(fresh));
    }
    document.title = other.title;
    document.documentElement.lang = other.documentElement.lang;
    works.setAttribute('lang', other.documentElement.lang);
    // The address below would be resolved anew, against a folder deeper or shallower.
    for (const icon of document.querySelectorAll<HTMLLinkElement>('link[rel="icon"]')) icon.href = new URL(icon.href).href;
    history.pushState(null, '', address + location.hash);
    const article = document.querySelector('article');
    if (article === null) return;
    renewed(article);
    works.dispatchEvent(new Event('acequia-renewed'));
    // Ids are the same in both languages.
    if (read !== null) document.getElementById(read)?.scrollIntoView({ behavior: 'instant' as ScrollBehavior });
    document.querySelector<HTMLElement>(`a[data-language]`)?.focus({ preventScroll: true });
  }
}

function sectionInView(): string | null {
  if (scrollY < 200) return null;
  const read = [...document.querySelectorAll('article section[id], article h2[id]')].filter(
    (section) => section.getBoundingClientRect().top < innerHeight / 2,
  );
  return read.at(-1)?.id ?? null;
}
