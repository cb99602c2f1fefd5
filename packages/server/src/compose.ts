import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { agentProgram } from '@trainyard/agent';
import { builtApp } from '@trainyard/dashboard';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { deriveKeys, loadOrCreateSecret } from './accounts/secret-box.ts';
import { createSecrets } from './accounts/secrets.ts';
import { createSessions } from './accounts/sessions.ts';
import { createTokens } from './accounts/tokens.ts';
import { createCaptioningService } from './captionings/captioning-service.ts';
import { systemClock } from './clock.ts';
import type { DataDir } from './config/data-dir.ts';
import type { Settings } from './config/settings.ts';
import { createDatasetService } from './datasets/dataset-service.ts';
import { loadDatasetFacts } from './datasets/facts.ts';
import { createReclaimer } from './datasets/reclaimer.ts';
import { createValidation } from './datasets/validate-files.ts';
import { createDiskRoom } from './disk/disk-room.ts';
import { createAutoResumer } from './dispatch/auto-resume.ts';
import { createCheckpointChecks } from './dispatch/checkpoint-checks.ts';
import { executorKey } from './dispatch/dispatch-options.ts';
import { createDispatcher } from './dispatch/dispatcher.ts';
import { createModelChecks } from './dispatch/model-checks.ts';
import type { Repeating } from './dispatch/repeating.ts';
import { createStartCheck } from './dispatch/start-check.ts';
import { createLocalExecutor } from './executors/local.ts';
import { createGalleryService } from './gallery/gallery-service.ts';
import { sweepThumbnails } from './gallery/thumbnails.ts';
import { blockedGpus, isCard } from './gpus/blocked-gpus.ts';
import { readGpuInventory } from './gpus/gpu-inventory.ts';
import { createGpuMonitor } from './gpus/gpu-monitor.ts';
import { gpuOffers } from './gpus/gpu-offers.ts';
import { sweepHourly } from './hourly-sweeps.ts';
import { createApp } from './http/app.ts';
import { createDashboard } from './http/dashboard.ts';
import { createCaptioningHandlers } from './http/handlers/captionings.ts';
import { createDatasetHandlers } from './http/handlers/datasets.ts';
import { createGalleryHandlers } from './http/handlers/gallery.ts';
import { createInstallationHandlers } from './http/handlers/installation.ts';
import { createJobHandlers } from './http/handlers/jobs.ts';
import { createLinkHandlers } from './http/handlers/links.ts';
import { createRunHandlers } from './http/handlers/runs.ts';
import { secretHandlers } from './http/handlers/secrets.ts';
import { systemHandlers } from './http/handlers/system.ts';
import { tokenHandlers } from './http/handlers/tokens.ts';
import { webhookHandlers } from './http/handlers/webhooks.ts';
import { createIdempotencyStore } from './http/idempotency.ts';
import { createOrigin } from './http/origin.ts';
import { createSignIn } from './http/sign-in.ts';
import { createTelemetry } from './http/telemetry.ts';
import { createArtifactChecks } from './jobs/artifact-checks.ts';
import { createJobService } from './jobs/job-service.ts';
import { createJobSignals } from './jobs/job-signals.ts';
import { forkValidator } from './media/fork-validator.ts';
import { createThumbnailCache } from './media/thumbnail-cache.ts';
import { createValidatorPool } from './media/validator-pool.ts';
import { modelCacheVariables } from './models/hub-cache.ts';
import { createRefusedModels } from './models/refused-models.ts';
import { openRows } from './open-rows.ts';
import { createConfigCheck, createDraftFacts } from './preflight/config-check.ts';
import { createRunChecks } from './readiness.ts';
import { readinessChecks } from './readiness-checks.ts';
import type { Releasers } from './releasers.ts';
import { sweepJobs } from './retention/sweep-jobs.ts';
import { createRunService } from './runs/run-service.ts';
import { sweepStrayArtifacts } from './runs/stray-artifacts.ts';
import { createDiskStore } from './storage/disk-store.ts';
import { artifactKey } from './storage/object-key.ts';
import { createSignedLinks } from './storage/signed-links.ts';
import { createAccountFacts } from './trainers/account-facts.ts';
import { checkoutVariables, readCheckouts } from './trainers/checkouts.ts';
import { trainerNotes } from './trainers/trainer-check.ts';
import { version } from './version.ts';
import { createWebhookSender } from './webhooks/sender.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

/** A service whose parts have been put together and that does not work yet. */
export interface Service {
  readonly app: FastifyInstance;
  /** Begins to dispatch, once agents can reach the server. */
  start(): void;
}

