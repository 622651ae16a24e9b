/// What happened in the past, as it is asked for.
@NullMarked
package dev.berth.features.history;

import org.jspecify.annotations.NullMarked;
