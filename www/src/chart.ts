/**
 * `chart.js`, global `acequiaChart`: draws a chart description of `protocol` with ECharts as SVG.
 *
 * It aggregates nothing and knows no service. A KPI is a number, which the works draw themselves. Colours are the works'
 * custom properties, resolved when drawn, so that light and dark are one description. Every point can be reached and picked by
 * keyboard, and is said to screen readers.
 */
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { optionOf, written } from './chart/option';
import type { Drawing } from './chart/option';
import { paletteOf } from './chart/palette';

use([BarChart, LineChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, SVGRenderer]);

/** Told when a point is picked; `null` when the pick is taken back. */
export type Pick = (category: string | null, series: string) => void;

/** A living chart. */
export interface ChartHandle {
  /** JSON of {@link Drawing}. */
  update(options: string): void;
  destroy(): void;
}

class Chart implements ChartHandle {
  readonly #box: HTMLElement;
  readonly #said: HTMLElement;
  readonly #chart: EChartsType;
  readonly #pick: Pick;
  readonly #ends = new AbortController();
  readonly #watch: ResizeObserver;
  #drawing: Drawing;
  /** The point that the keyboard is at. */
  #at = { series: 0, point: -1 };

  constructor(parent: Element, options: string, pick: Pick) {
    this.#drawing = JSON.parse(options) as Drawing;
    this.#pick = pick;
    this.#box = element('div', { role: 'group', tabindex: '0' });
    this.#box.style.cssText = 'position:relative;width:100%;height:100%;min-height:120px';
    const canvas = element('div', { 'aria-hidden': 'true' });
    canvas.style.cssText = 'position:absolute;inset:0';
    this.#said = element('div', { role: 'status' });
    this.#said.style.cssText = 'position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap';
    this.#box.append(canvas, this.#said);
    parent.append(this.#box);
    const { clientWidth, clientHeight } = this.#box;
    // Sizes are given so that the library never has to guess those of a box that is not laid out yet.
    this.#chart = init(canvas, null, { renderer: 'svg', width: clientWidth || 320, height: clientHeight || 200 });
    this.#draw();
    this.#listen();
    this.#watch = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = this.#box;
      if (width > 0 && height > 0) this.#chart.resize({ width, height });
    });
    this.#watch.observe(this.#box);
  }

  update(options: string): void {
    this.#drawing = JSON.parse(options) as Drawing;
    this.#draw();
  }

  destroy(): void {
    this.#ends.abort();
    this.#watch.disconnect();
    this.#chart.dispose();
    this.#box.remove();
  }

  #draw(): void {
    const { chart } = this.#drawing;
    this.#box.setAttribute('aria-label', chart.title);
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#chart.setOption(optionOf(this.#drawing, paletteOf(this.#box), still), { notMerge: true });
  }

  #listen(): void {
    const { signal } = this.#ends;
    const redraw = () => this.#draw();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw, { signal });
    this.#box.addEventListener('keydown', (event) => this.#key(event), { signal });
    this.#box.addEventListener('blur', () => this.#leave(), { signal });
    this.#chart.on('click', ({ name, seriesName }) => this.#pick(String(name), String(seriesName ?? '')));
    this.#chart.getZr().on('click', ({ target }) => {
      if (target === undefined) this.#pick(null, '');
    });
  }

  #key(event: KeyboardEvent): void {
    const { categories, series } = this.#drawing.data;
    const { point } = this.#at;
    const steps: Record<string, () => void> = {
      ArrowRight: () => this.#go(this.#at.series, point + 1),
      ArrowLeft: () => this.#go(this.#at.series, Math.max(0, point - 1)),
      ArrowDown: () => this.#go(this.#at.series + 1, Math.max(0, point)),
      ArrowUp: () => this.#go(this.#at.series - 1, Math.max(0, point)),
      Home: () => this.#go(this.#at.series, 0),
      End: () => this.#go(this.#at.series, categories.length - 1),
      Enter: () => this.#choose(),
      ' ': () => this.#choose(),
      Escape: () => {
        this.#leave();
        this.#pick(null, '');
      },
    };
    const step = steps[event.key];
    if (step === undefined || series.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  }

  #go(series: number, point: number): void {
    const { data } = this.#drawing;
    this.#at = {
      series: Math.min(Math.max(0, series), data.series.length - 1),
      point: Math.min(Math.max(0, point), data.categories.length - 1),
    };
    this.#chart.dispatchAction({ type: 'downplay' });
    const where = { seriesIndex: this.#at.series, dataIndex: this.#at.point };
    this.#chart.dispatchAction({ type: 'highlight', ...where });
    this.#chart.dispatchAction({ type: 'showTip', ...where });
    this.#said.textContent = written(this.#drawing, this.#at.series, this.#at.point);
  }

  #choose(): void {
    const { categories, series } = this.#drawing.data;
    const category = categories[this.#at.point];
    if (category !== undefined) this.#pick(category, series[this.#at.series]?.[0] ?? '');
  }

  #leave(): void {
    this.#at = { series: this.#at.series, point: -1 };
    this.#chart.dispatchAction({ type: 'downplay' });
    this.#chart.dispatchAction({ type: 'hideTip' });
    this.#said.textContent = '';
  }
}

function element(name: string, attributes: Record<string, string>): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** Draws into `parent`, whose size it follows. `options` is JSON of {@link Drawing}. */
export function create(parent: Element, options: string, pick: Pick): ChartHandle {
  return new Chart(parent, options, pick);
}