export interface ComposeOptions {
  readonly settings: Settings;
  readonly dataDir: DataDir;
  readonly logger: Logger;
  /** Where the server listens; asked only once it does. */
  readonly listening: () => string;
  /** Receives the clean-ups of what is opened here. */
  readonly releasers: Releasers;
}

const minuteMs = 60_000;
const validatorTimeoutMs = 60_000;
const maxArtifactBytes = 200_000_000_000;
const maxThumbnailBytes = 2_000_000_000;

/** The one place where implementations meet: which database, store, executor and trainer this server uses. */
export async function compose(options: ComposeOptions): Promise<Service> {
  const { settings, dataDir, logger, releasers } = options;
  const clock = systemClock;
  const db = await openRows(options);
  const shared = { db, clock, logger };
  const keys = deriveKeys(settings.secretKey ?? loadOrCreateSecret(dataDir.secret));
  const tokens = createTokens({ db, clock });
  const sessions = createSessions({ db, clock });
  const signIn = createSignIn({ tokens, sessions, clock, publicUrl: settings.publicUrl });
  const secrets = createSecrets({ db, clock, box: keys.box });
  const origin = createOrigin({ publicUrl: settings.publicUrl, listening: options.listening });
  const store = await createDiskStore({ root: dataDir.objects });
  const links = createSignedLinks({
    secret: keys.linkKey,
    publicUrl: origin.current,
    clock,
    downloadTtlMs: settings.downloadLinkMinutes * minuteMs,
  });

  const pool = createValidatorPool({
    size: Math.max(1, Math.min(4, availableParallelism() - 1)),
    timeoutMs: validatorTimeoutMs,
    fork: forkValidator,
  });
  releasers.add('the validator processes', () => pool.close());
  const tempFolder = join(dataDir.root, 'tmp');
  const validation = createValidation({ db, clock, logger, store, pool, tempFolder });
  releasers.add('validation', () => validation.close());
  const reclaimer = createReclaimer({ db, clock, logger, store, everyMs: 10 * minuteMs, delayMs: 1000 });
  releasers.add('the reclaimer', () => reclaimer.close());
  const datasetOptions = {
    ...shared,
    store,
    links,
    signedUploadMaxBytes: settings.maxSignedUploadBytes,
    signedUploadTtlMs: settings.uploadLinkMinutes * minuteMs,
    notifyValidation: validation.notify,
    notifyReclaim: reclaimer.notify,
  };
  const datasets = createDatasetService(datasetOptions);
  const thumbnails = createThumbnailCache({ folder: dataDir.thumbnails, pool, maxBytes: maxThumbnailBytes });

  const checkouts = readCheckouts(settings);
  const executor = createLocalExecutor({
    node: dataDir.nodeName,
    gpus: await readGpuInventory(settings),
    runsFolder: dataDir.runs,
    agentEntry: agentProgram.entry,
    nodeArguments: agentProgram.nodeFlags,
    serverUrl: options.listening,
    serverUrlFile: dataDir.serverUrl,
    environment: process.env,
    agentVariables: {
      ...modelCacheVariables(settings.modelCache),
      TRAINYARD_STALL_SECONDS: String(settings.stallSeconds),
    },
    checkoutVariables: (name) => checkoutVariables(checkouts.find(name)),
  });
  releasers.add('the executor', () => executor.close());
  const gpuMonitor = (await executor.gpus()).some(isCard) ? createGpuMonitor(clock) : null;
  const gpuUse = { db, executor, monitor: gpuMonitor, foreignMib: settings.gpuForeignMib };
  const signals = createJobSignals();
  const leaseMs = settings.leaseSeconds * 1000;
  const stopGraceMs = settings.stopGraceSeconds * 1000;
  const diskRoom = createDiskRoom(db.query, dataDir.root, executorKey(executor));
  const hubTokens = { db, clock, box: keys.box, accountSecret: secrets.read, hfToken: settings.hfToken };
  const refusedModels = createRefusedModels(settings, process.env);
  const notify = () => dispatcher.notify();
  const models = createModelChecks({ ...hubTokens, logger, refusedModels, notify });
  const artifacts = createArtifactChecks({ store, clock });
  const checkpoints = createCheckpointChecks({ ...shared, artifacts, signals, notify });
  const dispatcher = createDispatcher({
    ...shared,
    executor,
    signals,
    left: { db, clock, store, artifactKey, maxArtifactBytes },
    serverId: dataDir.nodeName,
    leaseMs,
    stopGraceMs,
    startCheck: createStartCheck({ checkouts, diskRoom, models, checkpoints }),
    ...(gpuMonitor !== null && {
      blockedGpus: (gpus) => blockedGpus({ monitor: gpuMonitor, foreignMib: settings.gpuForeignMib }, gpus),
    }),
  });
  releasers.add('the dispatcher', () => dispatcher.close());

  const preflight = {
    ...hubTokens,
    secrets,
    installation: createAccountFacts({ db, settings, checkouts }),
    loadDatasetFacts,
    refusedModels,
    diskRoom: settings.trainer === 'builtin' ? null : diskRoom,
  };
  const submissions = {
    signals,
    refusedModels,
    trainer: settings.trainer,
    modelFolders: settings.modelFolders,
    gpuOffers: () => gpuOffers(executor),
    notifyDispatcher: dispatcher.notify,
    cancelWaitMs: 5000,
  };
  const jobs = createJobService({
    ...shared,
    ...submissions,
    links,
    artifacts,
    box: keys.box,
    checkConfig: createConfigCheck(preflight),
    loadFacts: createDraftFacts(preflight),
    origin: origin.current,
    notifyReclaim: reclaimer.notify,
  });
  const captionings = createCaptioningService({ ...datasetOptions, ...hubTokens, ...submissions });
  let autoResumer: Repeating | null = null;
  releasers.add('resumes of lost runs', async () => autoResumer?.stop());
  const runs = createRunService({
    ...hubTokens,
    store,
    links,
    signals,
    artifactKey,
    notifyDispatcher: dispatcher.notify,
    leaseMs,
    reportIntervalMs: Math.min(1000, leaseMs / 4),
    stopGraceMs,
    uploadLinkMs: settings.uploadLinkMinutes * minuteMs,
    maxArtifactBytes,
  });

  const webhookSender = createWebhookSender({
    ...shared,
    box: keys.box,
    // That of no request: what is sent does not depend on who asked for something at the time.
    origin: () => settings.publicUrl ?? options.listening(),
  });
  releasers.add('the sender of webhooks', () => webhookSender.close());
  const telemetry = createTelemetry({ db });
  const idempotency = createIdempotencyStore({ db, clock, serverName: dataDir.nodeName });
  const sweeps = {
    'old keys': idempotency.sweep,
    'ended sessions': sessions.sweep,
    'old webhook messages': webhookSender.sweep,
    'old jobs': () => sweepJobs({ db, clock, deleteJob: jobs.delete, logger }, settings),
    'stray artifacts': () => sweepStrayArtifacts({ db, store, clock }),
    'old thumbnails': () => sweepThumbnails({ db, thumbnails }),
  };
  const sweeping = db.patiently(async () => sweepHourly(sweeps, { logger }));
  releasers.add('the hourly sweeps', async () => (await sweeping).stop());
  const checks = readinessChecks({ db, store, dataDir, settings, checkouts, gpuUse });
  const app = createApp({
    handlers: {
      ...createDatasetHandlers({ datasets, store }),
      ...createGalleryHandlers(createGalleryService({ ...datasetOptions, thumbnails, tempFolder })),
      ...createCaptioningHandlers(captionings),
      ...createJobHandlers(jobs),
      ...signIn.handlers,
      ...createInstallationHandlers(gpuUse, { ...shared, executor, notifyDispatcher: dispatcher.notify }),
      ...tokenHandlers(tokens),
      ...webhookHandlers(createWebhooks({ db, clock, box: keys.box, notifySender: webhookSender.notify })),
      ...secretHandlers(secrets),
      ...createRunHandlers(runs, captionings),
      ...createLinkHandlers({
        links,
        store,
        receivers: {
          'dataset-upload': (grant, request) => datasets.receiveSigned(grant, request),
          artifact: (grant, request) => runs.receiveArtifact(grant.id, request),
        },
      }),
      ...systemHandlers({
        version,
        trainer: { name: settings.trainer, note: trainerNotes[settings.trainer] },
        runChecks: createRunChecks(checks, logger),
        telemetry,
        origin,
      }),
    },
    authenticate: signIn.authenticate,
    authenticateRun: runs.authenticate,
    idempotency,
    telemetry,
    logger,
    origin,
    dashboard: createDashboard({ folder: builtApp, publicUrl: settings.publicUrl }),
  });
  releasers.add('the HTTP service', () => app.close());
  return {
    app,
    start() {
      dispatcher.start();
      webhookSender.start();
      const { autoResume: most } = settings;
      if (most > 0) autoResumer = createAutoResumer({ db, clock, logger, most, resume: jobs.resumeLost });
    },
  };
}
