package dev.berth.server;

import io.vertx.core.Vertx;

/// What serves connections, and which there are: made while the models are loaded, of which it
/// needs nothing.
record EventLoops(
        Vertx vertx,
        ListeningSockets listening,
        Connections connections,
        ConnectionWatches watches) {}
