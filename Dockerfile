# One image for API, workers and the database migration; docker-compose.yml says which command each runs.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production DERMETRY_DATA_DIR=/data DERMETRY_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Not compiled, but read at run time: SQL migrations, model weights with their manifests, pages.
COPY --from=build /app/services/store/migrations ./services/store/migrations
COPY --from=build /app/models ./models
COPY --from=build /app/web ./web
# A new volume on /data takes over this owner.
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
EXPOSE 3000
CMD ["node", "dist/api/main.js"]
