import { HttpError } from '@trainyard/core';

/** The token of an `Authorization: Bearer …` header. Throws 401 where there is none. */
export function bearerToken(authorization: string | undefined): string {
  const token = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '')?.[1];
  if (token !== undefined) return token;
  throw new HttpError(401, 'Send a token with the request: "Authorization: Bearer <token>".');
}
