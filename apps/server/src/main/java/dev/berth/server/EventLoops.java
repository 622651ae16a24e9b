package dev.berth.server;

import io.vertx.core.Vertx;

/// The event loops of a server, created while the models are loaded.
record EventLoops(
        Vertx vertx,
        ListeningSockets listening,
        Connections connections,
        ConnectionWatches watches) {}
