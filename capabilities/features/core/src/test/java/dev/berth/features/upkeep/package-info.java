@NullMarked
package dev.berth.features.upkeep;

import org.jspecify.annotations.NullMarked;
