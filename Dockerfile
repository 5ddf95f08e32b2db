# Image Project Manager in a container.
#
#   docker build -t image-project-manager .
#   docker run -p 8000:8000 -v ipm-data:/data image-project-manager
#
# People sign in with accounts; the first start prints a one-time link for the first administrator. Set PUBLIC_URL to
# the address that people use, and AUTH_MODE for other ways in.

ARG NODE_IMAGE=node:24-bookworm-slim

# What the server needs to run: locked versions, no tools for tests and checks. The base image is the Node that the
# package `node` would bring, so its binary isn't carried twice.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/node node_modules/node-bin-* node_modules/.bin/node

# The browser side, built once here, so that starting needs no bundler.
FROM dependencies AS browser
COPY . .
RUN node ui/build/build.ts

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    AUTH_MODE=accounts \
    PORT=8000 \
    DATA_DIR=/data \
    LOG_PRETTY=false
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY . .
COPY --from=browser /app/ui/dist ./ui/dist
# The embedded database, stored files and generated secrets; nothing else is written but temporary files in /tmp.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 8000
# The first start initialises a database and migrates it.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As process 1 it takes SIGTERM itself, finishes what is under way and stops the database.
CMD ["node", "core/main.ts"]
