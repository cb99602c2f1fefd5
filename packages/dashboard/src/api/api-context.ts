import { createContext, use } from 'react';
import type { Api } from './client.ts';

/** Hands the API to the components below. */
export const ApiContext = createContext<Api | null>(null);

/** The API of the server that this page comes from. Throws outside of the application. */
export function useApi(): Api {
  const api = use(ApiContext);
  if (api === null) throw new Error('This component stands outside of the application.');
  return api;
}
