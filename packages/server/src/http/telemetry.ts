import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Db } from '../db/open.ts';
import { runIsAlive } from '../jobs/job-row.ts';

/** Counts and timings for Prometheus. */
export interface HttpTelemetry {
  observe(request: FastifyRequest, reply: FastifyReply): void;
  /** All metrics in Prometheus' text format. */
  render(): Promise<{ contentType: string; text: string }>;
}

export function createTelemetry({ db }: { db: Db }): HttpTelemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'trainyard_http_requests_total',
    help: 'Requests answered, by operation and status.',
    labelNames: ['operation', 'status'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'trainyard_http_request_duration_seconds',
    help: 'Time to answer, by operation.',
    labelNames: ['operation'],
    buckets: [0.002, 0.01, 0.05, 0.2, 1, 5, 30],
    registers: [registry],
  });
  new Gauge({
    name: 'trainyard_runs',
    help: 'Runs that wait or train, by state.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const state of ['queued', 'starting', 'running'] as const) this.set({ state }, 0);
      const rows = await db.query
        .selectFrom('runs')
        .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
        .where(runIsAlive)
        .groupBy('state')
        .execute();
      for (const row of rows) this.set({ state: row.state }, Number(row.count));
    },
  });

  return {
    observe(request, reply) {
      const operation = request.routeOptions.config.route?.id ?? 'unknown';
      requests.inc({ operation, status: reply.statusCode });
      seconds.observe({ operation }, reply.elapsedTime / 1000);
    },
    async render() {
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
