# syntax=docker/dockerfile:1

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="ssm-chatops" org.opencontainers.image.licenses="MIT"
# The configuration and its policies are mounted; secrets come from the environment alone.
ENV NODE_ENV=production \
    SSM_CHATOPS_CONFIG=/config/ssm-chatops.yml \
    PORT=3000 \
    HEALTH_PORT=8080
WORKDIR /app
COPY package.json ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
# 3000: Slack's deliveries, in HTTP mode alone. 8080: /healthz and /readyz.
EXPOSE 3000 8080
# It waits up to 30 s for a Slack that is away before it listens: four tries are longer than that.
HEALTHCHECK --interval=15s --timeout=3s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HEALTH_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 itself, with no shell between, so that SIGTERM reaches it.
ENTRYPOINT ["node", "--enable-source-maps", "dist/main.js"]
CMD ["serve"]
