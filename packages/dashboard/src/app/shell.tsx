import { Link, Outlet } from '@tanstack/react-router';
import { Menu as MenuIcon, Plus, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { buttonClass } from '../ui/button.tsx';
import { overlayClass } from '../ui/dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Logo } from './logo.tsx';
import { Navigation } from './navigation.tsx';
import { ThemeMenu } from './theme-menu.tsx';

/** What surrounds every page of a signed-in person: a bar at the side, on narrow screens at the top. */
export function Shell() {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-raised px-3 py-2 shadow-float focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      <SideBar />
      <TopBar />
      <main id="main" tabIndex={-1} className="min-w-0 px-4 py-5 outline-none sm:px-6 lg:px-8 lg:py-7">
        <div className="mx-auto max-w-7xl">
          <Outlet />
        </div>
      </main>
    </div>
  );
}

function SideBar() {
  return (
    <aside className="sticky top-0 hidden h-dvh flex-col gap-4 overflow-y-auto border-r border-line bg-surface p-3 lg:flex">
      <div className="flex h-9 items-center justify-between pl-1.5">
        <Home />
      </div>
      <NewJobLink />
      <Navigation />
      <div className="flex items-center justify-between gap-1 border-t border-line pt-2">
        <AccountMenu />
        <ThemeMenu />
      </div>
    </aside>
  );
}

function TopBar() {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center justify-between border-b border-line bg-surface px-3 lg:hidden">
      <div className="flex items-center gap-1.5">
        <Dialog.Root open={open} onOpenChange={setOpen}>
          <Dialog.Trigger asChild>
            <IconButton label="Menu">
              <MenuIcon aria-hidden />
            </IconButton>
          </Dialog.Trigger>
          <Dialog.Portal>
            <Dialog.Overlay className={overlayClass} />
            <Dialog.Content
              aria-describedby={undefined}
              className="fixed inset-y-0 left-0 z-40 flex w-72 max-w-[85vw] animate-appear flex-col gap-4 overflow-y-auto border-r border-line bg-surface p-3 shadow-float"
            >
              <Dialog.Title className="sr-only">Menu</Dialog.Title>
              <div className="flex h-9 items-center justify-between pl-1.5">
                <Home />
                <Dialog.Close asChild>
                  <IconButton label="Close">
                    <X aria-hidden />
                  </IconButton>
                </Dialog.Close>
              </div>
              <NewJobLink onLeave={close} />
              <Navigation onLeave={close} />
            </Dialog.Content>
          </Dialog.Portal>
        </Dialog.Root>
        <Home />
      </div>
      <div className="flex items-center gap-1">
        <ThemeMenu />
        <AccountMenu />
      </div>
    </header>
  );
}

function Home() {
  return (
    <Link
      to="/jobs"
      className="flex items-center gap-2 rounded-md text-[0.9375rem] font-semibold tracking-tight"
    >
      <Logo />
      Trainyard
    </Link>
  );
}

function NewJobLink({ onLeave }: { readonly onLeave?: () => void }) {
  return (
    <Link to="/jobs/new" onClick={() => onLeave?.()} className={buttonClass('primary')}>
      <Plus aria-hidden />
      New job
    </Link>
  );
}
