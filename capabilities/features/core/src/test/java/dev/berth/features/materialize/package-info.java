@NullMarked
package dev.berth.features.materialize;

import org.jspecify.annotations.NullMarked;
