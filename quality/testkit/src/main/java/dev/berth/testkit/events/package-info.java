/// Listeners of predictions for tests.
@NullMarked
package dev.berth.testkit.events;

import org.jspecify.annotations.NullMarked;
