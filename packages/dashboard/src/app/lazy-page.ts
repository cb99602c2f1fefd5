import { lazyRouteComponent } from '@tanstack/react-router';
import { ConnectionError } from '@trainyard/core/client';
import type { ComponentType } from 'react';
import { isServerThere } from './server-presence.ts';

/**
 * A page whose program is loaded when it is first shown. Where that fails because the server is away, the page fails
 * as any call does; the router would load the whole window anew, which then has nothing to show.
 */
export function lazyPage<Name extends string>(
  load: () => Promise<Readonly<Record<Name, ComponentType>>>,
  name: Name,
) {
  return lazyRouteComponent(async () => {
    try {
      return await load();
    } catch (cause) {
      if (await isServerThere()) throw cause;
      throw new ConnectionError('/', { cause });
    }
  }, name);
}
