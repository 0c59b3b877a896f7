/** The works' colours as the library can read them. */

export interface Palette {
  readonly series: readonly string[];
  readonly lit: string;
  readonly ink: string;
  readonly ink2: string;
  readonly line: string;
  readonly surface: string;
  readonly font: string;
}

/** Resolves custom properties where `at` stands. A probe is asked, because the properties themselves read `light-dark(…)`. */
export function paletteOf(at: HTMLElement): Palette {
  const probe = document.createElement('span');
  probe.style.display = 'none';
  at.append(probe);
  const style = getComputedStyle(probe);
  const colour = (name: string, otherwise: string) => {
    probe.style.color = `var(${name}, ${otherwise})`;
    return style.color;
  };
  const palette = {
    series: [
      colour('--water', '#0f7f8f'),
      colour('--sun', '#c8961e'),
      colour('--olive', '#64752b'),
      colour('--water-deep', '#0a5563'),
      colour('--ink-2', '#566468'),
      colour('--clay', '#b9532b'),
    ],
    lit: colour('--clay', '#b9532b'),
    ink: colour('--ink', '#1d2b30'),
    ink2: colour('--ink-2', '#566468'),
    line: colour('--line', '#e0dbcf'),
    surface: colour('--surface', '#fffefb'),
    font: style.fontFamily,
  };
  probe.remove();
  return palette;
}
