import { expect, test } from 'vitest';
import { media, reaches, startDatasetServer } from '../datasets/dataset-server.ts';
import { databases } from '../support/databases.ts';

for (const dialect of databases) {
  test(`what is in a dataset is counted by the database on ${dialect.name}`, async () => {
    const server = await startDatasetServer(dialect, { validate: true });
    const ada = server.as('ada');
    const id = await ada.createId('dogs');
    const controls = await ada.createId('dogs_control');
    for (const name of ['a.jpg', 'b.jpg']) await ada.upload(id, name, media('picture.jpg'));
    await ada.upload(id, 'turned.jpg', media('turned.jpg'));
    await ada.upload(id, 'clip.mp4', media('clip.mp4'));
    await ada.upload(id, 'a.txt', 'a dog');
    await ada.upload(id, 'b.txt', '');
    await ada.upload(controls, 'a.png', media('picture.png'));
    await reaches(ada, id, 'READY');
    await reaches(ada, controls, 'READY');
    const { body } = await ada.call('GET', `/${id}/facts?controls=dogs_control`);
    const files = (await ada.status(id)).body.files as Record<string, number | string>[];
    const turned = files.find(({ filename }) => filename === 'turned.jpg');
    const clip = files.find(({ filename }) => filename === 'clip.mp4');
    expect(body).toMatchObject({
      status: 'READY',
      images: 3,
      videos: 1,
      captions: 2,
      unvalidated: 0,
      uncaptioned: { missing: 2, empty: 1 },
      other_dimensions: 0,
      frames: [{ value: clip?.['frames'], count: 1 }],
      controls: { missing: { count: 2, examples: ['b.jpg', 'turned.jpg'] }, several: { count: 0 } },
    });
    expect(body.dimensions[0]).toEqual({ kind: 'image', width: 40, height: 30, count: 2 });
    expect(body.dimensions).toContainEqual({
      kind: 'image',
      width: turned?.['width'],
      height: turned?.['height'],
      count: 1,
    });
    expect(body.fps[0].value).toBeCloseTo(Number(clip?.['frame_rate']), 1);
    expect(body.duration_seconds[0].value).toBeCloseTo(Number(clip?.['duration_seconds']), 0);
    const alone = (await ada.call('GET', `/${id}/facts`)).body;
    expect(alone.controls).toBeNull();
    const unknown = (await ada.call('GET', `/${id}/facts?controls=nobodys`)).body;
    expect(unknown.controls).toBeNull();
  });

  test(`an empty dataset has nothing in it on ${dialect.name}`, async () => {
    const server = await startDatasetServer(dialect);
    const id = await server.as('ada').createId();
    const { body } = await server.as('ada').call('GET', `/${id}/facts`);
    expect(body).toMatchObject({
      status: 'DRAFT',
      images: 0,
      dimensions: [],
      frames: [],
      other_dimensions: 0,
    });
    expect((await server.as('ben').call('GET', `/${id}/facts`)).body.error_code).toBe(40401);
  });
}
