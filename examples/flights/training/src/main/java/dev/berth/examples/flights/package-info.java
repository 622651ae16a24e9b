/// Trains the model of the example from a training set: a step of its own, that knows no server, no
/// feature store and no Berth.
@NullMarked
package dev.berth.examples.flights;

import org.jspecify.annotations.NullMarked;
