package dev.berth.endpoint;

import dev.berth.serving.Serving;

/// What all runs share.
///
/// @param outdated called with a plan whose models have other signatures by now
record Surroundings(Serving serving, EndpointListener listener, Outdated outdated) {
    interface Outdated {
        void found(Plan plan);
    }
}
