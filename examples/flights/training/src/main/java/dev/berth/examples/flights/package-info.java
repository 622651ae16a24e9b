/// Training of the example's model from a training set: a separate step without server, feature
/// store or Berth.
@NullMarked
package dev.berth.examples.flights;

import org.jspecify.annotations.NullMarked;
