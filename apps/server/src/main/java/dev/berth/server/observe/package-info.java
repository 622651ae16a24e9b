/// What is told of requests once they are answered: metrics, traces and the access log.
///
/// Start reading at [dev.berth.server.observe.Observers]. Nothing here is on a request's way: a
/// front reports a [dev.berth.server.observe.Call] after it has written the answer.
@NullMarked
package dev.berth.server.observe;

import org.jspecify.annotations.NullMarked;
