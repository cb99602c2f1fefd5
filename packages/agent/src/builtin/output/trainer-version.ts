/** Changes whenever the same config would give other weights. */
export const trainerVersion = '1';
