import { Check, Monitor, Moon, Sun } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { useTheme } from './theme.ts';

const choices = [
  { theme: 'system', label: 'As the system', icon: Monitor },
  { theme: 'light', label: 'Light', icon: Sun },
  { theme: 'dark', label: 'Dark', icon: Moon },
] as const;

/** Chooses light, dark, or what the system says. */
export function ThemeMenu() {
  const [current, choose] = useTheme();
  const Icon = choices.find(({ theme }) => theme === current)?.icon ?? Monitor;
  return (
    <Menu
      trigger={
        <IconButton label="Theme">
          <Icon aria-hidden />
        </IconButton>
      }
    >
      {choices.map(({ theme, label, icon: ChoiceIcon }) => (
        <MenuItem key={theme} onSelect={() => choose(theme)}>
          <ChoiceIcon aria-hidden />
          <span className="flex-1">{label}</span>
          {theme === current && <Check aria-label="chosen" />}
        </MenuItem>
      ))}
    </Menu>
  );
}
