@NullMarked
package dev.berth.statistics;

import org.jspecify.annotations.NullMarked;
