/**
 * Reading a section brings the works to its scene. On a wide page the works stand beside the text; on a narrow one they stand in the text, in the place of
 * the figure of the section that is being read, and move there as one element so that the run goes on.
 */

const NARROW = '(max-width: 900px)';

export interface Reading {
  /** The article was replaced. */
  renew(article: Element): void;
}

export function bindReading(first: Element, works: Element): Reading {
  const home = works.parentElement ?? document.body;
  const narrow = matchMedia(NARROW);
  let article = first;
  let read: Element | null = null;
  const inBand = new Set<Element>();
  // A section is read while it crosses the band a third from the top.
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) inBand.add(target);
        else inBand.delete(target);
      }
      const [section] = scenesOf(article).filter((each) => inBand.has(each));
      if (section !== undefined && section !== read) turnTo(section);
    },
    { rootMargin: '-30% 0px -60% 0px' },
  );

  function turnTo(section: Element): void {
    read = section;
    const scene = section.getAttribute('data-scene');
    if (scene !== null && works.getAttribute('scene') !== scene) works.setAttribute('scene', scene);
    place();
  }

  function place(): void {
    const figure = narrow.matches ? (read ?? scenesOf(article)[0])?.querySelector('figure') : null;
    const target = figure ?? home;
    if (works.parentElement === target) return;
    const left = works.parentElement;
    move(works, target);
    left?.classList.remove('holds-works');
    figure?.classList.add('holds-works');
  }

  function renew(now: Element): void {
    observer.disconnect();
    inBand.clear();
    article = now;
    read = null;
    for (const section of scenesOf(article)) observer.observe(section);
    place();
  }

  narrow.addEventListener('change', place);
  renew(first);
  return { renew };
}

function scenesOf(article: Element): Element[] {
  return [...article.querySelectorAll('section[data-scene]')];
}

/** Where the browser can, the element moves without leaving the page: focus, frames and scroll positions stay. */
function move(element: Element, parent: Element): void {
  const can = 'moveBefore' in parent && element.isConnected && parent.isConnected;
  if (can) parent.moveBefore(element, parent.firstChild);
  else (parent as Element).prepend(element);
}
