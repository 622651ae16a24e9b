/// HTTP: routes, bodies, answers.
///
/// Start reading at [dev.berth.server.http.HttpServerHandler]. A [dev.berth.server.http.Route] is
/// what a path means; an `HttpServerExchange` is one request being answered; each family of routes
/// has a class that answers it. Deliberately absent: a framework for routing; there are some thirty
/// routes, and the path of a prediction is found by comparing a few strings.
@NullMarked
package dev.berth.server.http;

import org.jspecify.annotations.NullMarked;
