/// What is known of entities now: rows in a store, read with one call.
@NullMarked
package dev.berth.features.online;

import org.jspecify.annotations.NullMarked;
