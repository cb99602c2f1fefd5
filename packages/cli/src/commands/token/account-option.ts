/** The option that every token command needs. */
export const accountOption = {
  kind: 'text',
  value: 'NAME',
  summary: 'The account that the token speaks for.',
  required: true,
} as const;
