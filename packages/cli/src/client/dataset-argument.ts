/** The dataset that a command is about. */
export const datasetArgument = { summary: 'Name or id of the dataset.' } as const;
