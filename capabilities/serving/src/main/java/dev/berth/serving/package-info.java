/// Loads models and answers predictions in-process, without a network.
@NullMarked
package dev.berth.serving;

import org.jspecify.annotations.NullMarked;
