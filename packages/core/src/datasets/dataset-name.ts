const maxNameLength = 128;

/**
 * Why a text cannot be the name of a dataset, as the end of a sentence ("… contains a space"); null where it
 * can. Names stand in configs as the last part of a path.
 */
export function datasetNameProblem(name: string): string | null {
  if (name === '') return 'is empty';
  if (name.length > maxNameLength) return `is longer than ${maxNameLength} characters`;
  if (name.startsWith('-')) return 'begins with "-"';
  const bad = /[^A-Za-z0-9_-]/u.exec(name);
  return bad === null ? null : `contains ${JSON.stringify(bad[0])}; use letters, digits, "_" and "-"`;
}
