/** Sizes at which the dashboard is looked at. */
export const windowSizes = {
  desk: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;
