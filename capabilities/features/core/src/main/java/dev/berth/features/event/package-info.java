/// Events of entities, in the form that every engine of the feature store passes on.
@NullMarked
package dev.berth.features.event;

import org.jspecify.annotations.NullMarked;
