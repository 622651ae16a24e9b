/// HTTP server: routes, bodies and responses.
///
/// Start reading at [dev.berth.server.http.HttpServerHandler]. A `Route` has the form of its paths,
/// its access rule (a method of `RouteAuthorizer`), its handler and its OpenAPI operations; each
/// family of routes is a class that makes and answers them, and `ServerRoutes` lists the families.
/// `ContributedRoutes` are those of capabilities. `Router` finds the route of a path, `RouteCache`
/// that of a prediction. An `HttpServerExchange` is one request in flight. It sees an
/// `HttpRequest`, whatever decoded it: `Http1Request`, `Http2Request`, or `VertxRequest`.
/// `RequestBodyAggregator` collects the body within the byte budget.
///
/// A caller that waits for a materialization is held by `MaterializeWaits`, which polls the runs.
/// Without a feature store the feature routes do not exist. The page `/docs` is plain JavaScript
/// modules without a library. `docs.js` starts, `models.js` renders `/openapi.json`, `features.js`
/// renders `GET /v1/features`. Its sections are built when they are opened; `later.js` then loads
/// statistics and lineage. `search.js` searches texts made of these documents, never the page.
///
/// Deliberately absent: a routing framework. A tree of words finds a path, and the paths of
/// predictions are found by one look into a map.
@NullMarked
package dev.berth.server.http;

import org.jspecify.annotations.NullMarked;
