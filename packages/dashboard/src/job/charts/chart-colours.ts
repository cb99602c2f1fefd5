import { useEffect, useMemo, useState } from 'react';
import { useTheme } from '../../app/theme.ts';

/** The colours of a drawing in the theme in force, as the canvas understands them. */
export interface ChartColours {
  readonly axis: string;
  readonly grid: string;
  readonly mark: string;
  /** For lines, the first for the job itself. */
  readonly lines: readonly string[];
}

const lineNames = ['--accent-text', '--warning-mark', '--success-mark', '--danger-mark', '--muted'] as const;

/** The colours, read anew when the theme changes. */
export function useChartColours(): ChartColours {
  const [theme] = useTheme();
  const isDark = useIsDark();
  // biome-ignore lint/correctness/useExhaustiveDependencies: The styles of the page depend on both.
  return useMemo(readColours, [theme, isDark]);
}

function readColours(): ChartColours {
  // A colour that is light-dark() is only resolved where it is used.
  const probe = document.createElement('span');
  document.body.append(probe);
  const colourOf = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    axis: colourOf('--faint'),
    grid: colourOf('--line'),
    mark: colourOf('--control'),
    lines: lineNames.map(colourOf),
  };
  probe.remove();
  return colours;
}

function useIsDark(): boolean {
  const [query] = useState(() => matchMedia('(prefers-color-scheme: dark)'));
  const [isDark, setIsDark] = useState(query.matches);
  useEffect(() => {
    const onChange = () => setIsDark(query.matches);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, [query]);
  return isDark;
}
