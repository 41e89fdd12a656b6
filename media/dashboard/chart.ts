/** A picture of some columns of a table, in the colours of the theme. Series differ in dashes and points too, not in colour alone. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart as ChartJs,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartDataset,
} from 'chart.js';
import type { Chart, SeriesColor, Table } from '../../src/protocol/dashboard.js';
import { cellText } from './cell-text.js';
import { element } from '../element.js';

ChartJs.register(BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip);

export type DrawnChart = { element: HTMLElement; /** Once its element is in the page. */ draw(): void; recolor(): void; destroy(): void };

const variables: Record<SeriesColor, string> = {
  blue: '--vscode-charts-blue',
  orange: '--vscode-charts-orange',
  yellow: '--vscode-charts-yellow',
  purple: '--vscode-charts-purple',
  muted: '--vscode-disabledForeground',
};
const points = ['circle', 'rectRot', 'triangle', 'rect'] as const;

export function drawChart(chart: Chart, table: Table, options: { language: string; describedBy: string }): DrawnChart {
  const canvas = element('canvas', undefined, { role: 'img', 'aria-label': chart.label, 'aria-describedby': options.describedBy });
  const figure = element('figure');
  figure.append(canvas);
  const unit = table.columns[chart.series[0]?.column ?? 0]?.unit ?? 'count';
  const first = table.columns[0]?.unit ?? 'text';
  const labels = table.rows.map((row) => cellText(row[0] ?? null, first, options.language));
  let drawn: ChartJs | undefined;

  const dataset = ({ column, color }: Chart['series'][number], index: number): ChartDataset<'line' | 'bar', (number | null)[]> => {
    const paint = colorOf(variables[color], '--vscode-foreground');
    const common = {
      label: table.columns[column]?.title ?? '',
      data: table.rows.map((row) => (typeof row[column] === 'number' ? row[column] : null)),
      borderColor: paint,
      backgroundColor: paint,
    };
    if (chart.kind === 'line')
      return {
        ...common,
        type: 'line',
        borderWidth: 2,
        borderDash: index === 0 ? [] : [6, 4],
        pointStyle: points[index % points.length],
        // where two lines run together both can be seen
        pointRadius: 4 + 3 * index,
        spanGaps: true,
      };
    // in high contrast a bar has the edge that everything has there
    const edge = colorOf('--vscode-contrastBorder', '');
    return { ...common, type: 'bar', stack: 'all', maxBarThickness: 40, ...(edge && { borderColor: edge, borderWidth: 1 }) };
  };
  const scales = () => {
    const text = colorOf('--vscode-descriptionForeground', '--vscode-foreground');
    const grid = colorOf('--vscode-editorWidget-border', '--vscode-contrastBorder') || text;
    const stacked = chart.kind === 'stacked';
    return {
      x: { stacked, ticks: { color: text, maxRotation: 0, autoSkip: true }, grid: { display: false }, border: { color: grid } },
      y: {
        stacked,
        beginAtZero: true,
        ...(unit === 'percent' && { max: 1 }),
        ticks: {
          color: text,
          ...(unit === 'count' && { precision: 0 }),
          callback: (value: string | number) => cellText(Number(value), unit, options.language),
        },
        grid: { color: grid },
        border: { display: false },
      },
    };
  };
  const plugins = () => {
    const font = colorOf('--vscode-foreground', '');
    return {
      legend: { labels: { color: font, usePointStyle: true, boxWidth: 8, boxHeight: 8 } },
      tooltip: {
        backgroundColor: colorOf('--vscode-editorHoverWidget-background', '--vscode-editor-background'),
        titleColor: font,
        bodyColor: font,
        borderColor: colorOf('--vscode-editorHoverWidget-border', '--vscode-contrastBorder'),
        borderWidth: 1,
        callbacks: {
          label: ({ dataset, parsed }: { dataset: { label?: string }; parsed: { y: number | null } }) =>
            `${dataset.label ?? ''}: ${cellText(parsed.y, unit, options.language)}`,
        },
      },
    };
  };

  return {
    element: figure,
    draw() {
      drawn = new ChartJs(canvas, {
        type: chart.kind === 'line' ? 'line' : 'bar',
        data: { labels, datasets: chart.series.map(dataset) },
        options: {
          animation: false,
          maintainAspectRatio: false,
          interaction: { mode: 'index', intersect: false },
          scales: scales(),
          plugins: plugins(),
        },
      });
    },
    recolor() {
      if (!drawn) return;
      drawn.data.datasets = chart.series.map(dataset);
      Object.assign(drawn.options, { scales: scales(), plugins: plugins() });
      drawn.update('none');
    },
    destroy: () => drawn?.destroy(),
  };
}

/** The value of a variable of the theme, or of the second when the theme has none. */
function colorOf(variable: string, otherwise: string): string {
  const styles = getComputedStyle(document.body);
  return styles.getPropertyValue(variable).trim() || (otherwise && styles.getPropertyValue(otherwise).trim());
}
