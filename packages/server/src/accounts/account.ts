/** The account that a request acts for, and the token that proves it. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** Whether it may look at the work of every account. */
  readonly isAdministrator: boolean;
  readonly token: { readonly id: string; readonly name: string | null };
}
