/// HTTP front: routes, bodies and responses.
///
/// Start reading at [dev.berth.server.http.HttpServerHandler]. A [dev.berth.server.http.Route] is
/// the meaning of a path; an `HttpServerExchange` is one request in flight; each family of routes
/// has a class that answers it. The exchange sees an `HttpRequest`, whatever decoded it:
/// `Http1Request`, `Http2Request`, or `VertxRequest`. `RequestBodyAggregator` collects the body
/// within the byte budget, `RouteAuthorizer` authorizes.
///
/// Feast's routes are listed in `FeastPaths` and answered by `FeastRoutes`. A caller that waits for
/// a materialization is held by `MaterializeWaits`, which polls the runs. Without a feature store
/// the feature routes do not exist. The page `/docs` is plain JavaScript modules without a library,
/// sent by `Assets`. `docs.js` starts, `models.js` renders `/openapi.json`, `features.js` renders
/// `GET /v1/features`. Its sections are built when they are opened; `later.js` then loads
/// statistics and lineage. `search.js` searches texts made of these documents, never the page.
///
/// Deliberately absent: a routing framework. There are some thirty routes, and the path of a
/// prediction is found by comparing a few strings.
@NullMarked
package dev.berth.server.http;

import org.jspecify.annotations.NullMarked;
