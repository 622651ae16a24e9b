/// Contributions of capabilities to this server, found and gathered.
///
/// Start reading at [dev.berth.server.contribution.Contributions]. The routes and pages are served
/// by `dev.berth.server.http`, the metrics shown by `dev.berth.server.telemetry`.
@NullMarked
package dev.berth.server.contribution;

import org.jspecify.annotations.NullMarked;
