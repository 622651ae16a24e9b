/// What happened to entities, as every engine of the feature store hands it on.
@NullMarked
package dev.berth.features.event;

import org.jspecify.annotations.NullMarked;
