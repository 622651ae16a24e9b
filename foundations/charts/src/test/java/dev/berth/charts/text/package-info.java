@NullMarked
package dev.berth.charts.text;

import org.jspecify.annotations.NullMarked;
