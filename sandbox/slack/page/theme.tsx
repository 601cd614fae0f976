import { type ReactNode, useEffect, useState } from 'react';

type Theme = 'auto' | 'light' | 'dark';
const next: Record<Theme, Theme> = { auto: 'dark', dark: 'light', light: 'auto' };
const signs: Record<Theme, string> = { auto: '◐', dark: '☾', light: '☀' };

function stored(): Theme {
  const theme = localStorage.getItem('theme');
  return theme === 'light' || theme === 'dark' ? theme : 'auto';
}

/** Light, dark, or as the system has it. */
export function ThemeSwitch(): ReactNode {
  const [theme, setTheme] = useState<Theme>(stored);
  useEffect(() => {
    localStorage.setItem('theme', theme);
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <button
      type="button"
      className="plain theme"
      aria-label={`Colours: ${theme}. Change`}
      title={`Colours: ${theme}`}
      data-testid="theme"
      onClick={() => setTheme(next[theme])}
    >
      {signs[theme]}
    </button>
  );
}
