@NullMarked
package dev.berth.charts;

import org.jspecify.annotations.NullMarked;
