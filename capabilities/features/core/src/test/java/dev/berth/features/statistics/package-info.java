@NullMarked
package dev.berth.features.statistics;

import org.jspecify.annotations.NullMarked;
