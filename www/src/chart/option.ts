/** Turns a chart description and its data into the library's options. Pure. */
import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { GridComponentOption, LegendComponentOption, TooltipComponentOption, AriaComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import { writer } from './format';
import type { Format } from './format';
import type { Palette } from './palette';

type Option = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption | AriaComponentOption
>;

/** `protocol::Field`. */
export interface Field {
  readonly column: string;
  readonly aggregation: string | null;
  readonly format: Format;
}

/** What is drawn: `protocol::Chart`, `protocol::ChartData`, and how. */
export interface Drawing {
  readonly chart: {
    readonly mark: 'bar' | 'line' | 'kpi';
    readonly title: string;
    readonly category: Field | null;
    readonly values: readonly Field[];
    readonly color: Field | null;
    readonly horizontal: boolean;
  };
  readonly data: {
    readonly categories: readonly string[];
    readonly series: readonly (readonly [name: string, values: readonly (number | null)[]])[];
    readonly left_out: number;
  };
  readonly lang: string;
  /** The category that belongs to the followed record. */
  readonly lit: string | null;
}

/** `HNL · late: 21.4`, for a screen reader. */
export function written(drawing: Drawing, series: number, point: number): string {
  const [name, values] = drawing.data.series[series] ?? ['', []];
  const value = writeOf(drawing, series)(values[point] ?? null);
  return `${drawing.data.categories[point] ?? ''} · ${name}: ${value}`;
}

export function optionOf(drawing: Drawing, palette: Palette, still: boolean): Option {
  const { chart, data } = drawing;
  const many = data.series.length > 1;
  const text = { color: palette.ink2, fontFamily: palette.font, fontSize: 12 };
  const write = writeOf(drawing, 0);
  const categories = {
    type: 'category' as const,
    data: [...data.categories],
    inverse: chart.horizontal,
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: { ...text, hideOverlap: true, overflow: 'truncate' as const, width: 120 },
  };
  const values = {
    type: 'value' as const,
    axisLabel: { ...text, formatter: (value: number) => write(value), hideOverlap: true },
    splitLine: { lineStyle: { color: palette.line } },
  };
  return {
    animation: !still,
    animationDuration: 250,
    animationDurationUpdate: 250,
    color: [...palette.series],
    textStyle: { fontFamily: palette.font },
    // Patterns as well as colours, as soon as there is more than one series to tell apart.
    aria: { enabled: many, decal: { show: many && chart.mark === 'bar' }, label: { enabled: false } },
    grid: { left: 8, right: 16, top: many ? 34 : 12, bottom: 4, containLabel: true },
    legend: { show: many, top: 0, left: 0, type: 'plain', textStyle: text, icon: 'roundRect', itemWidth: 12, itemHeight: 12 },
    tooltip: {
      trigger: 'item',
      // Drawn by the renderer: HTML with style attributes would be refused by the content security policy.
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { ...text, color: palette.ink },
      formatter: (item) => {
        const { seriesIndex = 0, dataIndex } = item as unknown as { seriesIndex?: number; dataIndex: number };
        return written(drawing, seriesIndex, dataIndex);
      },
    },
    xAxis: chart.horizontal ? values : categories,
    yAxis: chart.horizontal ? categories : values,
    series: data.series.map(([name, points], index) => oneSeries(drawing, palette, name, points, index)),
  };
}

function oneSeries(
  drawing: Drawing,
  palette: Palette,
  name: string,
  points: readonly (number | null)[],
  index: number,
): BarSeriesOption | LineSeriesOption {
  const { chart, data, lit } = drawing;
  const write = writeOf(drawing, index);
  const values = points.map((value, at) =>
    lit !== null && data.categories[at] === lit ? { value: value ?? '-', itemStyle: { color: palette.lit } } : (value ?? '-'),
  );
  if (chart.mark === 'line') {
    return { type: 'line', name, data: values, symbolSize: 7, showSymbol: points.length <= 60, lineStyle: { width: 2 }, connectNulls: false };
  }
  const few = points.length <= 14 && data.series.length === 1;
  return {
    type: 'bar',
    name,
    data: values,
    barMaxWidth: 36,
    itemStyle: { borderRadius: chart.horizontal ? [0, 3, 3, 0] : [3, 3, 0, 0] },
    label: {
      show: few,
      position: chart.horizontal ? 'right' : 'top',
      color: palette.ink2,
      fontFamily: palette.font,
      fontSize: 11,
      formatter: ({ value }) => write(typeof value === 'number' ? value : null),
    },
  };
}

function writeOf({ chart, lang }: Drawing, series: number): (value: number | null) => string {
  // Split by colour, every series is the same field.
  const field = chart.values[chart.color === null ? series : 0] ?? chart.values[0];
  return writer(field?.format ?? 'text', lang);
}
