/// Extension points by which a capability adds routes, pages, metrics and commands without a change
/// to the apps.
///
/// Start reading at [dev.berth.contribution.ServerContribution]: routes with their access rule and
/// OpenAPI, pages and metrics of a server. [dev.berth.contribution.CommandContribution] adds a
/// command to `berth`. Both are found by `ServiceLoader` among the jars of the class path, so a
/// capability comes in when its jar does. The files that it reads are a
/// `dev.berth.catalog.system.SystemPart`.
///
/// Deliberately absent: event loops, buffers and streams of requests. A contributed route is
/// answered on a worker thread from a body that is complete, or by a `Flow.Publisher` in parts; the
/// routes of predictions are the server's own.
@NullMarked
package dev.berth.contribution;

import org.jspecify.annotations.NullMarked;
